/* Locks: the mutex of the store; nothing but the allocator is called while it is held. A plugin has few
 * settings, so they stand in a list. */
#define _GNU_SOURCE
#include "config.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

struct mh__setting {
  mh__setting *next;
  char *value;
  uint32_t plugin;
  uint32_t agent;
  char key[];
};

uint32_t mh__default_agent(void) {
  static _Atomic uint32_t number;
  uint32_t known = atomic_load_explicit(&number, memory_order_relaxed);
  if (known == 0) {
    known = mh_agent("00000000-0000-0000-0000-000000000001");
    atomic_store_explicit(&number, known, memory_order_relaxed);
  }
  return known;
}

void mh__config_init(mh__config *config) {
  pthread_mutex_init(&config->mutex, NULL);
}

void mh__config_open(mh__config *config, uint32_t host_id) {
  pthread_mutex_lock(&config->mutex);
  config->host_id = host_id;
  pthread_mutex_unlock(&config->mutex);
}

static void free_setting(mh__setting *setting) {
  free(setting->value);
  free(setting);
}

static void free_all(mh__setting *at) {
  while (at != NULL) {
    mh__setting *next = at->next;
    free_setting(at);
    at = next;
  }
}

void mh__config_clear(mh__config *config) {
  pthread_mutex_lock(&config->mutex);
  mh__setting *first = config->first;
  config->host_id = 0;
  config->plugin = 0;
  config->first = config->last = NULL;
  pthread_mutex_unlock(&config->mutex);
  free_all(first);
}

/* While no plugin of the host has an id, each that is loaded has what was set for the one that will be; and
 * who is no plugin, a thread or the test, has what they have set. */
static bool is_shared(const mh__config *config, const mh__setting *setting, uint32_t plugin) {
  if (config->plugin != 0) return false;
  if (setting->plugin == 0) return plugin == 0 || plugin >= MH_UNKNOWN_PLUGIN;
  return plugin == 0 && setting->plugin >= MH_UNKNOWN_PLUGIN;
}

/* The plugin's own setting, else the latest that it shares. */
static mh__setting *find(const mh__config *config, uint32_t plugin, uint32_t agent, const char *key) {
  mh__setting *shared = NULL;
  if (plugin == 0) plugin = config->plugin;
  for (mh__setting *at = config->first; at != NULL; at = at->next) {
    if (at->agent != agent || strcmp(at->key, key) != 0) continue;
    if (at->plugin == plugin && plugin != 0) return at;
    if (is_shared(config, at, plugin)) shared = at;
  }
  return shared;
}

static mh__setting *make_setting(uint32_t plugin, uint32_t agent, const char *key, const char *value) {
  const size_t size = strlen(key) + 1;
  mh__setting *made = malloc(sizeof *made + size);
  if (made == NULL) return NULL;
  *made = (mh__setting){.plugin = plugin, .agent = agent, .value = strdup(value)};
  memcpy(made->key, key, size);
  if (made->value != NULL) return made;
  free(made);
  return NULL;
}

static void append(mh__config *config, mh__setting *added) {
  if (config->last == NULL) {
    config->first = added;
  } else {
    config->last->next = added;
  }
  config->last = added;
}

/* Result: the setting, taken out of the list, for the caller to free. */
static mh__setting *take_out(mh__config *config, mh__setting *gone) {
  mh__setting *before = NULL;
  for (mh__setting *at = config->first; at != gone; at = at->next)
    before = at;
  if (before == NULL) {
    config->first = gone->next;
  } else {
    before->next = gone->next;
  }
  if (config->last == gone) config->last = before;
  return gone;
}

static mh_status delete_setting(mh__config *config, uint32_t host_id, uint32_t plugin, uint32_t agent,
                                const char *key) {
  mh__setting *gone = NULL;
  pthread_mutex_lock(&config->mutex);
  /* Also what would show through then. */
  mh__setting *at;
  while (config->host_id == host_id && (at = find(config, plugin, agent, key)) != NULL) {
    take_out(config, at)->next = gone;
    gone = at;
  }
  pthread_mutex_unlock(&config->mutex);
  free_all(gone);
  return MH_OK;
}

