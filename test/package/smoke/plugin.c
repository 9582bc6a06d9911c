/* A plugin with one tool, for a project that has nothing but the installed package. */
#include "osr_host_api.h"

static const osr_host_api *host;

static void free_string(const char *text) {
  (void)text;
}

static void *init(void) {
  host->log(1, "started");
  return &host;
}

static void destroy(void *context) {
  (void)context;
}

static const char *get_manifest(void *context) {
  (void)context;
  return "{\"plugin_id\":\"com.example.smoke\",\"capabilities\":{\"tools\":[{\"id\":\"ping\",\"description\":"
         "\"Logs.\"}]}}";
}

static const char *invoke(void *context, const char *type, const char *id, const char *payload) {
  (void)context, (void)type, (void)id, (void)payload;
  host->log(1, "pinged");
  return "{\"ok\":true}";
}

static const osr_plugin_api table = {
    .free_string = free_string,
    .init = init,
    .destroy = destroy,
    .get_manifest = get_manifest,
    .invoke = invoke,
    .version = 6,
};

__attribute__((visibility("default"))) const osr_plugin_api *
osaurus_plugin_entry_v2(const osr_host_api *given) {
  host = given;
  return &table;
}
