/* The journal of a host: entries from any thread at any time, exact per-thread order, one total order.
 *
 * Threads write to one of 16 shards, chosen by thread number, each entry with a key that is drawn inside the
 * lock of the shard. Keys come from the cycle counter, since a counter that all threads share would cost more
 * than all the rest as soon as two write at once; where the cycle counter cannot tell the order, from such a
 * counter all the same. A drain draws a key first and then visits every shard: each entry up to that key is
 * there to be merged, for a shard that was visited draws higher keys only. */
#ifndef MOCKHOST_JOURNAL_H
#define MOCKHOST_JOURNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "mockhost.h"

#define MH_SHARDS 16
/* No thread has this number. */
#define MH_SEVERAL UINT32_MAX

typedef struct mh__thread mh__thread;

typedef struct mh__chunk {
  struct mh__chunk *next;
  uint32_t capacity; /* bytes of `bytes` */
  uint32_t used;     /* guarded by the shard's lock while the chunk is the last of a shard */
  uint32_t read;     /* drain only */
  uint32_t size_class;
  uint32_t host;    /* id, for readers of the flight recorder */
  bool is_recorded; /* lies in its arena, and is never freed */
  _Alignas(8) uint8_t bytes[];
} mh__chunk;

typedef struct mh__chain {
  mh__chunk *first;
  mh__chunk *last;
} mh__chain;

typedef struct mh__shard {
  _Alignas(64) _Atomic uint32_t lock;
  uint32_t chunks;   /* taken since the last drain; guarded by lock */
  uint64_t key;      /* of the last call; guarded by lock */
  uint64_t calls;    /* that entered, kept or only counted; guarded by lock */
  mh_install *gate;  /* install whose calls are admitted, or NULL; guarded by lock */
  mh__chain written; /* guarded by lock */
  mh__chain drained; /* taken by the drain, not all delivered; drain only */
} mh__shard;

typedef struct mh__journal {
  mh__shard shards[MH_SHARDS];
  /* Thread that made all calls so far; MH_SEVERAL from the first of a second thread on; 0 before the first.
   */
  _Alignas(64) _Atomic uint32_t writer;
  _Alignas(64) _Atomic uint64_t order; /* last number drawn, where the cycle counter cannot tell the order */
  _Alignas(64) _Atomic int64_t bytes;  /* since the last reset: of chunks in use, and of what was drained */
  _Atomic uint64_t lost;               /* calls above the limit since the last reset */
  pthread_mutex_t returns_mutex;       /* taken alone */
  mh__chain returns;                   /* guarded by returns_mutex */
  mh__chain drained_returns;           /* drain only */
  uint64_t limit;                      /* last key of the drain in progress; drain only */
} mh__journal;

/* What goes into one entry besides time, key and thread. */
typedef struct mh__record {
  uint8_t slot;
  uint8_t kind;
  uint16_t flags;
  int32_t level;
  uint32_t agent;
  uint32_t frame;
  const void *text[3];
  uint32_t length[3];
} mh__record;

void mh__journal_init(mh__journal *journal);

/* Admits the calls of `install` from now on, and of no other; NULL: of none. */
void mh__journal_admit(mh_host *host, mh_install *install);

typedef enum mh__written { MH_WRITTEN, MH_COUNTED, MH_NOT_ADMITTED } mh__written;

/* Takes note of a thread that is not the journal's writer. Result: whether it is now. */
bool mh__journal_join(mh__journal *journal, uint32_t thread);

/* mh__journal_call where the shard has no room, or the install has ended. */
mh__written mh__journal_call_slowly(mh_install *install, const mh__thread *self, const mh__record *record,
                                    uint64_t *key);

/* Writes the return of the call with that key: its answer, and flags. Also after the install has ended. A
 * full journal takes none. */
void mh__journal_return(mh_install *install, uint64_t key, uint32_t thread, const mh__record *record);

/* Gives every chunk back. */
void mh__journal_clear(mh_host *host);

#endif
