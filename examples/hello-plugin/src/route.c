/* POST /webhook: the bot's API calls it for every message, with the secret in a header. */
#include "hello.h"

#define SECRET_HEADER "x-hello-secret" /* the host lower-cases header names */

static char *answer(long status, char *body) {
  char *response = body == NULL
                       ? NULL
                       : json_format("{\"status\":%d,\"headers\":{\"content-type\":\"application/json\"},"
                                     "\"body\":%q}",
                                     status, body);
  free(body);
  return response;
}

/* Takes as long for a wrong secret as for the right one of that length. */
static bool equals_secret(const char *expected, const char *given) {
  const size_t length = strlen(expected);
  if (strlen(given) != length) return false;
  unsigned difference = 0;
  for (size_t i = 0; i < length; i++)
    difference |= (unsigned char)(expected[i] ^ given[i]);
  return difference == 0;
}

static bool is_from_the_bot_api(const char *request) {
  char *expected = hello_setting("webhook_secret");
  char *given = json_string(json_find(request, "headers"), SECRET_HEADER);
  const bool is_right =
      expected != NULL && *expected != '\0' && given != NULL && equals_secret(expected, given);
  free(expected);
  free(given);
  return is_right;
}

static char *build_task(const char *chat, const char *text) {
  char *prompt = json_format("Reply to: %s", text);
  char *task = chat == NULL
                   ? json_format("{\"prompt\":%q,\"title\":\"Hello\"}", prompt)
                   : json_format("{\"prompt\":%q,\"title\":\"Hello\",\"session_id\":%q}", prompt, chat);
  free(prompt);
  return task;
}

static char *start_task(const char *task) {
  const char *response = hello_host()->dispatch(task);
  char *task_id = json_string(response, "id");
  char *error = json_string(response, "error");
  char *outcome = task_id != NULL
                      ? answer(200, json_format("{\"task_id\":%q}", task_id))
                      : answer(503, json_format("{\"error\":%q}", error == NULL ? "no_task" : error));
  free(task_id);
  free(error);
  hello_give_back(response);
  return outcome;
}

static char *on_message(const char *message) {
  char *chat = json_string(message, "chat");
  char *text = json_string(message, "text");
  char *task = text == NULL ? NULL : build_task(chat, text);
  char *outcome = task == NULL ? answer(200, json_format("{\"ignored\":true}")) : start_task(task);
  free(chat);
  free(text);
  free(task);
  return outcome;
}

char *hello_answer_webhook(const char *request) {
  if (!is_from_the_bot_api(request)) return answer(401, json_format("{\"error\":\"wrong_secret\"}"));
  char *message = json_string(request, "body");
  char *outcome = on_message(message);
  free(message);
  return outcome;
}
