/* Locks: a shard's spin lock (nothing is called while it is held), a journal's returns_mutex, and the
 * chunk mutex, which is innermost. The drain belongs to one thread at a time. */
#include "journal.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "flight.h"
#include "journal_write.h"

/* ---- chunks: 4 KiB, 64 KiB, 1 MiB, recycled for the whole process; larger ones for one entry --------- */

enum { SMALL, MIDDLE, LARGE, SIZE_CLASSES, SINGLE = SIZE_CLASSES };

static const uint32_t class_sizes[SIZE_CLASSES] = {4 << 10, 64 << 10, 1 << 20};
static const uint32_t class_spares[SIZE_CLASSES] = {1024, 256, 128}; /* at most 4 + 16 + 128 MiB at rest */

static pthread_mutex_t chunks_mutex = PTHREAD_MUTEX_INITIALIZER;
static mh__chunk *spares[SIZE_CLASSES];     /* guarded by chunks_mutex */
static uint32_t spare_counts[SIZE_CLASSES]; /* guarded by chunks_mutex */

/* Small chunks of the flight recorder that were drained last: used again only after so many others, so that
 * the calls in them can still be read. */
#define RESTING 8
static mh__chunk *resting[RESTING]; /* guarded by chunks_mutex */
static uint32_t resting_next;       /* guarded by chunks_mutex */

static mh__chunk *take_spare(uint32_t size_class) {
  pthread_mutex_lock(&chunks_mutex);
  mh__chunk *chunk = spares[size_class];
  if (chunk != NULL) {
    spares[size_class] = chunk->next;
    spare_counts[size_class]--;
  }
  pthread_mutex_unlock(&chunks_mutex);
  return chunk;
}

static mh__chunk *take_chunk(uint32_t chunks_so_far, uint32_t needed) {
  uint32_t size_class = chunks_so_far < 4 ? SMALL : chunks_so_far < 12 ? MIDDLE : LARGE;
  while (size_class < SIZE_CLASSES && class_sizes[size_class] - sizeof(mh__chunk) < needed)
    size_class++;
  mh__chunk *chunk = size_class == SINGLE ? NULL : take_spare(size_class);
  if (chunk == NULL) {
    const size_t size = size_class == SINGLE ? sizeof *chunk + needed : class_sizes[size_class];
    chunk = size_class == SINGLE ? NULL : mh__flight_take(size);
    const bool is_recorded = chunk != NULL;
    if (chunk == NULL) chunk = malloc(size);
    if (chunk == NULL) return NULL;
    chunk->is_recorded = is_recorded;
    chunk->capacity = (uint32_t)(size - sizeof *chunk);
    chunk->size_class = size_class;
  }
  chunk->next = NULL;
  chunk->used = chunk->read = 0;
  return chunk;
}

/* What has rested longest, or NULL, in exchange for the chunk. */
static mh__chunk *rest(mh__chunk *chunk) {
  mh__chunk **place = &resting[resting_next++ % RESTING];
  mh__chunk *rested = *place;
  *place = chunk;
  return rested;
}

static void give_chunk(mh__chunk *chunk) {
  const uint32_t size_class = chunk->size_class;
  if (size_class < SIZE_CLASSES) {
    pthread_mutex_lock(&chunks_mutex);
    if (size_class == SMALL && chunk->is_recorded) chunk = rest(chunk);
    if (chunk != NULL && (chunk->is_recorded || spare_counts[size_class] < class_spares[size_class])) {
      chunk->next = spares[size_class];
      spares[size_class] = chunk;
      spare_counts[size_class]++;
      chunk = NULL;
    }
    pthread_mutex_unlock(&chunks_mutex);
  }
  free(chunk);
}

static void append(mh__chain *chain, mh__chunk *chunk) {
  if (chain->last == NULL) {
    chain->first = chunk;
  } else {
    chain->last->next = chunk;
  }
  chain->last = chunk;
}

static void append_chain(mh__chain *chain, mh__chain added) {
  if (added.first == NULL) return;
  append(chain, added.first);
  chain->last = added.last;
}