mh_status mh__config_set(mh__config *config, uint32_t host_id, uint32_t plugin, uint32_t agent,
                         const char *key, const char *value) {
  if (value == NULL) return delete_setting(config, host_id, plugin, agent, key);
  mh__setting *unused = make_setting(plugin, agent, key, value);
  if (unused == NULL) return MH_NO_MEMORY;
  pthread_mutex_lock(&config->mutex);
  if (config->host_id == host_id) {
    mh__setting *known = find(config, plugin, agent, key);
    if (known == NULL || (plugin != 0 && known->plugin != plugin)) {
      if (plugin == 0) unused->plugin = config->plugin;
      append(config, unused);
      unused = NULL;
    } else {
      char *old = known->value;
      known->value = unused->value;
      unused->value = old;
    }
  }
  pthread_mutex_unlock(&config->mutex);
  if (unused != NULL) free_setting(unused);
  return MH_OK;
}

char *mh__config_get(mh__config *config, uint32_t host_id, uint32_t plugin, uint32_t agent, const char *key) {
  char *copy = NULL;
  const uint32_t default_agent = mh__default_agent();
  pthread_mutex_lock(&config->mutex);
  if (config->host_id == host_id) {
    const mh__setting *found = find(config, plugin, agent, key);
    if (found == NULL) found = find(config, plugin, default_agent, key);
    if (found != NULL) copy = strdup(found->value);
  }
  pthread_mutex_unlock(&config->mutex);
  return copy;
}

/* A setting of the plugin that was made while nobody knew which one it is. Result: what is no longer needed,
 * or NULL. */
static mh__setting *rename_setting(mh__config *config, mh__setting *renamed, uint32_t plugin) {
  mh__setting *old = find(config, plugin, renamed->agent, renamed->key);
  renamed->plugin = plugin;
  return old == NULL ? NULL : take_out(config, old);
}

/* What the plugin wrote before it was known is newer than what stands under its number. */
void mh__config_take_over(mh__config *config, uint32_t plugin, uint32_t unknown) {
  mh__setting *gone = NULL;
  pthread_mutex_lock(&config->mutex);
  for (mh__setting *at = config->first; at != NULL; at = at->next) {
    const bool is_taken = at->plugin == 0 || at->plugin == unknown;
    mh__setting *old = is_taken ? rename_setting(config, at, plugin) : NULL;
    if (old == NULL) continue;
    old->next = gone;
    gone = old;
  }
  config->plugin = plugin;
  pthread_mutex_unlock(&config->mutex);
  free_all(gone);
}

/* ---- for JavaScript ----------------------------------------------------------------------------------- */

uint32_t mh_config_set(mh_host *host, uint32_t plugin, uint32_t agent, const char *key, const char *value) {
  return mh__config_set(&host->config, mh_host_id(host), plugin, agent, key, value);
}

static uint32_t padded(size_t size) {
  return (uint32_t)((size + 7u) & ~(size_t)7u);
}

uint32_t mh_config_read(mh_host *host, void *out, uint32_t size) {
  mh__config *config = &host->config;
  uint8_t *to = out;
  uint32_t offset = 0;
  pthread_mutex_lock(&config->mutex);
  for (const mh__setting *at = config->first; at != NULL; at = at->next) {
    const size_t key = strlen(at->key);
    const size_t value = strlen(at->value);
    const mh_setting header = {.size = (uint32_t)sizeof(mh_setting) + padded(key + value),
                               .plugin = at->plugin,
                               .agent = at->agent,
                               .length = {(uint32_t)key, (uint32_t)value}};
    if (offset + header.size <= size) {
      memcpy(to + offset, &header, sizeof header);
      memcpy(to + offset + sizeof header, at->key, key);
      memcpy(to + offset + sizeof header + key, at->value, value);
    }
    offset += header.size;
  }
  pthread_mutex_unlock(&config->mutex);
  return offset;
}
