/* Parking a thread until another one wakes it. A wake that comes first is kept (one token).
 *
 * Parkers are pooled and never freed: a wake may come when its thread has long gone, and then at worst
 * wakes another one too early. So whoever parks looks at its condition again. */
#ifndef MOCKHOST_PARK_H
#define MOCKHOST_PARK_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __linux__
#include <sched.h>
#endif
#include <pthread.h>

typedef struct mh__parker {
#ifdef __linux__
  _Atomic uint32_t state;
  _Atomic int tid;    /* owner's */
  cpu_set_t affinity; /* guarded by state MOVING: the mask to restore after a hand-off */
#else
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  bool token; /* guarded by mutex */
#endif
  struct mh__parker *next; /* in the pool; guarded by its mutex */
} mh__parker;

/* A parker for the calling thread, or NULL when there is no memory. */
mh__parker *mh__parker_take(void);
/* Makes a parker that another thread took the calling thread's. */
void mh__parker_adopt(mh__parker *parker);
/* Gives it back to the pool. */
void mh__parker_give(mh__parker *parker);
/* Waits for a wake, at most `timeout` nanoseconds (< 0: no limit). Owner only. Result: false on timeout. */
bool mh__park(mh__parker *parker, int64_t timeout);
/* Wakes the owner. Any thread. */
void mh__unpark(mh__parker *parker);
/* Wakes the owner on the CPU of the caller, who is about to sleep: several times faster when the owner
 * last ran on a CPU that idles. The owner's CPU mask is back in place before it returns from mh__park. */
void mh__unpark_here(mh__parker *parker);

#endif
