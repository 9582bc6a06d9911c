/* Locks: each shard of the ledger has a mutex, and so has the list of bad frees; they are never held
 * together, and only the allocator is called under them. */
#include "strings.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "process.h"

#define SHARDS 64
#define FIRST_BUCKETS 64
#define QUARANTINE_STRINGS 256        /* a shard, so 16 384 in the process */
#define QUARANTINE_BYTES (256u << 10) /* a shard, so 16 MiB in the process */
#define BAD_FREES 1000
#define KEPT_TEXT 4096

typedef struct site {
  uint64_t at; /* ticks */
  uint32_t thread;
  uint32_t frame;
  uint8_t frame_kind;
} site;

typedef struct handed {
  struct handed *next; /* in the bucket */
  char *pointer;
  mh_install *install;
  size_t length;
  uint64_t serial;
  site handed;
  site freed; /* is_freed only */
  uint8_t slot;
  bool is_freed; /* in quarantine: the memory is still allocated */
  struct handed *next_freed;
  char text[]; /* the first KEPT_TEXT bytes: the string itself belongs to the plugin */
} handed;

typedef struct shard {
  pthread_mutex_t mutex;
  handed **buckets; /* this and all below: guarded by mutex */
  uint32_t bucket_count;
  uint32_t count;
  handed *first_freed; /* quarantine, oldest first */
  handed *last_freed;
  uint32_t freed_count;
  size_t freed_bytes;
} shard;

static shard shards[SHARDS];
static _Atomic uint64_t serials;

__attribute__((constructor)) static void init_shards(void) {
  for (int i = 0; i < SHARDS; i++)
    pthread_mutex_init(&shards[i].mutex, NULL);
}

static uint64_t hash_of(const void *pointer) {
  return ((uint64_t)(uintptr_t)pointer >> 4) * 0x9e3779b97f4a7c15u;
}

static shard *shard_of(const void *pointer) {
  return &shards[hash_of(pointer) >> 58];
}

static handed **bucket_of(shard *ledger, const void *pointer) {
  return &ledger->buckets[hash_of(pointer) & (ledger->bucket_count - 1)];
}

static handed **find(shard *ledger, const void *pointer) {
  if (ledger->buckets == NULL) return NULL;
  handed **at = bucket_of(ledger, pointer);
  while (*at != NULL && (*at)->pointer != pointer)
    at = &(*at)->next;
  return *at == NULL ? NULL : at;
}

static bool grow(shard *ledger) {
  if (ledger->buckets != NULL && ledger->count < ledger->bucket_count) return true;
  const uint32_t count = ledger->buckets == NULL ? FIRST_BUCKETS : ledger->bucket_count * 2;
  handed **buckets = calloc(count, sizeof *buckets);
  if (buckets == NULL) return ledger->buckets != NULL;
  shard grown = {.buckets = buckets, .bucket_count = count};
  for (uint32_t i = 0; ledger->buckets != NULL && i < ledger->bucket_count; i++) {
    for (handed *at = ledger->buckets[i], *next; at != NULL; at = next) {
      next = at->next;
      handed **bucket = bucket_of(&grown, at->pointer);
      at->next = *bucket;
      *bucket = at;
    }
  }
  free(ledger->buckets);
  ledger->buckets = buckets;
  ledger->bucket_count = count;
  return true;
}

static void leave_quarantine(shard *ledger, const handed *entry) {
  handed *before = NULL;
  for (handed *at = ledger->first_freed; at != entry; at = at->next_freed)
    before = at;
  if (before == NULL) {
    ledger->first_freed = entry->next_freed;
  } else {
    before->next_freed = entry->next_freed;
  }
  if (ledger->last_freed == entry) ledger->last_freed = before;
  ledger->freed_count--;
  ledger->freed_bytes -= entry->length;
}

static void forget(shard *ledger, handed **at) {
  handed *gone = *at;
  *at = gone->next;
  ledger->count--;
  if (gone->is_freed) leave_quarantine(ledger, gone);
  free(gone);
}

static bool enter(shard *ledger, handed *entry) {
  handed **old = find(ledger, entry->pointer);
  if (old != NULL) {
    /* The allocator gave this address out again, so the plugin has freed the old string by libc free. */
    if (!(*old)->is_freed) atomic_fetch_add(&(*old)->install->freed, 1);
    forget(ledger, old);
  }
  if (!grow(ledger)) return false;
  handed **bucket = bucket_of(ledger, entry->pointer);
  entry->next = *bucket;
  *bucket = entry;
  ledger->count++;
  return true;
}

static size_t kept_length(size_t length) {
  return length < KEPT_TEXT ? length : KEPT_TEXT;
}