static void give_chain(mh__chain *chain) {
  mh__chunk *chunk = chain->first;
  while (chunk != NULL) {
    mh__chunk *next = chunk->next;
    give_chunk(chunk);
    chunk = next;
  }
  *chain = (mh__chain){NULL, NULL};
}

/* ---- writing ------------------------------------------------------------------------------------------ */

static inline int64_t chunk_size(const mh__chunk *chunk) {
  return (int64_t)(chunk->capacity + sizeof *chunk);
}

/* A chunk within the limit of the host, or NULL. */
static mh__chunk *take_chunk_within_limit(const mh_install *install, uint32_t chunks_so_far,
                                          uint32_t needed) {
  mh__journal *journal = &install->host->journal;
  const int64_t bytes = atomic_load(&journal->bytes);
  if (bytes >= 0 && (uint64_t)bytes >= install->journal_limit) return NULL;
  mh__chunk *chunk = take_chunk(chunks_so_far, needed);
  if (chunk == NULL) return NULL;
  chunk->host = install->host_id;
  atomic_fetch_add(&journal->bytes, chunk_size(chunk));
  return chunk;
}

/* What the chunk was not needed for after all. */
static void give_chunk_unused(mh__journal *journal, mh__chunk *chunk) {
  atomic_fetch_sub(&journal->bytes, chunk_size(chunk));
  give_chunk(chunk);
}

/* A chunk is fetched with the shard unlocked; by then another thread may have brought one, or the gate may
 * be closed. Calls are counted under the lock, also those that are not kept: whoever closes the gate knows
 * that no more will come. */
mh__written mh__journal_call_slowly(mh_install *install, const mh__thread *self, const mh__record *record,
                                    uint64_t *key) {
  mh__journal *journal = &install->host->journal;
  const uint32_t index = self->id % MH_SHARDS;
  mh__shard *shard = &journal->shards[index];
  const uint32_t size = mh__entry_size(record->length);
  mh__chunk *fresh = NULL;
  bool is_full = false;
  const uint64_t ticks = mh__ticks_of_call(journal, self->id);
  mh__written written = MH_WRITTEN;
  mh__lock_shard(shard);
  while (shard->gate == install && !mh__has_room(shard->written.last, size) && fresh == NULL && !is_full) {
    const uint32_t chunks_so_far = shard->chunks;
    mh__unlock_shard(shard);
    fresh = take_chunk_within_limit(install, chunks_so_far, size);
    is_full = fresh == NULL;
    mh__lock_shard(shard);
  }
  if (__builtin_expect(shard->gate != install, 0)) {
    written = MH_NOT_ADMITTED;
  } else {
    if (!mh__has_room(shard->written.last, size) && fresh != NULL) {
      append(&shard->written, fresh);
      shard->chunks++;
      fresh = NULL;
    }
    *key = mh__draw_key(journal, shard, index, ticks);
    mh__chunk *chunk = shard->written.last;
    if (mh__has_room(chunk, size)) {
      mh__write_entry(chunk->bytes + chunk->used, record, *key, ticks, self->id);
      chunk->used += size;
    } else {
      atomic_fetch_add(&journal->lost, 1);
      written = MH_COUNTED;
    }
  }
  mh__unlock_shard(shard);
  if (fresh != NULL) give_chunk_unused(journal, fresh);
  return written;
}

bool mh__journal_join(mh__journal *journal, uint32_t thread) {
  uint32_t writer = 0;
  if (atomic_compare_exchange_strong(&journal->writer, &writer, thread)) return true;
  if (writer != MH_SEVERAL) atomic_store(&journal->writer, MH_SEVERAL);
  return false;
}

void mh__journal_return(mh_install *install, uint64_t key, uint32_t thread, const mh__record *record) {
  mh_host *host = install->host;
  mh__journal *journal = &host->journal;
  const uint32_t size = mh__entry_size(record->length);
  pthread_mutex_lock(&journal->returns_mutex);
  /* A host struct that serves another host by now wants nothing of this one. */
  if (mh_host_id(host) == install->host_id) {
    mh__chunk *chunk = journal->returns.last;
    if (chunk == NULL || chunk->capacity - chunk->used < size) {
      chunk = take_chunk_within_limit(install, 0, size);
      if (chunk != NULL) append(&journal->returns, chunk);
    }
    if (chunk != NULL) {
      mh__write_entry(chunk->bytes + chunk->used, record, key, mh__ticks(), thread);
      chunk->used += size;
    }
  }
  pthread_mutex_unlock(&journal->returns_mutex);
}

