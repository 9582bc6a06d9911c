/* The plugin ABI of Osaurus, version 6 (fact sheet, sections 1 and 2).
 *
 * Two tables of function pointers: `osr_host_api` is what a host hands to a plugin, `osr_plugin_api`
 * what the plugin hands back. Both are append-only; sizes and offsets are frozen and checked below.
 */
#ifndef OSR_HOST_API_H
#define OSR_HOST_API_H

#include <stddef.h>
#include <stdint.h>

typedef void (*osr_on_chunk)(const char *chunk_json, void *user_data);

typedef struct osr_host_api {
  uint32_t version;
  const char *(*config_get)(const char *key);
  void (*config_set)(const char *key, const char *value);
  void (*config_delete)(const char *key);
  const char *(*db_exec)(const char *sql, const char *params_json);
  const char *(*db_query)(const char *sql, const char *params_json);
  void (*log)(int level, const char *message);
  const char *(*dispatch)(const char *request_json);
  const char *(*task_status)(const char *task_id);
  void (*dispatch_cancel)(const char *task_id);
  void (*dispatch_clarify)(const char *task_id, const char *response);
  const char *(*complete)(const char *request_json);
  const char *(*complete_stream)(const char *request_json, osr_on_chunk on_chunk, void *user_data);
  const char *(*embed)(const char *request_json);
  const char *(*list_models)(void);
  const char *(*http_request)(const char *request_json);
  const char *(*file_read)(const char *request_json);
  const char *(*list_active_tasks)(void);
  void (*send_draft)(const char *task_id, const char *draft_json);
  void (*dispatch_interrupt)(const char *task_id, const char *message);
  const char *(*dispatch_add_issue)(const char *task_id, const char *issue_json);
  void (*complete_cancel)(const char *stream_id);
  const char *(*get_active_agent_id)(void);
  void (*log_structured)(int level, const char *message, const char *payload_json);
  void (*free_string)(const char *text);
} osr_host_api;

_Static_assert(sizeof(osr_host_api) == 200, "the host table has 200 bytes");
_Static_assert(offsetof(osr_host_api, config_get) == 8, "config_get is slot 1");
_Static_assert(offsetof(osr_host_api, get_active_agent_id) == 176, "get_active_agent_id is slot 22");
_Static_assert(offsetof(osr_host_api, log_structured) == 184, "log_structured is slot 23");
_Static_assert(offsetof(osr_host_api, free_string) == 192, "free_string is slot 24");

typedef struct osr_plugin_api {
  void (*free_string)(const char *text);
  void *(*init)(void);
  void (*destroy)(void *context);
  const char *(*get_manifest)(void *context);
  const char *(*invoke)(void *context, const char *type, const char *id, const char *payload);
  /* Everything from here on exists only behind the v2 entry point. */
  uint32_t version;
  const char *(*handle_route)(void *context, const char *request_json);
  void (*on_config_changed)(void *context, const char *key, const char *value);
  void (*on_task_event)(void *context, const char *task_id, int event_type, const char *event_json);
} osr_plugin_api;

_Static_assert(sizeof(osr_plugin_api) == 72, "the plugin table has 72 bytes");
_Static_assert(offsetof(osr_plugin_api, version) == 40, "the v1 table is its first 40 bytes");

typedef const osr_plugin_api *(*osr_entry_v2)(const osr_host_api *host);
typedef const osr_plugin_api *(*osr_entry_v1)(void);

#endif
