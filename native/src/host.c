/* Locks: hosts_mutex guards the pool and the list of live hosts; nothing is called while it is held. */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "flight.h"
#include "install.h"
#include "process.h"

/* Of the app (fact sheet, section 1.4). */
#define LARGEST_CONFIG_VALUE 1048576u

static pthread_mutex_t hosts_mutex = PTHREAD_MUTEX_INITIALIZER;
static mh_host *pool;          /* guarded by hosts_mutex */
static mh_host *live_list;     /* guarded by hosts_mutex */
static _Atomic uint32_t dying; /* live ones that have MH_RULE_DIE */

static mh_host *take_from_pool(void) {
  pthread_mutex_lock(&hosts_mutex);
  mh_host *host = pool;
  if (host != NULL) pool = host->next;
  pthread_mutex_unlock(&hosts_mutex);
  return host;
}

/* Not by calloc: shards stand on cache lines of their own. */
static mh_host *make_host(void) {
  mh_host *host = aligned_alloc(_Alignof(mh_host), sizeof *host);
  if (host == NULL) return NULL;
  memset(host, 0, sizeof *host);
  mh__journal_init(&host->journal);
  mh__answers_init(&host->answers);
  mh__config_init(&host->config);
  return host;
}

static void enlist(mh_host *host) {
  pthread_mutex_lock(&hosts_mutex);
  host->next = live_list;
  live_list = host;
  pthread_mutex_unlock(&hosts_mutex);
  if (mh__has_rule(host, MH_RULE_DIE)) atomic_fetch_add(&dying, 1);
  atomic_fetch_add(&mh_process_counters()->live_hosts, 1);
}

static void retire(mh_host *host) {
  if (mh__has_rule(host, MH_RULE_DIE)) atomic_fetch_sub(&dying, 1);
  pthread_mutex_lock(&hosts_mutex);
  mh_host **at = &live_list;
  while (*at != NULL && *at != host)
    at = &(*at)->next;
  if (*at != NULL) *at = host->next;
  host->next = pool;
  pool = host;
  pthread_mutex_unlock(&hosts_mutex);
  atomic_fetch_sub(&mh_process_counters()->live_hosts, 1);
}

bool mh__every_host_dies(void) {
  const uint32_t count = atomic_load(&dying);
  return count > 0 && count == atomic_load(&mh_process_counters()->live_hosts);
}

mh_host *mh_host_create(mh_mailbox *mailbox, const mh_host_options *options) {
  mh_host *host = take_from_pool();
  if (host == NULL) host = make_host();
  if (host == NULL) return NULL;
  host->abi_version = options->abi_version;
  host->null_slots = options->null_slots;
  host->attribution = options->attribution;
  atomic_store_explicit(&host->rules, options->rules, memory_order_relaxed);
  host->mailbox = mailbox;
  host->journal_limit = options->journal_limit;
  host->install = NULL;
  atomic_store(&host->agent, 0);
  atomic_store(&host->plugin, 0);
  atomic_store(&host->config_limit, LARGEST_CONFIG_VALUE);
  atomic_store(&host->id, mh__next_host_id());
  const mh__first_answers first = {.default_slots = options->default_slots,
                                   .config_slots = (options->rules & MH_RULE_CONFIG) != 0,
                                   .asked_slots = options->asked_slots};
  mh__answers_open(&host->answers, mh_host_id(host), &first);
  mh__config_open(&host->config, mh_host_id(host));
  enlist(host);
  return host;
}

mh_host *mh_host_open(mh_mailbox *mailbox, uint32_t abi_version, uint32_t null_slots, uint32_t attribution,
                      double journal_limit, uint32_t default_slots, uint32_t rules, uint32_t asked_slots) {
  const mh_host_options options = {.abi_version = abi_version,
                                   .null_slots = null_slots,
                                   .attribution = attribution,
                                   .default_slots = default_slots,
                                   .rules = rules,
                                   .asked_slots = asked_slots,
                                   .journal_limit = (uint64_t)journal_limit};
  return mh_host_create(mailbox, &options);
}

uint32_t mh_host_id(mh_host *host) {
  return atomic_load(&host->id);
}

uint32_t mh_host_is_blank(mh_host *host) {
  return mh_journal_count(host) == 0 && mh_journal_lost(host) == 0 && mh_config_read(host, NULL, 0) == 0;
}

void mh_host_close(mh_host *host) {
  mh_uninstall_anywhere(host);
  mh__flight_host_closed(mh_host_id(host));
  atomic_store(&host->id, 0);
  mh__journal_clear(host);
  mh__answers_clear(&host->answers);
  mh__config_clear(&host->config);
  retire(host);
}

void mh_host_set_config_limit(mh_host *host, double bytes) {
  atomic_store(&host->config_limit, bytes < (double)UINT32_MAX ? (uint32_t)bytes : UINT32_MAX);
}

void mh_host_set_agent(mh_host *host, uint32_t agent) {
  atomic_store(&host->agent, agent);
}

uint32_t mh_host_set_answer(mh_host *host, uint32_t slot, uint32_t kind, const char *text) {
  return mh__set_answer(&host->answers, slot, kind, text);
}

uint32_t mh_host_queue_answer(mh_host *host, uint32_t slot, const char *text) {
  return mh__queue_answer(&host->answers, slot, text);
}

uint32_t mh_host_unqueue_answers(mh_host *host, uint32_t slot) {
  return mh__unqueue_answers(&host->answers, slot);
}

char *mh__host_config(mh_host *host, uint32_t host_id, uint32_t plugin, uint32_t agent, const char *key) {
  if (mh__has_rule(host, MH_RULE_AGENT) && !mh__has_own_config(agent)) return NULL;
  return mh__config_get(&host->config, host_id, plugin, agent, key);
}

void mh__close_all_of(mh_mailbox *mailbox) {
  for (;;) {
    pthread_mutex_lock(&hosts_mutex);
    mh_host *host = live_list;
    while (host != NULL && host->mailbox != mailbox)
      host = host->next;
    pthread_mutex_unlock(&hosts_mutex);
    if (host == NULL) return;
    mh_host_close(host);
  }
}
