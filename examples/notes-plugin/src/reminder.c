/* Reminders: tasks of the app, each for a note. */
#include "notes.h"

/* Version 4, made by SQLite: C has no good source of random numbers. */
#define FRESH_UUID                                                                                           \
  "hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) ||"              \
  " '-A' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))"

/* Chooses the id of the task and writes it down before there is a task: its events come on another thread,
 * and the last of them might be there before dispatch has returned. */
static char *expect_task(notes *self, long note_id, char **failure) {
  char *params = json_format("[%d]", note_id);
  char *rows = params == NULL ? NULL
                              : notes_query(self,
                                            "INSERT INTO reminders (task_id, note_id)"
                                            " VALUES (" FRESH_UUID ", ?) RETURNING task_id",
                                            params, failure);
  char *task_id = json_text(json_element(json_element(rows, 0), 0));
  free(rows);
  free(params);
  return task_id;
}

static void forget_task(notes *self, const char *task_id) {
  char *failure = NULL;
  char *params = json_format("[%q]", task_id);
  if (params != NULL) free(notes_execute(self, "DELETE FROM reminders WHERE task_id = ?", params, &failure));
  free(failure);
  free(params);
}

static char *build_request(const char *task_id, const char *note, const char *prompt) {
  char *text = json_string(note, "text");
  char *whole = json_format("%s\n\nThe note: %s", prompt, text == NULL ? "" : text);
  char *request =
      whole == NULL ? NULL : json_format("{\"id\":%q,\"title\":\"Reminder\",\"prompt\":%q}", task_id, whole);
  free(whole);
  free(text);
  return request;
}

static bool start_task(const char *request, char **failure) {
  const char *answer = notes_host()->dispatch(request);
  const bool has_started = json_find(answer, "id") != NULL;
  if (!has_started) *failure = json_string(answer, "error");
  notes_give_back(answer);
  return has_started;
}

char *notes_remind(notes *self, const char *note, const char *prompt, char **failure) {
  *failure = NULL;
  char *task_id = expect_task(self, json_integer(note, "id", 0), failure);
  if (task_id == NULL) return NULL;
  char *request = build_request(task_id, note, prompt);
  const bool has_started = request != NULL && start_task(request, failure);
  free(request);
  if (has_started) return task_id;
  forget_task(self, task_id);
  free(task_id);
  return NULL;
}

static void keep_reminder(notes *self, const char *task_id, const char *text) {
  char *failure = NULL;
  char *params = json_format("[%q,%q]", text, task_id);
  if (params != NULL) {
    free(notes_execute(
        self, "UPDATE notes SET reminder = ? WHERE id = (SELECT note_id FROM reminders WHERE task_id = ?)",
        params, &failure));
  }
  if (failure != NULL) notes_log(OSR_LOG_ERROR, "reminder lost", NULL);
  free(failure);
  free(params);
}

/* "output" is what the agent wrote; an agent that wrote nothing leaves a summary of a few words. */
static void on_completed(notes *self, const char *task_id, const char *event_json) {
  char *output = json_string(event_json, "output");
  char *text = output == NULL ? json_string(event_json, "summary") : output;
  if (text != NULL) keep_reminder(self, task_id, text);
  free(text);
}

static void on_failed(const char *task_id, const char *event_json) {
  char *reason = json_string(event_json, "summary");
  char *payload = json_format("{\"reason\":%q,\"task_id\":%q}", reason, task_id);
  notes_log(OSR_LOG_WARN, "reminder failed", payload);
  free(payload);
  free(reason);
}

void notes_on_task_event(notes *self, const char *task_id, int event, const char *event_json) {
  if (event == OSR_TASK_COMPLETED) on_completed(self, task_id, event_json);
  if (event == OSR_TASK_FAILED) on_failed(task_id, event_json);
  const bool has_ended =
      event == OSR_TASK_COMPLETED || event == OSR_TASK_FAILED || event == OSR_TASK_CANCELLED;
  if (has_ended) forget_task(self, task_id);
}
