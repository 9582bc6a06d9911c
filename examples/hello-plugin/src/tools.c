/* The tools: greet and send. */
#include "hello.h"

static char *fail_args(const char *field) {
  return json_format("{\"ok\":false,\"kind\":\"invalid_args\",\"message\":\"%s must be a text\","
                     "\"retryable\":true,\"field\":%q,\"expected\":\"string\"}",
                     field, field);
}

static char *fail_unavailable(const char *reason) {
  char *message = json_format("the message was not sent: %s", reason);
  char *envelope =
      json_format("{\"ok\":false,\"kind\":\"unavailable\",\"message\":%q,\"retryable\":true}", message);
  free(message);
  return envelope;
}

static char *greet(const char *args) {
  char *name = json_string(args, "name");
  if (name == NULL) return fail_args("name");
  char *greeting = json_format("Hello, %s!", name);
  char *envelope = json_format("{\"ok\":true,\"result\":{\"greeting\":%q},\"tool\":\"greet\"}", greeting);
  free(greeting);
  free(name);
  return envelope;
}

static char *send_message(const char *token, const char *chat, const char *text) {
  char *failure = NULL;
  char *body = json_format("{\"chat\":%q,\"text\":%q}", chat, text);
  char *answer = body == NULL ? NULL : hello_post(token, "sendMessage", body, &failure);
  char *envelope =
      answer == NULL
          ? fail_unavailable(failure == NULL ? "no memory" : failure)
          : json_format("{\"ok\":true,\"result\":{\"chat\":%q,\"sent\":true},\"tool\":\"send\"}", chat);
  free(answer);
  free(body);
  free(failure);
  return envelope;
}

static char *send_as_bot(const char *chat, const char *text) {
  char *token = hello_setting("bot_token");
  char *envelope =
      token == NULL ? fail_unavailable("there is no bot_token") : send_message(token, chat, text);
  free(token);
  return envelope;
}

static char *send(const char *args) {
  char *chat = json_string(args, "chat");
  char *text = json_string(args, "text");
  char *envelope = NULL;
  if (chat == NULL || text == NULL) {
    envelope = fail_args(chat == NULL ? "chat" : "text");
  } else {
    envelope = send_as_bot(chat, text);
  }
  free(chat);
  free(text);
  return envelope;
}

char *hello_run_tool(const char *id, const char *args) {
  if (strcmp(id, "greet") == 0) return greet(args);
  if (strcmp(id, "send") == 0) return send(args);
  return json_format(
      "{\"ok\":false,\"kind\":\"tool_not_found\",\"message\":\"hello has no tool of that name\","
      "\"retryable\":false}");
}
