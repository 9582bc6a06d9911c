/* A summary, streamed by the model that the user has chosen. */
#include "notes.h"

#define INSTRUCTIONS "Sum up these notes in one sentence."

/* The user's message: one line for each note. */
static char *lines_of(const char *list) {
  json_builder lines = {0};
  const char *note = NULL;
  for (int i = 0; (note = json_element(list, i)) != NULL; i++) {
    char *text = json_string(note, "text");
    if (text != NULL) {
      json_add(&lines, i > 0 ? "\n- " : "- ");
      json_add(&lines, text);
    }
    free(text);
  }
  return json_finish(&lines);
}

/* The app wants a model in each request; "default" is the one of the agent. */
static char *build_request(const char *list) {
  char *model = notes_setting("model");
  char *lines = lines_of(list);
  char *request = json_format("{\"model\":%q,\"messages\":["
                              "{\"role\":\"system\",\"content\":\"" INSTRUCTIONS "\"},"
                              "{\"role\":\"user\",\"content\":%q}]}",
                              model == NULL || *model == '\0' ? "default" : model, lines);
  free(lines);
  free(model);
  return request;
}

/* Called on a thread of the host, one piece at a time, while complete_stream has not returned: so what
 * `user_data` points to is still there, and nobody else touches it. */
static void on_chunk(const char *chunk_json, void *user_data) {
  json_builder *summary = user_data;
  const char *choice = json_element(json_find(chunk_json, "choices"), 0);
  char *piece = json_string(json_find(choice, "delta"), "content");
  if (piece == NULL) return; /* the last chunks have none */
  json_add(summary, piece);
  free(piece);
  char *payload = json_format("{\"bytes\":%d}", (long)summary->length);
  notes_log(OSR_LOG_DEBUG, "summary goes on", payload);
  free(payload);
}

/* An error may come after the first pieces: a summary that is cut off is none. */
static char *why_failed(const char *answer) {
  char *error = json_string(answer, "error");
  char *message = json_string(answer, "message");
  char *reason =
      error == NULL ? NULL : json_format("%s: %s", error, message == NULL ? "no message" : message);
  free(message);
  free(error);
  return reason;
}

char *notes_summarise(const char *list, char **failure) {
  *failure = NULL;
  json_builder summary = {0};
  char *request = build_request(list);
  const char *answer = request == NULL ? NULL : notes_host()->complete_stream(request, on_chunk, &summary);
  free(request);
  const bool is_done = json_find(answer, "choices") != NULL;
  if (!is_done) *failure = why_failed(answer);
  notes_give_back(answer);
  char *text = json_finish(&summary);
  if (is_done) return text;
  free(text);
  return NULL;
}
