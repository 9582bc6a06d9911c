#include "trampoline.h"

#include <pthread.h>

#include "install.h"

extern const char mh__stubs[] __attribute__((visibility("hidden")));

_Atomic(mh_install *) mh__sets[MH_SETS];

typedef struct resting {
  uint16_t sets[MH_SETS];
  uint32_t first;
  uint32_t count;
} resting;

/* Guards everything below. Innermost: nothing is called while it is held. */
static pthread_mutex_t pool_mutex = PTHREAD_MUTEX_INITIALIZER;
static resting rested;     /* ended sets, oldest first */
static resting kept;       /* ended sets whose tables threads may still hold, oldest first */
static uint32_t fresh_set; /* sets from here on were never used */

static void push(resting *queue, uint32_t set) {
  queue->sets[(queue->first + queue->count++) % MH_SETS] = (uint16_t)set;
}

static uint32_t shift(resting *queue) {
  const uint32_t set = queue->sets[queue->first];
  queue->first = (queue->first + 1) % MH_SETS;
  queue->count--;
  return set;
}

/* Slots of the table as an array: slot n stands 8 * (n + 1) bytes after its start. */
static _Atomic(uintptr_t) *slots_of(osr_host_api *table) {
  return (_Atomic(uintptr_t) *)(void *)table + 1;
}

static uintptr_t stub(uint32_t set, uint32_t slot) {
  return (uintptr_t)mh__stubs + (uintptr_t)(set * MH_SLOTS + slot) * MH_STUB_SIZE;
}

static const uint8_t since[MH_SLOTS] = {[20] = 3, [21] = 4, [22] = 5, [23] = 6};

static void fill(osr_host_api *table, uint32_t set, uint32_t abi_version, uint32_t null_slots) {
  table->version = abi_version;
  for (uint32_t slot = 0; slot < MH_SLOTS; slot++) {
    const bool absent = since[slot] > abi_version || (null_slots >> slot & 1) != 0;
    atomic_store_explicit(slots_of(table) + slot, absent ? 0 : stub(set, slot), memory_order_relaxed);
  }
}

/* Plugins read the table at any time, so pointer by pointer. */
static void redirect(osr_host_api *table) {
  for (uint32_t slot = 0; slot < MH_SLOTS; slot++) {
    _Atomic(uintptr_t) *pointer = slots_of(table) + slot;
    if (atomic_load_explicit(pointer, memory_order_relaxed) != 0)
      atomic_store(pointer, stub(MH_ENDED_SET, slot));
  }
}

bool mh__bind_set(mh_install *install, osr_host_api *table, uint32_t abi_version, uint32_t null_slots,
                  uint32_t *set) {
  uint32_t taken;
  pthread_mutex_lock(&pool_mutex);
  /* Sets that were never used come first: the longer a set rests, the further back R6 sees. */
  if (fresh_set < MH_ENDED_SET) {
    taken = fresh_set++;
  } else if (rested.count > 0) {
    taken = shift(&rested);
  } else if (kept.count > 0) {
    taken = shift(&kept);
  } else {
    pthread_mutex_unlock(&pool_mutex);
    return false;
  }
  mh_install *previous = atomic_load(&mh__sets[taken]);
  if (previous != NULL) redirect(&previous->table);
  fill(table, taken, abi_version, null_slots);
  atomic_store(&mh__sets[taken], install);
  pthread_mutex_unlock(&pool_mutex);
  *set = taken;
  return true;
}

void mh__rest_set(const mh_install *install) {
  pthread_mutex_lock(&pool_mutex);
  push(install->is_kept ? &kept : &rested, install->set);
  pthread_mutex_unlock(&pool_mutex);
}

/* Takes a set out of the order. Result: whether it was there. */
static bool take_out(resting *queue, uint32_t set) {
  bool is_found = false;
  for (uint32_t left = queue->count; left > 0; left--) {
    const uint32_t next = shift(queue);
    if (next == set) {
      is_found = true;
    } else {
      push(queue, next);
    }
  }
  return is_found;
}

void mh__keep_set(mh_install *install) {
  pthread_mutex_lock(&pool_mutex);
  install->is_kept = true;
  /* A set that rests under another install has been reused. */
  if (atomic_load(&mh__sets[install->set]) == install && take_out(&rested, install->set))
    push(&kept, install->set);
  pthread_mutex_unlock(&pool_mutex);
}
