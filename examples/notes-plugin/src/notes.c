/* The plugin as the host sees it: entry point, life, callbacks. */
#include "notes.h"

static const osr_host_api *host; /* set once by the entry point, before anything else runs */

const osr_host_api *notes_host(void) {
  return host;
}

void notes_give_back(const char *text) {
  if (text == NULL) return;
  if (host->version >= 6 && host->free_string != NULL) {
    host->free_string(text);
  } else {
    free((void *)(uintptr_t)text);
  }
}

char *notes_setting(const char *key) {
  const char *value = host->config_get(key);
  char *copy = value == NULL ? NULL : json_format("%s", value);
  notes_give_back(value);
  return copy;
}

void notes_log(int level, const char *message, const char *payload) {
  if (host->version >= 5 && host->log_structured != NULL) {
    host->log_structured(level, message, payload);
  } else {
    host->log(level, message);
  }
}

static osr_plugin_ctx init(void) {
  return calloc(1, sizeof(notes));
}

static void destroy(osr_plugin_ctx ctx) {
  free(ctx);
}

#define OBJECT_OF(required, properties)                                                                      \
  "{\"type\":\"object\",\"required\":[" required "],\"properties\":{" properties "}}"
#define TEXT "{\"type\":\"string\"}"

/* The route has its owner's notes, so it asks for the owner's key: any page in a browser can reach the app.
 */
static const char *get_manifest(osr_plugin_ctx ctx) {
  (void)ctx;
  return json_format(
      "{\"plugin_id\":\"" NOTES_PLUGIN_ID "\",\"name\":\"Notes\",\"version\":\"1.0.0\","
      "\"description\":\"Keeps notes, sums them up and writes reminders.\","
      "\"license\":\"MIT\",\"authors\":[\"Example\"],"
      "\"capabilities\":{"
      "\"tools\":["
      "{\"id\":\"add_note\",\"description\":\"Keeps a note.\",\"permission_policy\":\"auto\","
      "\"parameters\":" OBJECT_OF(
          "\"text\"",
          "\"text\":" TEXT) "},"
                            "{\"id\":\"list_notes\",\"description\":\"Lists all "
                            "notes.\",\"permission_policy\":\"auto\","
                            "\"parameters\":" OBJECT_OF(
                                "", "") "},"
                                        "{\"id\":\"summarise\",\"description\":\"Sums all notes "
                                        "up.\",\"permission_policy\":\"auto\","
                                        "\"parameters\":" OBJECT_OF(
                                            "", "") "},"
                                                    "{\"id\":\"remind\",\"description\":\"Has a reminder "
                                                    "written for a note.\","
                                                    "\"permission_policy\":\"ask\","
                                                    "\"parameters\":" OBJECT_OF(
                                                        "\"note_id\",\"prompt\"",
                                                        "\"note_id\":{\"type\":\"integer\"},"
                                                        "\"prompt\":" TEXT) "}],"
                                                                            "\"routes\":["
                                                                            "{\"id\":\"note\",\"path\":"
                                                                            "\"/notes/"
                                                                            ":id\",\"methods\":[\"GET\"],"
                                                                            "\"auth\":\"owner\","
                                                                            "\"description\":\"One "
                                                                            "note.\"}],"
                                                                            "\"config\":{\"title\":"
                                                                            "\"Notes\",\"sections\":[{"
                                                                            "\"title\":\"Summaries\","
                                                                            "\"fields\":["
                                                                            "{\"key\":\"model\",\"type\":"
                                                                            "\"text\",\"label\":"
                                                                            "\"Model\",\"placeholder\":"
                                                                            "\"default\"}]}]}}}");
}

static const char *invoke(osr_plugin_ctx ctx, const char *type, const char *id, const char *payload) {
  return strcmp(type, "tool") == 0 ? notes_run_tool(ctx, id, payload) : NULL;
}

static const char *handle_route(osr_plugin_ctx ctx, const char *request_json) {
  return notes_answer_route(ctx, request_json);
}

static void on_task_event(osr_plugin_ctx ctx, const char *task_id, int event_type, const char *event_json) {
  notes_on_task_event(ctx, task_id, event_type, event_json);
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
    .on_task_event = on_task_event,
};

const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host_api) {
  host = host_api;
  return &plugin_api;
}
