#define _GNU_SOURCE
#include "plugin.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "crash.h"
#include "exit.h"
#include "host.h"
#include "place.h"
#include "remote.h"

mh_plugin *mh_plugin_create(void) {
  static _Atomic uint32_t count;
  mh_plugin *plugin = calloc(1, sizeof *plugin);
  if (plugin == NULL) return NULL;
  plugin->id = plugin->unknown_id = atomic_fetch_add(&count, 1) | MH_UNKNOWN_PLUGIN;
  return plugin;
}

mh_plugin *mh_plugin_create_from(mh_plugin *plugin) {
  mh_plugin *copy = mh_plugin_create();
  if (copy == NULL) return NULL;
  if (plugin->remote != NULL) {
    mh__remote_share(plugin->remote);
    copy->remote = plugin->remote;
  }
  memcpy(copy->file, plugin->file, sizeof copy->file);
  copy->library = plugin->library;
  copy->entry_v2 = plugin->entry_v2;
  copy->entry_v1 = plugin->entry_v1;
  return copy;
}

void mh_plugin_destroy(mh_plugin *plugin) {
  if (plugin == NULL) return;
  if (plugin->remote != NULL) mh__remote_leave(plugin->remote);
  free(plugin);
}

uint32_t mh_plugin_abi(mh_plugin *plugin) {
  return plugin->abi_version;
}

void mh_plugin_identify(mh_plugin *plugin, mh_host *host, uint32_t id) {
  if (id == 0) return; /* there was no memory for it */
  plugin->id = id;
  mh__config_take_over(&host->config, id, plugin->unknown_id);
  atomic_store(&host->plugin, id);
}

void mh_plugin_set_host_table(mh_plugin *plugin, mh_install *table) {
  plugin->host_table = table;
}

void mh_plugin_strings(mh_plugin *plugin, uint32_t *out) {
  out[0] = atomic_load(&plugin->returned);
  out[1] = atomic_load(&plugin->given_back);
}

uint32_t mh_plugin_table_version(mh_plugin *plugin) {
  if (plugin->remote != NULL) return plugin->table_version;
  return plugin->api.version;
}

double mh_plugin_table_offset(mh_plugin *plugin) {
  if (plugin->remote != NULL) return plugin->table_offset;
  mh__place entry, table;
  const void *entry_address =
      plugin->entry_v2 != NULL ? *(void **)&plugin->entry_v2 : *(void **)&plugin->entry_v1;
  if (plugin->table == NULL || !mh__find_place(entry_address, &entry) ||
      !mh__find_place(plugin->table, &table))
    return -1;
  if (entry.base != table.base) return -1;
  return (double)((uintptr_t)plugin->table - (uintptr_t)table.base);
}

uint32_t mh_plugin_has(mh_plugin *plugin, uint32_t kind) {
  if (plugin->remote != NULL) return kind < MH_FRAME_INVOKE || (plugin->callbacks >> kind & 1) != 0;
  switch (kind) {
  case MH_FRAME_HANDLE_ROUTE:
    return plugin->api.handle_route != NULL;
  case MH_FRAME_ON_CONFIG_CHANGED:
    return plugin->api.on_config_changed != NULL;
  case MH_FRAME_ON_TASK_EVENT:
    return plugin->api.on_task_event != NULL;
  default:
    return 1;
  }
}

static void keep_result(mh_job *job, const char *text) {
  const size_t length = strlen(text);
  job->result = malloc(length + 1);
  if (job->result == NULL) {
    job->status = MH_NO_MEMORY;
    return;
  }
  memcpy(job->result, text, length + 1);
  job->result_length = (uint32_t)length;
}

/* Copies a string of the plugin and gives it back, once. */
static void keep_plugin_string(mh_job *job, const char *text) {
  if (text == NULL) {
    job->status = MH_NULL_RESULT;
    return;
  }
  atomic_fetch_add(&job->plugin->returned, 1);
  keep_result(job, text);
  job->plugin->api.free_string(text);
  atomic_fetch_add(&job->plugin->given_back, 1);
}

/* The text of the last error stays allocated until it has been asked for and asked for again. */
static void forget_dl_error(void) {
  dlerror();
  dlerror();
}

