/* The way of a call into the journal. Inline, since every call passes here. */
#ifndef MOCKHOST_JOURNAL_WRITE_H
#define MOCKHOST_JOURNAL_WRITE_H

#include <sched.h>
#include <string.h>

#include "clock.h"
#include "host.h"
#include "install.h"
#include "journal.h"
#include "thread.h"

static inline void mh__relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* Held for a copy of one entry: spinning a little is shorter than sleeping. The holder may have lost its
 * CPU, so the CPU is offered after that. */
MH_HOT void mh__lock_shard(mh__shard *shard) {
  for (uint32_t tries = 0; atomic_exchange_explicit(&shard->lock, 1, memory_order_acquire) != 0; tries++) {
    while (atomic_load_explicit(&shard->lock, memory_order_relaxed) != 0) {
      if (++tries < 64) {
        mh__relax();
      } else {
        sched_yield();
      }
    }
  }
}

static inline void mh__unlock_shard(mh__shard *shard) {
  atomic_store_explicit(&shard->lock, 0, memory_order_release);
}

MH_HOT uint32_t mh__entry_size(const uint32_t length[3]) {
  return (uint32_t)sizeof(mh_entry) + ((length[0] + length[1] + length[2] + 7u) & ~7u);
}

MH_HOT uint8_t *mh__write_text(uint8_t *at, const void *text, uint32_t length) {
  if (length > 0) memcpy(at, text, length);
  return at + length;
}

MH_HOT void mh__write_entry(uint8_t *at, const mh__record *record, uint64_t key, uint64_t ticks,
                            uint32_t thread) {
  mh_entry *entry = (mh_entry *)(void *)at;
  entry->slot = record->slot;
  entry->kind = record->kind;
  entry->flags = record->flags;
  entry->level = record->level;
  entry->key = key;
  entry->at = ticks;
  entry->thread = thread;
  entry->frame = record->frame;
  entry->agent = record->agent;
  entry->length[0] = record->length[0];
  entry->length[1] = record->length[1];
  entry->length[2] = record->length[2];
  at = mh__write_text(at + sizeof *entry, record->text[0], record->length[0]);
  at = mh__write_text(at, record->text[1], record->length[1]);
  mh__write_text(at, record->text[2], record->length[2]);
}

MH_HOT bool mh__has_room(const mh__chunk *chunk, uint32_t size) {
  return chunk != NULL && chunk->capacity - chunk->used >= size;
}

/* Keys of a host never meet: the low bits name the shard, and within one they grow. */
#define MH_KEY_STEP ((uint64_t)MH_SHARDS)

/* A key above all that were drawn before by threads that this one has waited for. */
MH_HOT uint64_t mh__present(mh__journal *journal, uint64_t ticks) {
  if (__builtin_expect(mh__counter_tells_order, 1)) return (ticks - mh__start_ticks) & ~(MH_KEY_STEP - 1);
  return (atomic_fetch_add_explicit(&journal->order, 1, memory_order_relaxed) + 1) * MH_KEY_STEP;
}

/* Counts a call and gives it its key. The shard is locked. */
MH_HOT uint64_t mh__draw_key(mh__journal *journal, mh__shard *shard, uint32_t index, uint64_t ticks) {
  const uint64_t now = mh__present(journal, ticks) | index;
  shard->calls++;
  shard->key = now > shard->key ? now : shard->key + MH_KEY_STEP;
  return shard->key;
}

/* When the call is made. A thread that made all calls so far has waited for no other's, so its counter may be
 * read at any time. As soon as another one has called, whoever has waited for it finds that said, and reads
 * in order. */
MH_HOT uint64_t mh__ticks_of_call(mh__journal *journal, uint32_t thread) {
  const uint32_t writer = atomic_load_explicit(&journal->writer, memory_order_relaxed);
  if (__builtin_expect(writer == thread, 1)) return mh__ticks();
  if (writer != MH_SEVERAL && mh__journal_join(journal, thread)) return mh__ticks();
  return mh__ticks_in_order();
}

/* Writes a call that came to `install`. *key is its place in the order. Result: MH_WRITTEN; MH_COUNTED when
 * the journal is full; MH_NOT_ADMITTED when the install has ended, and then it is no longer live either.
 *
 * `record` is copied for the slow way, so that on the fast one it can stay in registers. */
MH_HOT mh__written mh__journal_call(mh_install *install, mh__thread *self, const mh__record *record,
                                    uint64_t *key) {
  mh__journal *journal = &install->host->journal;
  const uint32_t index = self->id % MH_SHARDS;
  mh__shard *shard = &journal->shards[index];
  const uint32_t size = mh__entry_size(record->length);
  const uint64_t ticks = mh__ticks_of_call(journal, self->id);
  self->last = install;
  mh__lock_shard(shard);
  mh__chunk *chunk = shard->written.last;
  if (__builtin_expect(shard->gate == install && mh__has_room(chunk, size), 1)) {
    *key = mh__draw_key(journal, shard, index, ticks);
    mh__write_entry(chunk->bytes + chunk->used, record, *key, ticks, self->id);
    chunk->used += size;
    mh__unlock_shard(shard);
    return MH_WRITTEN;
  }
  mh__unlock_shard(shard);
  const mh__record copy = *record;
  uint64_t drawn = 0;
  const mh__written written = mh__journal_call_slowly(install, self, &copy, &drawn);
  *key = drawn;
  return written;
}

#endif
