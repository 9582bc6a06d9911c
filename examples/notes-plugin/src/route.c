/* GET /notes/:id */
#include "notes.h"

static char *answer(long status, const char *body) {
  return json_format("{\"status\":%d,\"headers\":{\"content-type\":\"application/json\"},\"body\":%q}",
                     status, body);
}

/* 0 for what is no id. */
static long id_of(const char *request) {
  char *text = json_string(json_find(request, "path_params"), "id");
  char *end = NULL;
  const long id = text == NULL ? 0 : strtol(text, &end, 10);
  const bool is_whole = end != NULL && end != text && *end == '\0';
  free(text);
  return is_whole ? id : 0;
}

char *notes_answer_route(notes *self, const char *request) {
  char *failure = NULL;
  const long id = id_of(request);
  char *note = id == 0 ? NULL : notes_find(self, id, &failure);
  char *response = note != NULL      ? answer(200, note)
                   : failure != NULL ? answer(500, "{\"error\":\"database\"}")
                                     : answer(404, "{\"error\":\"not_found\"}");
  free(note);
  free(failure);
  return response;
}