/* Never closed: threads of the plugin may run its code for as long as the process lives. */
static void open_library(mh_job *job) {
  mh_plugin *plugin = job->plugin;
  mh__watch_crashes();
  mh__exit_quietly();
  plugin->library = dlopen(job->text[0], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (plugin->library == NULL) {
    const char *why = dlerror();
    job->status = MH_LOAD_FAILED;
    keep_result(job, why == NULL ? "dlopen failed" : why);
    forget_dl_error();
    return;
  }
  mh__exit_after_plugins();
  *(void **)&plugin->entry_v2 = dlsym(plugin->library, "osaurus_plugin_entry_v2");
  *(void **)&plugin->entry_v1 = dlsym(plugin->library, "osaurus_plugin_entry");
  forget_dl_error();
  if (plugin->entry_v2 == NULL && plugin->entry_v1 == NULL) {
    job->status = MH_ENTRY_NOT_FOUND;
  } else {
    mh__note_image(plugin->entry_v2 != NULL ? *(const void **)&plugin->entry_v2
                                            : *(const void **)&plugin->entry_v1);
  }
}

static uint32_t missing_pointers(const osr_plugin_api *api) {
  return (uint32_t)(api->free_string == NULL) | (uint32_t)(api->init == NULL) << 1 |
         (uint32_t)(api->destroy == NULL) << 2 | (uint32_t)(api->get_manifest == NULL) << 3 |
         (uint32_t)(api->invoke == NULL) << 4;
}

/* The struct is copied; a v1 plugin has only its first five pointers, and nothing behind them is read. */
static void enter(mh_job *job) {
  mh_plugin *plugin = job->plugin;
  const bool is_v1 = plugin->entry_v2 == NULL || job->number == 1;
  if (is_v1 && plugin->entry_v1 == NULL) {
    job->status = MH_ENTRY_NOT_FOUND;
    return;
  }
  mh_install *table = plugin->host_table != NULL ? plugin->host_table : job->install;
  const osr_plugin_api *api =
      is_v1 ? plugin->entry_v1() : plugin->entry_v2(table == NULL ? NULL : &table->table);
  memset(&plugin->api, 0, sizeof plugin->api);
  plugin->table = api;
  if (api == NULL) {
    job->status = MH_ENTRY_RETURNED_NULL;
    return;
  }
  if (!is_v1) {
    memcpy(&plugin->api, api, sizeof plugin->api);
    plugin->abi_version = api->version < 2 ? 2 : api->version;
  } else {
    memcpy(&plugin->api, api, offsetof(osr_plugin_api, version));
    plugin->abi_version = 1;
  }
  job->missing = missing_pointers(&plugin->api);
  if (job->missing != 0) job->status = MH_MISSING_POINTERS;
}

static void init(mh_job *job) {
  job->plugin->context = job->plugin->api.init();
  if (job->plugin->context == NULL) job->status = MH_INIT_FAILED;
}

static void destroy(mh_job *job) {
  void *context = job->plugin->context;
  job->plugin->context = NULL;
  if (context != NULL) job->plugin->api.destroy(context);
}

static void note_file(mh_plugin *plugin, const char *path) {
  if (path == NULL) return;
  const size_t length = strnlen(path, sizeof plugin->file - 1);
  memcpy(plugin->file, path, length);
  plugin->file[length] = '\0';
}

void mh__plugin_call(mh_job *job) {
  const mh_plugin *plugin = job->plugin;
  char **text = job->text;
  if (!mh_plugin_has(job->plugin, job->frame.kind)) {
    job->status = MH_CALLBACK_MISSING;
    return;
  }
  /* Of a private copy the original is known: the copy is gone soon. */
  if (job->frame.kind == MH_FRAME_LOAD) note_file(job->plugin, text[1] != NULL ? text[1] : text[0]);
  if (plugin->remote != NULL) {
    mh__remote_call(job);
    return;
  }
  switch (job->frame.kind) {
  case MH_FRAME_LOAD:
    open_library(job);
    break;
  case MH_FRAME_ENTRY:
    enter(job);
    break;
  case MH_FRAME_INIT:
    init(job);
    break;
  case MH_FRAME_DESTROY:
    destroy(job);
    break;
  case MH_FRAME_GET_MANIFEST:
    keep_plugin_string(job, plugin->api.get_manifest(plugin->context));
    break;
  case MH_FRAME_INVOKE:
    keep_plugin_string(job, plugin->api.invoke(plugin->context, text[0], text[1], text[2]));
    break;
  case MH_FRAME_HANDLE_ROUTE:
    keep_plugin_string(job, plugin->api.handle_route(plugin->context, text[0]));
    break;
  case MH_FRAME_ON_CONFIG_CHANGED:
    plugin->api.on_config_changed(plugin->context, text[0], text[1]);
    break;
  case MH_FRAME_ON_TASK_EVENT:
    plugin->api.on_task_event(plugin->context, text[0], (int)job->number, text[1]);
    break;
  default:
    job->status = MH_CALLBACK_MISSING;
  }
}
