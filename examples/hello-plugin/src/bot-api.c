/* Calls of the bot's API, through the host. */
#include "hello.h"

#define API_URL "https://api.hello.example/"

static char *build_request(const char *token, const char *method, const char *body) {
  char *url = json_format(API_URL "%s", method);
  char *bearer = json_format("Bearer %s", token);
  char *request =
      json_format("{\"method\":\"POST\",\"url\":%q,"
                  "\"headers\":{\"authorization\":%q,\"content-type\":\"application/json\"},\"body\":%q}",
                  url, bearer, body);
  free(url);
  free(bearer);
  return request;
}

/* The host answers {"error":...} when there was no response; whatever the status, a response has none. */
static char *why_failed(const char *response, long status) {
  char *error = json_string(response, "error");
  if (error != NULL) return error;
  return json_format("HTTP status %d", status);
}

char *hello_post(const char *token, const char *method, const char *body, char **failure) {
  char *request = build_request(token, method, body);
  const char *response = request == NULL ? NULL : hello_host()->http_request(request);
  free(request);
  const long status = json_integer(response, "status", 0);
  char *answer = status >= 200 && status < 300 ? json_string(response, "body") : NULL;
  *failure = answer == NULL ? why_failed(response, status) : NULL;
  hello_give_back(response);
  return answer;
}
