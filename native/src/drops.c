/* Locks: drops_mutex guards the ledger; only the allocator is called while it is held. */
#include "drops.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"
#include "thread.h"

#define DROPS_OF_INSTALL 1000
#define DROPS_IN_ALL 16384
#define TEXTS_IN_ALL ((uint64_t)64 << 20) /* bytes */
#define SHORT_TEXT 256                    /* bytes of the longest that is never cut */
#define CUT_TEXT 200                      /* of a cut one; how long it was follows */

typedef struct kept {
  struct kept *next;
  char *texts;
  mh_drop header;
} kept;

static pthread_mutex_t drops_mutex = PTHREAD_MUTEX_INITIALIZER;
static kept *first; /* oldest; this and all below: guarded by drops_mutex */
static kept *last;
static kept *whole; /* the oldest whose texts have not been cut; NULL: none */
static uint32_t kept_count;
static uint64_t kept_texts; /* bytes */
static uint32_t serials;

static uint32_t size_of_texts(const kept *drop) {
  return drop->header.length[0] + drop->header.length[1];
}

static void note_size(kept *drop) {
  drop->header.size = (uint32_t)((sizeof drop->header + size_of_texts(drop) + 7u) & ~(size_t)7u);
}

/* Accepts NULL. */
static void free_drop(kept *drop) {
  if (drop != NULL) free(drop->texts);
  free(drop);
}

static kept *make(const mh__route *route, const mh__thread *self, const mh__record *record,
                  const uint32_t *competing, uint32_t competing_count) {
  kept *drop = calloc(1, sizeof *drop);
  if (drop == NULL) return NULL;
  drop->header = (mh_drop){.slot = record->slot,
                           .reason = (uint8_t)route->reason,
                           .flags = record->flags,
                           .level = record->level,
                           .thread = self->id,
                           .through = route->through == NULL ? 0 : route->through->host_id,
                           .competing_count = competing_count,
                           .length = {record->length[0], record->length[1]}};
  const uint32_t listed = competing_count < MH_COMPETING ? competing_count : MH_COMPETING;
  if (listed > 0) memcpy(drop->header.competing, competing, listed * sizeof *competing);
  note_size(drop);
  drop->texts = malloc((size_t)size_of_texts(drop) + 1);
  if (drop->texts == NULL) {
    free(drop);
    return NULL;
  }
  if (record->length[0] > 0) memcpy(drop->texts, record->text[0], record->length[0]);
  if (record->length[1] > 0) memcpy(drop->texts + record->length[0], record->text[1], record->length[1]);
  return drop;
}

/* Moves a text to where it belongs now, or what is kept of it: whole characters, and how long it was. Result:
 * its length. */
static uint32_t cut_text(char *to, const char *text, uint32_t length) {
  uint32_t left = length;
  if (length > SHORT_TEXT) {
    left = CUT_TEXT;
    while (left > 0 && (text[left] & 0xc0) == 0x80)
      left--;
  }
  memmove(to, text, left);
  if (length <= SHORT_TEXT) return length;
  return left + (uint32_t)snprintf(to + left, SHORT_TEXT - CUT_TEXT, "\u2026 (%u bytes)", length);
}

static void cut_oldest(void) {
  mh_drop *header = &whole->header;
  kept_texts -= size_of_texts(whole);
  const char *second = whole->texts + header->length[0];
  header->length[0] = cut_text(whole->texts, whole->texts, header->length[0]);
  header->length[1] = cut_text(whole->texts + header->length[0], second, header->length[1]);
  note_size(whole);
  char *smaller = realloc(whole->texts, (size_t)size_of_texts(whole) + 1);
  if (smaller != NULL) whole->texts = smaller;
  kept_texts += size_of_texts(whole);
  whole = whole->next;
}

static kept *shift(void) {
  kept *oldest = first;
  first = oldest->next;
  if (first == NULL) last = NULL;
  if (whole == oldest) whole = oldest->next;
  kept_count--;
  kept_texts -= size_of_texts(oldest);
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
  if (whole == NULL) whole = drop;
  kept_texts += size_of_texts(drop);
  while (kept_texts > TEXTS_IN_ALL && whole != NULL)
    cut_oldest();
  if (++kept_count > DROPS_IN_ALL) oldest = shift();
  pthread_mutex_unlock(&drops_mutex);
  free_drop(oldest);
}

static void write_drop(uint8_t *at, const kept *drop) {
  const size_t used = sizeof drop->header + size_of_texts(drop);
  memcpy(at, &drop->header, sizeof drop->header);
  memcpy(at + sizeof drop->header, drop->texts, size_of_texts(drop));
  memset(at + used, 0, drop->header.size - used);
}

uint32_t mh_drops_read(uint32_t after, uint32_t through, void *out, uint32_t size) {
  uint8_t *at = out;
  uint32_t needed = 0;
  pthread_mutex_lock(&drops_mutex);
  for (const kept *drop = first; drop != NULL; drop = drop->next) {
    const mh_drop *header = &drop->header;
    if (header->serial <= after || (through != 0 && header->through != through)) continue;
    if (needed + header->size <= size) write_drop(at + needed, drop);
    needed += header->size;
  }
  pthread_mutex_unlock(&drops_mutex);
  return needed;
}