static site site_of(uint32_t thread, const mh__frame *frame) {
  return (site){.at = mh__ticks(),
                .thread = thread,
                .frame = frame == NULL ? 0 : frame->id,
                .frame_kind = frame == NULL ? MH_FRAME_NONE : (uint8_t)frame->kind};
}

char *mh__hand_string(mh_install *install, uint32_t slot, uint32_t thread, const mh__frame *frame,
                      const char *text, size_t length) {
  char *copy = malloc(length + 1);
  const size_t kept = kept_length(length);
  handed *entry = calloc(1, sizeof *entry + kept);
  if (copy == NULL || entry == NULL) {
    free(copy);
    free(entry);
    return NULL;
  }
  memcpy(copy, text, length);
  copy[length] = '\0';
  *entry = (handed){.pointer = copy,
                    .install = install,
                    .length = length,
                    .serial = atomic_fetch_add(&serials, 1) + 1,
                    .handed = site_of(thread, frame),
                    .slot = (uint8_t)slot};
  memcpy(entry->text, text, kept);
  shard *ledger = shard_of(copy);
  pthread_mutex_lock(&ledger->mutex);
  const bool entered = enter(ledger, entry);
  pthread_mutex_unlock(&ledger->mutex);
  if (!entered) {
    free(copy);
    free(entry);
    return NULL;
  }
  atomic_fetch_add(&install->handed_out, 1);
  return copy;
}

void mh__withdraw_string(char *copy) {
  shard *ledger = shard_of(copy);
  pthread_mutex_lock(&ledger->mutex);
  handed **at = find(ledger, copy);
  if (at != NULL) {
    atomic_fetch_sub(&(*at)->install->handed_out, 1);
    forget(ledger, at);
  }
  pthread_mutex_unlock(&ledger->mutex);
  free(copy);
}

/* Unlinks the oldest strings above the bounds. Result: a list for the caller to free, by next_freed. */
static handed *shrink_quarantine(shard *ledger) {
  handed *released = NULL;
  while (ledger->freed_count > QUARANTINE_STRINGS ||
         (ledger->freed_bytes > QUARANTINE_BYTES && ledger->freed_count > 1)) {
    handed *oldest = ledger->first_freed;
    ledger->first_freed = oldest->next_freed;
    ledger->freed_count--;
    ledger->freed_bytes -= oldest->length;
    handed **at = find(ledger, oldest->pointer);
    if (at != NULL) *at = oldest->next;
    ledger->count--;
    oldest->next_freed = released;
    released = oldest;
  }
  return released;
}

static void quarantine(shard *ledger, handed *entry, site freed) {
  entry->is_freed = true;
  entry->freed = freed;
  entry->next_freed = NULL;
  if (ledger->freed_count == 0) {
    ledger->first_freed = entry;
  } else {
    ledger->last_freed->next_freed = entry;
  }
  ledger->last_freed = entry;
  ledger->freed_count++;
  ledger->freed_bytes += entry->length;
}

static uint32_t padded(size_t size) {
  return (uint32_t)((size + 7u) & ~(size_t)7u);
}

static mh_site describe_site(const site *from, const mh__clock_line *clock) {
  return (mh_site){.at = mh__nanoseconds(clock, from->at),
                   .thread = from->thread,
                   .frame = from->frame,
                   .frame_kind = from->frame_kind};
}

static void describe_refused(const void *pointer, const site *here, const handed *known, mh_bad_free *refused,
                             char *text) {
  const mh__clock_line clock = mh__clock_line_now();
  *refused = (mh_bad_free){.size = sizeof *refused,
                           .pointer = (uint64_t)(uintptr_t)pointer,
                           .reason = known == NULL ? 1 : 0,
                           .refused = describe_site(here, &clock)};
  if (known == NULL) return;
  refused->length = (uint32_t)(known->length < MH_BAD_FREE_TEXT ? known->length : MH_BAD_FREE_TEXT);
  refused->size += padded(refused->length);
  refused->slot = known->slot;
  refused->handed = describe_site(&known->handed, &clock);
  refused->freed = describe_site(&known->freed, &clock);
  memcpy(text, known->text, refused->length);
}

