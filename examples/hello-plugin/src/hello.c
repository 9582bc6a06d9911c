/* The plugin as the host sees it: entry point, life, callbacks. */
#include "hello.h"

static const osr_host_api *host; /* set once by the entry point, before anything else runs */

typedef struct hello {
  hello_registration *registration; /* only on_config_changed and destroy use it, never at the same time */
} hello;

const osr_host_api *hello_host(void) {
  return host;
}

void hello_give_back(const char *text) {
  if (text == NULL) return;
  if (host->version >= 6 && host->free_string != NULL) {
    host->free_string(text);
  } else {
    free((void *)(uintptr_t)text);
  }
}

char *hello_setting(const char *key) {
  const char *value = host->config_get(key);
  char *copy = value == NULL ? NULL : json_format("%s", value);
  hello_give_back(value);
  return copy;
}

void hello_log(int level, const char *message, const char *payload) {
  if (host->version >= 5 && host->log_structured != NULL) {
    host->log_structured(level, message, payload);
  } else {
    host->log(level, message);
  }
}

static osr_plugin_ctx init(void) {
  return calloc(1, sizeof(hello));
}

static void destroy(osr_plugin_ctx ctx) {
  hello *self = ctx;
  hello_unregister(self->registration);
  free(self);
}

static char *webhook_url(void) {
  char *tunnel = hello_setting("tunnel_url");
  const char *base = tunnel == NULL || *tunnel == '\0' ? "http://127.0.0.1:1337" : tunnel;
  char *url = json_format("%s/plugins/" HELLO_PLUGIN_ID "/webhook", base);
  free(tunnel);
  return url;
}

/*
 * A thread of ours does the talking, but the secret is written here: the agent is bound to the thread of this
 * callback, and a config_set from any other thread would be lost.
 */
static void register_webhook(hello *self, const char *token) {
  hello_unregister(self->registration);
  char *url = webhook_url();
  self->registration = url == NULL ? NULL : hello_register(token, url);
  free(url);
  if (self->registration == NULL) return;
  char *secret = hello_await_secret(self->registration);
  if (secret != NULL) host->config_set("webhook_secret", secret);
  free(secret);
}

static void forget_webhook(hello *self) {
  hello_unregister(self->registration);
  self->registration = NULL;
  host->config_delete("webhook_secret");
}

static void on_token(hello *self, const char *token) {
  if (*token == '\0') {
    forget_webhook(self);
  } else {
    register_webhook(self, token);
  }
}

static void on_tunnel(hello *self) {
  char *token = hello_setting("bot_token");
  if (token != NULL && *token != '\0') register_webhook(self, token);
  free(token);
}

static void on_config_changed(osr_plugin_ctx ctx, const char *key, const char *value) {
  if (strcmp(key, "bot_token") == 0) on_token(ctx, value);
  if (strcmp(key, "tunnel_url") == 0 && *value != '\0') on_tunnel(ctx);
}

static const char *get_manifest(osr_plugin_ctx ctx) {
  (void)ctx;
  return json_format(
      "{\"plugin_id\":\"" HELLO_PLUGIN_ID "\",\"name\":\"Hello\",\"version\":\"1.0.0\","
      "\"description\":\"A bot that greets, and starts a task for every message.\","
      "\"capabilities\":{"
      "\"tools\":["
      "{\"id\":\"greet\",\"description\":\"Greets somebody by name.\",\"permission_policy\":\"auto\","
      "\"parameters\":{\"type\":\"object\",\"required\":[\"name\"],"
      "\"properties\":{\"name\":{\"type\":\"string\"}}}},"
      "{\"id\":\"send\",\"description\":\"Sends a text to a chat.\",\"permission_policy\":\"ask\","
      "\"parameters\":{\"type\":\"object\",\"required\":[\"chat\",\"text\"],"
      "\"properties\":{\"chat\":{\"type\":\"string\"},\"text\":{\"type\":\"string\"}}}}],"
      "\"routes\":["
      "{\"id\":\"webhook\",\"path\":\"/webhook\",\"methods\":[\"POST\"],\"auth\":\"verify\","
      "\"tunnel_exposed\":true,\"description\":\"Called by the bot's API for every message.\"}],"
      "\"config\":{\"title\":\"Hello\",\"sections\":[{\"title\":\"Bot\",\"fields\":["
      "{\"key\":\"bot_token\",\"type\":\"secret\",\"label\":\"Bot "
      "token\",\"validation\":{\"required\":true}},"
      "{\"key\":\"webhook_url\",\"type\":\"readonly\",\"label\":\"Webhook\",\"copyable\":true,"
      "\"value_template\":\"{{plugin_url}}/webhook\"}]}]}}}");
}

static const char *invoke(osr_plugin_ctx ctx, const char *type, const char *id, const char *payload) {
  (void)ctx;
  return strcmp(type, "tool") == 0 ? hello_run_tool(id, payload) : NULL;
}

static const char *handle_route(osr_plugin_ctx ctx, const char *request_json) {
  (void)ctx;
  return hello_answer_webhook(request_json);
}

static void free_string(const char *text) {
  free((void *)(uintptr_t)text);
}

static const osr_plugin_api plugin_api = {
    .free_string = free_string,
    .init = init,
    .destroy = destroy,
    .get_manifest = get_manifest,
    .invoke = invoke,
    .version = OSR_ABI_VERSION,
    .handle_route = handle_route,
    .on_config_changed = on_config_changed,
};

const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host_api) {
  host = host_api;
  return &plugin_api;
}
