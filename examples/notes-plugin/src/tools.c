/* The tools: add_note, list_notes, summarise and remind. */
#include "notes.h"

static char *fail(const char *kind, const char *reason) {
  return json_format("{\"ok\":false,\"kind\":%q,\"message\":%q,\"retryable\":true}", kind,
                     reason == NULL ? "no memory" : reason);
}

static char *fail_args(const char *field, const char *expected) {
  return json_format("{\"ok\":false,\"kind\":\"invalid_args\",\"message\":\"%s must be %s\","
                     "\"retryable\":true,\"field\":%q,\"expected\":%q}",
                     field, expected, field, expected);
}

static bool is_blank(const char *text) {
  return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

static char *add_note(notes *self, const char *args) {
  char *failure = NULL;
  char *text = json_string(args, "text");
  const bool is_missing = is_blank(text);
  const long id = is_missing ? 0 : notes_add(self, text, &failure);
  char *envelope = is_missing ? fail_args("text", "a text")
                   : id == 0  ? fail("execution_error", failure)
                              : json_format("{\"ok\":true,\"result\":{\"id\":%d},\"tool\":\"add_note\"}", id);
  free(text);
  free(failure);
  return envelope;
}

static char *list_notes(notes *self) {
  char *failure = NULL;
  char *list = notes_list(self, &failure);
  char *envelope = list == NULL
                       ? fail("execution_error", failure)
                       : json_format("{\"ok\":true,\"result\":{\"notes\":%s},\"tool\":\"list_notes\"}", list);
  free(list);
  free(failure);
  return envelope;
}

static char *summarise_list(const char *list) {
  if (json_element(list, 0) == NULL) {
    return json_format(
        "{\"ok\":true,\"result\":{\"summary\":\"There are no notes.\"},\"tool\":\"summarise\"}");
  }
  char *failure = NULL;
  char *summary = notes_summarise(list, &failure);
  char *envelope =
      summary == NULL
          ? fail("unavailable", failure)
          : json_format("{\"ok\":true,\"result\":{\"summary\":%q},\"tool\":\"summarise\"}", summary);
  free(summary);
  free(failure);
  return envelope;
}

static char *summarise(notes *self) {
  char *failure = NULL;
  char *list = notes_list(self, &failure);
  char *envelope = list == NULL ? fail("execution_error", failure) : summarise_list(list);
  free(list);
  free(failure);
  return envelope;
}

static char *remind_of(notes *self, long note_id, const char *prompt) {
  char *failure = NULL;
  char *note = notes_find(self, note_id, &failure);
  const bool is_unknown = note == NULL && failure == NULL;
  char *task_id = note == NULL ? NULL : notes_remind(self, note, prompt, &failure);
  char *envelope =
      is_unknown ? fail_args("note_id", "the id of a note")
      : task_id == NULL
          ? fail("unavailable", failure)
          : json_format("{\"ok\":true,\"result\":{\"task_id\":%q},\"tool\":\"remind\"}", task_id);
  free(task_id);
  free(note);
  free(failure);
  return envelope;
}

static char *remind(notes *self, const char *args) {
  char *prompt = json_string(args, "prompt");
  char *envelope = is_blank(prompt) ? fail_args("prompt", "a text")
                                    : remind_of(self, json_integer(args, "note_id", 0), prompt);
  free(prompt);
  return envelope;
}

char *notes_run_tool(notes *self, const char *id, const char *args) {
  if (strcmp(id, "add_note") == 0) return add_note(self, args);
  if (strcmp(id, "list_notes") == 0) return list_notes(self);
  if (strcmp(id, "summarise") == 0) return summarise(self);
  if (strcmp(id, "remind") == 0) return remind(self, args);
  return json_format(
      "{\"ok\":false,\"kind\":\"tool_not_found\",\"message\":\"notes has no tool of that name\","
      "\"retryable\":false}");
}