mh__free_result mh__take_string(const void *pointer, const mh__thread *self, mh_install **owner,
                                mh__refused_free *refused) {
  shard *ledger = shard_of(pointer);
  const site here = site_of(self->id, self->frame);
  mh__free_result result = MH_NEVER_HANDED;
  handed *released = NULL;
  pthread_mutex_lock(&ledger->mutex);
  handed **at = find(ledger, pointer);
  const handed *known = at == NULL ? NULL : *at;
  if (known != NULL) {
    *owner = known->install;
    result = known->is_freed ? MH_FREED_BEFORE : MH_FREED;
  }
  if (result == MH_FREED) {
    quarantine(ledger, *at, here);
    released = shrink_quarantine(ledger);
  } else {
    describe_refused(pointer, &here, known, &refused->header, refused->text);
  }
  pthread_mutex_unlock(&ledger->mutex);
  if (result == MH_FREED) atomic_fetch_add(&(*owner)->freed, 1);
  while (released != NULL) {
    handed *next = released->next_freed;
    free(released->pointer);
    free(released);
    released = next;
  }
  return result;
}

bool mh__is_outstanding(const void *pointer) {
  shard *ledger = shard_of(pointer);
  pthread_mutex_lock(&ledger->mutex);
  handed **at = find(ledger, pointer);
  const bool is_outstanding = at != NULL && !(*at)->is_freed;
  pthread_mutex_unlock(&ledger->mutex);
  return is_outstanding;
}

/* ---- reading ------------------------------------------------------------------------------------------ */

static mh_string describe(const handed *entry, const mh__clock_line *clock) {
  const uint32_t kept = (uint32_t)kept_length(entry->length);
  return (mh_string){.size = (uint32_t)sizeof(mh_string) + padded(kept),
                     .length = kept,
                     .bytes = (uint32_t)entry->length,
                     .at = mh__nanoseconds(clock, entry->handed.at),
                     .serial = entry->serial,
                     .thread = entry->handed.thread,
                     .frame = entry->handed.frame,
                     .slot = entry->slot,
                     .frame_kind = entry->handed.frame_kind,
                     .pointer = (uint64_t)(uintptr_t)entry->pointer};
}

static uint32_t read_shard(shard *ledger, const mh_install *table, uint8_t *out, uint32_t offset,
                           uint32_t size, const mh__clock_line *clock) {
  for (uint32_t i = 0; i < ledger->bucket_count; i++) {
    for (const handed *at = ledger->buckets[i]; at != NULL; at = at->next) {
      if (at->install != table || at->is_freed) continue;
      const mh_string header = describe(at, clock);
      if (offset + header.size <= size) {
        memcpy(out + offset, &header, sizeof header);
        memcpy(out + offset + sizeof header, at->text, header.length);
      }
      offset += header.size;
    }
  }
  return offset;
}

uint32_t mh_strings_outstanding(mh_install *table, void *out, uint32_t size) {
  const mh__clock_line clock = mh__clock_line_now();
  uint32_t offset = 0;
  for (int i = 0; i < SHARDS; i++) {
    pthread_mutex_lock(&shards[i].mutex);
    offset = read_shard(&shards[i], table, out, offset, size, &clock);
    pthread_mutex_unlock(&shards[i].mutex);
  }
  return offset;
}

/* ---- bad frees ---------------------------------------------------------------------------------------- */

typedef struct bad_free {
  mh_install *install;
  mh__refused_free free;
} bad_free;

static pthread_mutex_t bad_frees_mutex = PTHREAD_MUTEX_INITIALIZER;
static bad_free bad_frees[BAD_FREES]; /* a ring; guarded by bad_frees_mutex */
static uint32_t bad_free_count;       /* guarded by bad_frees_mutex */

void mh__book_bad_free(mh_install *install, const mh__refused_free *refused) {
  atomic_fetch_add(&mh_process_counters()->bad_frees, 1);
  if (install == NULL) return;
  atomic_fetch_add(&install->bad_frees, 1);
  pthread_mutex_lock(&bad_frees_mutex);
  const uint32_t serial = ++bad_free_count;
  bad_free *kept = &bad_frees[(serial - 1) % BAD_FREES];
  *kept = (bad_free){.install = install, .free = *refused};
  kept->free.header.serial = serial;
  pthread_mutex_unlock(&bad_frees_mutex);
}

uint32_t mh_strings_bad_frees(mh_install *table, void *out, uint32_t size) {
  uint8_t *at = out;
  uint32_t offset = 0;
  pthread_mutex_lock(&bad_frees_mutex);
  const uint32_t first = bad_free_count > BAD_FREES ? bad_free_count - BAD_FREES : 0;
  for (uint32_t i = first; i < bad_free_count; i++) {
    const bad_free *entry = &bad_frees[i % BAD_FREES];
    if (entry->install != table) continue;
    const uint32_t whole = entry->free.header.size;
    if (offset + whole <= size) memcpy(at + offset, &entry->free, whole);
    offset += whole;
  }
  pthread_mutex_unlock(&bad_frees_mutex);
  return offset;
}
