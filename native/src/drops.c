/* Locks: drops_mutex guards the ledger; only the allocator is called while it is held. */
#include "drops.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"
#include "thread.h"

#define DROPS_OF_INSTALL 1000
#define DROPS_IN_ALL 16384

typedef struct kept {
  struct kept *next;
  mh_drop header; /* the texts follow */
} kept;

static pthread_mutex_t drops_mutex = PTHREAD_MUTEX_INITIALIZER;
static kept *first; /* oldest; this and all below: guarded by drops_mutex */
static kept *last;
static uint32_t kept_count;
static uint32_t serials;

static kept *make(const mh__route *route, const mh__thread *self, const mh__record *record,
                  const uint32_t *competing, uint32_t competing_count) {
  const uint32_t texts = record->length[0] + record->length[1];
  const uint32_t size = (uint32_t)((sizeof(mh_drop) + texts + 7u) & ~(size_t)7u);
  kept *drop = calloc(1, offsetof(kept, header) + size);
  if (drop == NULL) return NULL;
  drop->header = (mh_drop){.size = size,
                           .slot = record->slot,
                           .reason = (uint8_t)route->reason,
                           .flags = record->flags,
                           .level = record->level,
                           .thread = self->id,
                           .through = route->through == NULL ? 0 : route->through->host_id,
                           .competing_count = competing_count,
                           .length = {record->length[0], record->length[1]}};
  const uint32_t listed = competing_count < MH_COMPETING ? competing_count : MH_COMPETING;
  if (listed > 0) memcpy(drop->header.competing, competing, listed * sizeof *competing);
  char *text = (char *)(&drop->header + 1);
  if (record->length[0] > 0) memcpy(text, record->text[0], record->length[0]);
  if (record->length[1] > 0) memcpy(text + record->length[0], record->text[1], record->length[1]);
  return drop;
}

static kept *shift(void) {
  kept *oldest = first;
  first = oldest->next;
  if (first == NULL) last = NULL;
  kept_count--;
  return oldest;
}

void mh__keep_drop(const mh__route *route, const mh__thread *self, const mh__record *record,
                   const uint32_t *competing, uint32_t competing_count) {
  const bool is_over =
      route->through != NULL && atomic_fetch_add(&route->through->drops, 1) >= DROPS_OF_INSTALL;
  atomic_fetch_add(&mh_process_counters()->drops, 1);
  kept *drop = is_over ? NULL : make(route, self, record, competing, competing_count);
  if (drop == NULL) return;
  kept *oldest = NULL;
  pthread_mutex_lock(&drops_mutex);
  drop->header.serial = ++serials;
  if (last == NULL) {
    first = drop;
  } else {
    last->next = drop;
  }
  last = drop;
  if (++kept_count > DROPS_IN_ALL) oldest = shift();
  pthread_mutex_unlock(&drops_mutex);
  free(oldest);
}

uint32_t mh_drops_read(uint32_t after, uint32_t through, void *out, uint32_t size) {
  uint8_t *at = out;
  uint32_t needed = 0;
  pthread_mutex_lock(&drops_mutex);
  for (const kept *drop = first; drop != NULL; drop = drop->next) {
    const mh_drop *header = &drop->header;
    if (header->serial <= after || (through != 0 && header->through != through)) continue;
    if (needed + header->size <= size) memcpy(at + needed, header, header->size);
    needed += header->size;
  }
  pthread_mutex_unlock(&drops_mutex);
  return needed;
}
