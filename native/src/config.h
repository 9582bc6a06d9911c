/* The config of one host, as the app keeps it: a value for each plugin, agent and key (fact sheet, section
 * 10). */
#ifndef MOCKHOST_CONFIG_H
#define MOCKHOST_CONFIG_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mockhost.h"

typedef struct mh__setting mh__setting;

typedef struct mh__config {
  pthread_mutex_t mutex;
  uint32_t host_id;   /* 0 while the host is pooled; this and all below: guarded by mutex */
  uint32_t plugin;    /* whose settings without a plugin are; 0: not known yet */
  mh__setting *first; /* in the order of their first write */
  mh__setting *last;
} mh__config;

void mh__config_init(mh__config *config);
void mh__config_open(mh__config *config, uint32_t host_id);
/* Forgets everything; whoever comes late finds another host id. */
void mh__config_clear(mh__config *config);

/* Number of the Default agent, whose values every agent falls back to. */
uint32_t mh__default_agent(void);

/* From here on settings without a plugin are those of `plugin`; also those that are there, and what `unknown`
 * has set: its number before. */
void mh__config_take_over(mh__config *config, uint32_t plugin, uint32_t unknown);

/* Sets a value; NULL deletes it. `plugin` is 0 for the one that is loaded. Does nothing when the store
 * belongs to another host by now. Result: MH_OK or MH_NO_MEMORY, then nothing has changed. */
mh_status mh__config_set(mh__config *config, uint32_t host_id, uint32_t plugin, uint32_t agent,
                         const char *key, const char *value);

/* A copy of the value of that agent, else of the Default agent; NULL when there is none or no memory.
 * Owner: the caller. */
char *mh__config_get(mh__config *config, uint32_t host_id, uint32_t plugin, uint32_t agent, const char *key);

#endif
