/* Time stamps: ticks of the cycle counter where it is steady, converted when they are read. */
#ifndef MOCKHOST_CLOCK_H
#define MOCKHOST_CLOCK_H

#include <stdint.h>
#include <time.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

/* Whether the cycle counter may be used; set when the core is loaded, then only read. */
extern int mh__counter_is_steady;
/* Whether besides all processors read the same one, finely enough to tell which of two calls on different
 * threads came first when the one has waited for the other. */
extern int mh__counter_tells_order;
/* When the core was loaded. */
extern uint64_t mh__start_ticks;

/* Nanoseconds of the system's monotonic clock. */
static inline uint64_t mh__monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline uint64_t mh__ticks(void) {
#if defined(__x86_64__)
  if (__builtin_expect(mh__counter_is_steady, 1)) return __rdtsc();
#elif defined(__aarch64__)
  uint64_t ticks;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
  return ticks;
#endif
  return mh__monotonic();
}

/* The same, read when everything before it is done: two threads where one waits for the other read in that
 * order. */
static inline uint64_t mh__ticks_in_order(void) {
#if defined(__x86_64__)
  _mm_lfence();
#endif
  return mh__ticks();
}

/* A straight line from ticks to nanoseconds since the core was loaded. */
typedef struct mh__clock_line {
  uint64_t ticks;
  double nanoseconds_per_tick;
} mh__clock_line;

mh__clock_line mh__clock_line_now(void);

static inline uint64_t mh__nanoseconds(const mh__clock_line *line, uint64_t ticks) {
  const int64_t since = (int64_t)(ticks - line->ticks);
  return since <= 0 ? 0 : (uint64_t)((double)since * line->nanoseconds_per_tick);
}

#endif