void mh__journal_init(mh__journal *journal) {
  pthread_mutex_init(&journal->returns_mutex, NULL);
}

void mh__journal_admit(mh_host *host, mh_install *install) {
  for (int i = 0; i < MH_SHARDS; i++) {
    mh__shard *shard = &host->journal.shards[i];
    mh__lock_shard(shard);
    shard->gate = install;
    mh__unlock_shard(shard);
  }
}

/* ---- draining ----------------------------------------------------------------------------------------- */

/* A thread may have read the counter before `limit` was drawn and have waited for the lock since. Its call
 * has to come after those that this drain delivers: from here on the shard draws no key up to `limit`. */
static mh__chain take_written(mh__shard *shard, uint32_t index, uint64_t limit) {
  const uint64_t drawn = (limit & ~(MH_KEY_STEP - 1)) | index;
  mh__lock_shard(shard);
  if (shard->key < drawn) shard->key = drawn;
  const mh__chain taken = shard->written;
  shard->written = (mh__chain){NULL, NULL};
  shard->chunks = 0;
  mh__unlock_shard(shard);
  return taken;
}

static mh__chain take_returns(mh__journal *journal) {
  pthread_mutex_lock(&journal->returns_mutex);
  const mh__chain taken = journal->returns;
  journal->returns = (mh__chain){NULL, NULL};
  pthread_mutex_unlock(&journal->returns_mutex);
  return taken;
}

/* A chunk that is drained before it is full counts for what is in it: else frequent drains of a few calls
 * each would use the limit up with empty memory. */
static void add_drained(mh__journal *journal, mh__chain *chain, mh__chain taken) {
  int64_t unused = 0;
  for (const mh__chunk *chunk = taken.first; chunk != NULL; chunk = chunk->next) {
    unused += chunk_size(chunk) - chunk->used;
  }
  atomic_fetch_sub(&journal->bytes, unused);
  append_chain(chain, taken);
}

/* Not below the key of any call that has returned. */
static uint64_t last_key(mh__journal *journal) {
  const uint64_t now = mh__counter_tells_order ? mh__present(journal, mh__ticks_in_order())
                                               : atomic_load(&journal->order) * MH_KEY_STEP;
  return now | (MH_KEY_STEP - 1);
}

/* Returns are taken first: the call of each of them is then within the limit that is read after. */
static void collect(mh__journal *journal) {
  add_drained(journal, &journal->drained_returns, take_returns(journal));
  journal->limit = last_key(journal);
  for (uint32_t i = 0; i < MH_SHARDS; i++) {
    mh__shard *shard = &journal->shards[i];
    add_drained(journal, &shard->drained, take_written(shard, i, journal->limit));
  }
}

/* The next entry of a chain, or NULL; chunks that were read to their end are given back. */
static const mh_entry *peek(mh__chain *chain) {
  while (chain->first != NULL) {
    mh__chunk *chunk = chain->first;
    if (chunk->read < chunk->used) return (const mh_entry *)(const void *)(chunk->bytes + chunk->read);
    chain->first = chunk->next;
    if (chain->first == NULL) chain->last = NULL;
    give_chunk(chunk);
  }
  return NULL;
}

static uint64_t chain_bytes(const mh__chain *chain) {
  uint64_t bytes = 0;
  for (const mh__chunk *chunk = chain->first; chunk != NULL; chunk = chunk->next)
    bytes += chunk->used - chunk->read;
  return bytes;
}

double mh_journal_pending(mh_host *host) {
  mh__journal *journal = &host->journal;
  collect(journal);
  uint64_t bytes = chain_bytes(&journal->drained_returns);
  for (int i = 0; i < MH_SHARDS; i++)
    bytes += chain_bytes(&journal->shards[i].drained);
  return (double)bytes;
}

