#define _GNU_SOURCE
#include "park.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

static pthread_mutex_t pool_mutex = PTHREAD_MUTEX_INITIALIZER;
static mh__parker *pool; /* guarded by pool_mutex */

mh__parker *mh__parker_take(void) {
  pthread_mutex_lock(&pool_mutex);
  mh__parker *parker = pool;
  if (parker != NULL) pool = parker->next;
  pthread_mutex_unlock(&pool_mutex);
  if (parker == NULL) {
    parker = calloc(1, sizeof *parker);
    if (parker == NULL) return NULL;
#ifndef __linux__
    pthread_mutex_init(&parker->mutex, NULL);
    pthread_cond_init(&parker->wake, NULL);
#endif
  }
  mh__parker_adopt(parker);
  return parker;
}

void mh__parker_give(mh__parker *parker) {
  pthread_mutex_lock(&pool_mutex);
  parker->next = pool;
  pool = parker;
  pthread_mutex_unlock(&pool_mutex);
}

#ifdef __linux__

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Who waits and who wakes both write first and read then: the owner goes back to RUNNING and looks whether
 * what it waits for is there, a waker makes it so and looks at the state. Both do it by an exchange, so that
 * neither read can come before the write: else each would miss the other.
 *
 * RUNNING -> PARKED by the owner; PARKED -> MOVING -> MOVED or PARKED -> WOKEN by a waker; RUNNING -> WOKEN
 * leaves a token; only the owner goes back to RUNNING. */
enum { RUNNING, PARKED, MOVING, WOKEN, MOVED };

static long futex(_Atomic uint32_t *word, int op, uint32_t value, const struct timespec *timeout) {
  return syscall(SYS_futex, word, op | FUTEX_PRIVATE_FLAG, value, timeout, NULL, 0);
}

/* A wake meant for the previous owner may still be on its way: the state is left as it is. */
void mh__parker_adopt(mh__parker *parker) {
  atomic_store(&parker->tid, (int)syscall(SYS_gettid));
}

static void settle(mh__parker *parker, uint32_t state) {
  if (state == MOVED) sched_setaffinity(0, sizeof parker->affinity, &parker->affinity);
  atomic_exchange(&parker->state, RUNNING);
}

static int64_t monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

bool mh__park(mh__parker *parker, int64_t timeout) {
  uint32_t state = RUNNING;
  if (!atomic_compare_exchange_strong(&parker->state, &state, PARKED)) {
    settle(parker, state);
    return true;
  }
  const int64_t deadline = timeout < 0 ? 0 : monotonic() + timeout;
  for (;;) {
    state = atomic_load(&parker->state);
    if (state == WOKEN || state == MOVED) {
      settle(parker, state);
      return true;
    }
    if (timeout < 0 || state == MOVING) {
      futex(&parker->state, FUTEX_WAIT, state, NULL);
      continue;
    }
    const int64_t left = deadline - monotonic();
    if (left <= 0) {
      if (atomic_compare_exchange_strong(&parker->state, &state, RUNNING)) return false;
      continue;
    }
    const struct timespec wait = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
    futex(&parker->state, FUTEX_WAIT, PARKED, &wait);
  }
}

void mh__unpark(mh__parker *parker) {
  uint32_t state = atomic_fetch_add(&parker->state, 0);
  for (;;) {
    if (state == WOKEN || state == MOVED || state == MOVING) return;
    if (atomic_compare_exchange_weak(&parker->state, &state, WOKEN)) break;
  }
  if (state == PARKED) futex(&parker->state, FUTEX_WAKE, 1, NULL);
}

static bool can_move_to(const cpu_set_t *allowed, int cpu) {
  return cpu >= 0 && cpu < CPU_SETSIZE && CPU_ISSET(cpu, allowed) && CPU_COUNT(allowed) > 1;
}

void mh__unpark_here(mh__parker *parker) {
  uint32_t state = PARKED;
  if (!atomic_compare_exchange_strong(&parker->state, &state, MOVING)) {
    mh__unpark(parker);
    return;
  }
  uint32_t next = WOKEN;
  const int cpu = sched_getcpu();
  const int tid = atomic_load(&parker->tid);
  if (sched_getaffinity(tid, sizeof parker->affinity, &parker->affinity) == 0 &&
      can_move_to(&parker->affinity, cpu)) {
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(cpu, &here);
    if (sched_setaffinity(tid, sizeof here, &here) == 0) next = MOVED;
  }
  atomic_store(&parker->state, next);
  futex(&parker->state, FUTEX_WAKE, 1, NULL);
}

#else

void mh__parker_adopt(mh__parker *parker) {
  (void)parker;
}

bool mh__park(mh__parker *parker, int64_t timeout) {
  pthread_mutex_lock(&parker->mutex);
  int error = 0;
  if (timeout < 0) {
    while (!parker->token)
      pthread_cond_wait(&parker->wake, &parker->mutex);
  } else {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    const int64_t end = (int64_t)until.tv_nsec + timeout;
    until.tv_sec += end / 1000000000;
    until.tv_nsec = end % 1000000000;
    while (!parker->token && error != ETIMEDOUT) {
      error = pthread_cond_timedwait(&parker->wake, &parker->mutex, &until);
    }
  }
  const bool woken = parker->token;
  parker->token = false;
  pthread_mutex_unlock(&parker->mutex);
  return woken;
}

void mh__unpark(mh__parker *parker) {
  pthread_mutex_lock(&parker->mutex);
  parker->token = true;
  pthread_cond_signal(&parker->wake);
  pthread_mutex_unlock(&parker->mutex);
}

void mh__unpark_here(mh__parker *parker) {
  mh__unpark(parker);
}

#endif
