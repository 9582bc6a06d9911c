/*
 * The C ABI between the Osaurus app (the host) and a native plugin, version 6.
 *
 * The host loads the plugin's library and calls its entry point with the address of a table of functions
 * (osr_host_api). The plugin answers with the address of a table of its own (osr_plugin_api).
 *
 * Both tables only ever grow at their end. An older host leaves what it does not know NULL: look at
 * `version`, or at the pointer, before calling anything that came after version 2.
 *
 * Strings are UTF-8 and end with a NUL byte.
 *   - What a host function returns is yours: give it back with the host's free_string (version 6), or with
 *     free() on an older host. Never with your own free_string.
 *   - What you pass to a host function stays yours; the host has copied it when the function returns.
 *   - What get_manifest, invoke and handle_route return goes back through your free_string.
 *   - What the host passes to your callbacks lives only until the callback returns.
 *
 * Every host function may be called from any thread and blocks until it has its answer. The agent that a
 * callback works for is bound to the thread of that callback: on a thread of your own there is none, so
 * config_get answers NULL there, config_set and config_delete are lost, and dispatch is refused.
 */
#ifndef OSAURUS_PLUGIN_H
#define OSAURUS_PLUGIN_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define OSR_STATIC_ASSERT(claim) static_assert(claim, #claim)
#else
#define OSR_STATIC_ASSERT(claim) _Static_assert(claim, #claim)
#endif

/* Puts an entry point into the library's export list, whatever -fvisibility says. */
#define OSR_EXPORT __attribute__((visibility("default")))

#define OSR_ABI_VERSION 6

enum osr_log_level {
  OSR_LOG_TRACE = 0,
  OSR_LOG_DEBUG = 1,
  OSR_LOG_INFO = 2,
  OSR_LOG_WARN = 3,
  OSR_LOG_ERROR = 4
};

enum osr_task_event {
  OSR_TASK_STARTED = 0,
  OSR_TASK_ACTIVITY = 1,
  OSR_TASK_PROGRESS = 2,
  OSR_TASK_CLARIFICATION = 3,
  OSR_TASK_COMPLETED = 4,
  OSR_TASK_FAILED = 5,
  OSR_TASK_CANCELLED = 6,
  OSR_TASK_OUTPUT = 7,
  OSR_TASK_DRAFT = 8
};

/* Gets one piece of a streamed completion. `user_data` is what was given to complete_stream. */
typedef void (*osr_on_chunk)(const char *chunk_json, void *user_data);

/* What the host offers. The address stays valid for the life of the plugin. */
typedef struct osr_host_api {
  uint32_t version;

  /* Version 2: settings of the bound agent. */
  const char *(*config_get)(const char *key);
  void (*config_set)(const char *key, const char *value);
  void (*config_delete)(const char *key);

  /* The plugin's own database. `params_json` is a JSON array, or NULL. */
  const char *(*db_exec)(const char *sql, const char *params_json);
  const char *(*db_query)(const char *sql, const char *params_json);

  /* `level` is an osr_log_level. */
  void (*log)(int level, const char *message);

  /* Background tasks. dispatch_clarify does nothing (reserved). */
  const char *(*dispatch)(const char *request_json);
  const char *(*task_status)(const char *task_id);
  void (*dispatch_cancel)(const char *task_id);
  void (*dispatch_clarify)(const char *task_id, const char *response);

  /* Inference. `on_chunk` is called one piece at a time, on a thread of the host, before the call returns. */
  const char *(*complete)(const char *request_json);
  const char *(*complete_stream)(const char *request_json, osr_on_chunk on_chunk, void *user_data);
  const char *(*embed)(const char *request_json);
  const char *(*list_models)(void);

  const char *(*http_request)(const char *request_json);
  const char *(*file_read)(const char *request_json);

  /* More about tasks. dispatch_add_issue always answers not_supported (reserved). */
  const char *(*list_active_tasks)(void);
  void (*send_draft)(const char *task_id, const char *draft_json);
  void (*dispatch_interrupt)(const char *task_id, const char *message);
  const char *(*dispatch_add_issue)(const char *task_id, const char *issue_json);

  /* Version 3 */
  void (*complete_cancel)(const char *stream_id);

  /* Version 4: the agent of the running callback, or NULL. */
  const char *(*get_active_agent_id)(void);

  /* Version 5: `payload` is JSON, or NULL. */
  void (*log_structured)(int level, const char *message, const char *payload);

  /* Version 6: gives back a string that one of the functions above returned. */
  void (*free_string)(const char *text);
} osr_host_api;

/* What init returns and every callback gets: the plugin's own, opaque to the host. */
typedef void *osr_plugin_ctx;

