#define _GNU_SOURCE
#include "clock.h"

#include <stdatomic.h>

#include "mockhost.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

int mh__counter_is_steady;

static uint64_t start_ticks;       /* set when the core is loaded */
static uint64_t start_nanoseconds; /* set when the core is loaded */

/* The counter runs at one speed in every power state (CPUID 80000007, EDX bit 8). */
static int counter_is_steady(void) {
#if defined(__x86_64__)
  unsigned a, b, c, d;
  return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & (1u << 8)) != 0;
#else
  return 1;
#endif
}

/* One moment on both clocks. The thread may lose its CPU between two readings, so the closest of some pairs
 * counts. */
static void read_both(uint64_t *nanoseconds, uint64_t *ticks) {
  uint64_t closest = UINT64_MAX;
  for (int i = 0; i < 5; i++) {
    const uint64_t before = mh__monotonic();
    const uint64_t between = mh__ticks();
    const uint64_t apart = mh__monotonic() - before;
    if (apart >= closest) continue;
    closest = apart;
    *nanoseconds = before + apart / 2;
    *ticks = between;
  }
}

__attribute__((constructor)) static void start_clock(void) {
  mh__counter_is_steady = counter_is_steady();
  read_both(&start_nanoseconds, &start_ticks);
}

/* The longer the core has run, the better two points tell the speed; a young one waits until the points
 * are 100 µs apart, which gives better than 1 in 1 000. */
mh__clock_line mh__clock_line_now(void) {
  uint64_t nanoseconds;
  uint64_t ticks;
  do {
    read_both(&nanoseconds, &ticks);
  } while (nanoseconds - start_nanoseconds < 100000);
  return (mh__clock_line){start_ticks,
                          (double)(nanoseconds - start_nanoseconds) / (double)(ticks - start_ticks)};
}

double mh_now(void) {
  return (double)(mh__monotonic() - start_nanoseconds);
}
