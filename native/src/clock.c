#define _GNU_SOURCE
#include "clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "mockhost.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

int mh__counter_is_steady;
int mh__counter_tells_order;
uint64_t mh__start_ticks;

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

/* On other processors than x86-64 the counter is too coarse: two calls one after the other may read the same.
 * Linux takes it off the list of clock sources when the processors disagree. */
static int counter_tells_order(void) {
#if defined(__x86_64__) && defined(__linux__)
  char sources[256] = "";
  FILE *list = fopen("/sys/devices/system/clocksource/clocksource0/available_clocksource", "r");
  if (list == NULL) return 0;
  if (fgets(sources, sizeof sources, list) == NULL) sources[0] = '\0';
  fclose(list);
  for (char *rest, *source = strtok_r(sources, " \n", &rest); source != NULL;
       source = strtok_r(NULL, " \n", &rest)) {
    if (strcmp(source, "tsc") == 0) return mh__counter_is_steady;
  }
  return 0;
#elif defined(__x86_64__)
  return mh__counter_is_steady;
#else
  return 0;
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
  mh__counter_tells_order = counter_tells_order();
  read_both(&start_nanoseconds, &mh__start_ticks);
}

/* The longer the core has run, the better two points tell the speed; a young one waits until the points
 * are 100 µs apart, which gives better than 1 in 1 000. */
mh__clock_line mh__clock_line_now(void) {
  uint64_t nanoseconds;
  uint64_t ticks;
  do {
    read_both(&nanoseconds, &ticks);
  } while (nanoseconds - start_nanoseconds < 100000);
  return (mh__clock_line){mh__start_ticks,
                          (double)(nanoseconds - start_nanoseconds) / (double)(ticks - mh__start_ticks)};
}

double mh_now(void) {
  return (double)(mh__monotonic() - start_nanoseconds);
}
