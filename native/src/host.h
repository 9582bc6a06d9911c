/* A host: its options, its journal, its answers. Structs are pooled and never freed, since a call may be
 * on its way to one that closes; whoever comes late finds the gate of the journal closed. */
#ifndef MOCKHOST_HOST_H
#define MOCKHOST_HOST_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "answer.h"
#include "config.h"
#include "journal.h"
#include "mockhost.h"
#include "thread.h"
#include "trampoline_size.h"

struct mh_host {
  _Atomic uint32_t id;  /* 0 while pooled */
  uint32_t abi_version; /* this and the next four: written at creation, then only read */
  uint32_t null_slots;
  uint32_t attribution;
  mh_mailbox *mailbox;
  uint64_t journal_limit;
  _Atomic uint32_t rules;        /* MH_RULE_*; late calls of the host that was here before may read it */
  _Atomic uint32_t agent;        /* of calls on the installing thread outside frames */
  _Atomic uint32_t plugin;       /* of calls outside frames */
  _Atomic uint32_t config_limit; /* bytes of the largest config value */
  mh_install *install;           /* current one or NULL; belongs to the thread that installs */
  mh__journal journal;
  mh__answers answers;
  mh__config config;
  mh_host *next; /* in the pool, or in the list of live hosts; guarded by the mutex in host.c */
};

/* Whether there are hosts, and all of them have MH_RULE_DIE. Signal handlers may call it. */
bool mh__every_host_dies(void);

static inline bool mh__has_rule(const mh_host *host, uint32_t rule) {
  return (atomic_load_explicit(&host->rules, memory_order_relaxed) & rule) != 0;
}

/* Number of the plugin that a call on this thread belongs to; 0: none was loaded yet. */
static inline uint32_t mh__plugin_of_call(const mh__thread *self, const mh_host *host) {
  const uint32_t plugin = self->frame == NULL ? 0 : self->frame->plugin;
  return plugin != 0 ? plugin : atomic_load(&host->plugin);
}

/* Whether an agent has config of its own: there is one, and it is not the Default agent. */
static inline bool mh__has_own_config(uint32_t agent) {
  return agent != 0 && agent != mh__default_agent();
}

/* What config_get answers from the store. Result as mh__config_get. */
char *mh__host_config(mh_host *host, uint32_t host_id, uint32_t plugin, uint32_t agent, const char *key);

/* Closes every host of a JS thread that ends. */
void mh__close_all_of(mh_mailbox *mailbox);

#endif