typedef struct output {
  uint8_t *at;
  uint8_t *end;
  mh__clock_line clock;
} output;

static bool is_ascii(const uint8_t *text, size_t length) {
  uint64_t seen = 0;
  size_t at = 0;
  for (uint64_t word; length - at >= sizeof word; at += sizeof word) {
    memcpy(&word, text + at, sizeof word);
    seen |= word;
  }
  for (; at < length; at++)
    seen |= text[at];
  return (seen & 0x8080808080808080u) == 0;
}

static bool deliver(output *out, mh__chain *chain, const mh_entry *entry) {
  const uint32_t size = mh__entry_size(entry->length);
  if ((size_t)(out->end - out->at) < size) return false;
  memcpy(out->at, entry, size);
  mh_entry *copy = (mh_entry *)(void *)out->at;
  copy->at = mh__nanoseconds(&out->clock, entry->at);
  const size_t bytes_of_text = (size_t)entry->length[0] + entry->length[1] + entry->length[2];
  if (!is_ascii(out->at + sizeof *copy, bytes_of_text)) copy->flags |= MH_FLAG_NOT_ASCII;
  out->at += size;
  chain->first->read += size;
  return true;
}

/* Entries of a shard up to the limit, ordered by key: keys are drawn inside the lock of the shard. */
static const mh_entry *peek_call(mh__journal *journal, int shard) {
  const mh_entry *entry = peek(&journal->shards[shard].drained);
  return entry != NULL && entry->key <= journal->limit ? entry : NULL;
}

static bool merge_calls(mh__journal *journal, output *out) {
  const mh_entry *heads[MH_SHARDS];
  for (int i = 0; i < MH_SHARDS; i++)
    heads[i] = peek_call(journal, i);
  for (;;) {
    int next = -1;
    uint64_t runner_up = UINT64_MAX;
    for (int i = 0; i < MH_SHARDS; i++) {
      if (heads[i] == NULL) continue;
      if (next < 0 || heads[i]->key < heads[next]->key) {
        if (next >= 0) runner_up = heads[next]->key;
        next = i;
      } else if (heads[i]->key < runner_up) {
        runner_up = heads[i]->key;
      }
    }
    if (next < 0) return true;
    while (heads[next] != NULL && heads[next]->key < runner_up) {
      if (!deliver(out, &journal->shards[next].drained, heads[next])) return false;
      heads[next] = peek_call(journal, next);
    }
  }
}

double mh_journal_drain(mh_host *host, void *buffer, double size) {
  mh__journal *journal = &host->journal;
  uint8_t *start = buffer;
  output out = {.at = start, .end = start + (size_t)size, .clock = mh__clock_line_now()};
  if (!merge_calls(journal, &out)) return (double)(out.at - start);
  const mh_entry *entry;
  while ((entry = peek(&journal->drained_returns)) != NULL &&
         deliver(&out, &journal->drained_returns, entry)) {
  }
  return (double)(out.at - start);
}

double mh_journal_count(mh_host *host) {
  uint64_t calls = 0;
  for (int i = 0; i < MH_SHARDS; i++) {
    mh__shard *shard = &host->journal.shards[i];
    mh__lock_shard(shard);
    calls += shard->calls;
    mh__unlock_shard(shard);
  }
  return (double)calls;
}

double mh_journal_lost(mh_host *host) {
  return (double)atomic_load(&host->journal.lost);
}

void mh_journal_reset(mh_host *host) {
  mh__journal *journal = &host->journal;
  collect(journal);
  give_chain(&journal->drained_returns);
  for (int i = 0; i < MH_SHARDS; i++)
    give_chain(&journal->shards[i].drained);
  atomic_store(&journal->bytes, 0);
  atomic_store(&journal->lost, 0);
}

void mh__journal_clear(mh_host *host) {
  mh__journal *journal = &host->journal;
  mh__journal_admit(host, NULL);
  mh_journal_reset(host);
  /* The gates are closed, so nobody else touches these. */
  atomic_store(&journal->writer, 0);
  for (int i = 0; i < MH_SHARDS; i++)
    journal->shards[i].calls = journal->shards[i].key = 0;
}