/* What the plugin offers. A version 1 plugin has the first five pointers and nothing behind them. */
typedef struct osr_plugin_api {
  void (*free_string)(const char *text);
  osr_plugin_ctx (*init)(void); /* NULL: this plugin cannot start */
  void (*destroy)(osr_plugin_ctx ctx);
  const char *(*get_manifest)(osr_plugin_ctx ctx);
  const char *(*invoke)(osr_plugin_ctx ctx, const char *type, const char *id, const char *payload);

  /* Version 2. The three callbacks may be NULL. */
  uint32_t version;
  const char *(*handle_route)(osr_plugin_ctx ctx, const char *request_json);
  void (*on_config_changed)(osr_plugin_ctx ctx, const char *key, const char *value);
  void (*on_task_event)(osr_plugin_ctx ctx, const char *task_id, int event_type, const char *event_json);
} osr_plugin_api;

/*
 * A plugin exports one of these two; the host looks for the first one first.
 * Host functions do not work yet inside the entry point.
 */
OSR_EXPORT const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host);
OSR_EXPORT const osr_plugin_api *osaurus_plugin_entry(void);

OSR_STATIC_ASSERT(sizeof(void *) == 8);
OSR_STATIC_ASSERT(offsetof(osr_host_api, version) == 0);
OSR_STATIC_ASSERT(offsetof(osr_host_api, config_get) == 8);
OSR_STATIC_ASSERT(offsetof(osr_host_api, config_set) == 16);
OSR_STATIC_ASSERT(offsetof(osr_host_api, config_delete) == 24);
OSR_STATIC_ASSERT(offsetof(osr_host_api, db_exec) == 32);
OSR_STATIC_ASSERT(offsetof(osr_host_api, db_query) == 40);
OSR_STATIC_ASSERT(offsetof(osr_host_api, log) == 48);
OSR_STATIC_ASSERT(offsetof(osr_host_api, dispatch) == 56);
OSR_STATIC_ASSERT(offsetof(osr_host_api, task_status) == 64);
OSR_STATIC_ASSERT(offsetof(osr_host_api, dispatch_cancel) == 72);
OSR_STATIC_ASSERT(offsetof(osr_host_api, dispatch_clarify) == 80);
OSR_STATIC_ASSERT(offsetof(osr_host_api, complete) == 88);
OSR_STATIC_ASSERT(offsetof(osr_host_api, complete_stream) == 96);
OSR_STATIC_ASSERT(offsetof(osr_host_api, embed) == 104);
OSR_STATIC_ASSERT(offsetof(osr_host_api, list_models) == 112);
OSR_STATIC_ASSERT(offsetof(osr_host_api, http_request) == 120);
OSR_STATIC_ASSERT(offsetof(osr_host_api, file_read) == 128);
OSR_STATIC_ASSERT(offsetof(osr_host_api, list_active_tasks) == 136);
OSR_STATIC_ASSERT(offsetof(osr_host_api, send_draft) == 144);
OSR_STATIC_ASSERT(offsetof(osr_host_api, dispatch_interrupt) == 152);
OSR_STATIC_ASSERT(offsetof(osr_host_api, dispatch_add_issue) == 160);
OSR_STATIC_ASSERT(offsetof(osr_host_api, complete_cancel) == 168);
OSR_STATIC_ASSERT(offsetof(osr_host_api, get_active_agent_id) == 176);
OSR_STATIC_ASSERT(offsetof(osr_host_api, log_structured) == 184);
OSR_STATIC_ASSERT(offsetof(osr_host_api, free_string) == 192);
OSR_STATIC_ASSERT(sizeof(osr_host_api) == 200);
OSR_STATIC_ASSERT(offsetof(osr_plugin_api, free_string) == 0);
OSR_STATIC_ASSERT(offsetof(osr_plugin_api, init) == 8);
OSR_STATIC_ASSERT(offsetof(osr_plugin_api, destroy) == 16);
OSR_STATIC_ASSERT(offsetof(osr_plugin_api, get_manifest) == 24);
OSR_STATIC_ASSERT(offsetof(osr_plugin_api, invoke) == 32);
OSR_STATIC_ASSERT(offsetof(osr_plugin_api, version) == 40);
OSR_STATIC_ASSERT(offsetof(osr_plugin_api, handle_route) == 48);
OSR_STATIC_ASSERT(offsetof(osr_plugin_api, on_config_changed) == 56);
OSR_STATIC_ASSERT(offsetof(osr_plugin_api, on_task_event) == 64);
OSR_STATIC_ASSERT(sizeof(osr_plugin_api) == 72);

#ifdef __cplusplus
}
#endif

#endif
