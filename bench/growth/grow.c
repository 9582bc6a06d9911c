/* One point of the growth table: `grow <calls> <hosts> <threads>` has the threads make the calls, spread over
 * the hosts, and prints what one of them cost as a line of JSON. A process for each point, so that none finds
 * memory which another one has left. Times are processor time, which does not grow with what else the machine
 * does, but for one.
 *
 *   record  ns a call, of all threads together
 *   wall    ns a call on the clock, from the first thread's first call to the last one's last
 *   drain   ns a call
 *   memory  bytes of RSS a call, -1 where the system does not tell
 *   open    ns a host, to create and install it
 *   close   ns a host
 */
#define _GNU_SOURCE
#include "../native/bench.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_HOSTS 128
#define MOST_THREADS 64
#define ENTRY_BYTES (sizeof(mh_entry) + 64) /* with the message, padded */
#define DRAIN_BYTES ((size_t)4 << 20)
#define ENOUGH_CALLS 400000 /* small sizes are repeated until so many were made */
#define ENOUGH_HOSTS 400
#define MOST_REPEATS 201

static int calls, hosts, threads;
static mh_host *host[MOST_HOSTS];
static const osr_host_api *table[MOST_HOSTS];

static void fail(const char *what) {
  fprintf(stderr, "grow %d %d %d: %s\n", calls, hosts, threads, what);
  exit(1);
}

/* ---- samples ---- */

/* Nanoseconds of processor time that the calling thread has had. */
static double cpu_time(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int compare(const void *a, const void *b) {
  const double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static double median(double *samples, int count) {
  qsort(samples, (size_t)count, sizeof *samples, compare);
  return samples[count / 2];
}

/* How often to repeat what is done `size` times at once. */
static int repeats(int enough, int size) {
  const int count = enough / size;
  return count < 1 ? 1 : count > MOST_REPEATS ? MOST_REPEATS : count;
}

/* ---- hosts ---- */

/* Nanoseconds a host. */
static double open_hosts(void) {
  const double start = cpu_time();
  for (int i = 0; i < hosts; i++) {
    /* By table: a background call would be ambiguous otherwise. */
    host[i] = mh_host_open(NULL, 6, 0, MH_BY_TABLE, 1e12, 0, MH_RULE_CONFIG, 0);
    if (host[i] == NULL) fail("no memory for a host");
    table[i] = (const osr_host_api *)(void *)mh_install_table(host[i], NULL);
    if (table[i] == NULL) fail("a host cannot be installed");
  }
  return (cpu_time() - start) / hosts;
}

/* Nanoseconds a host. */
static double close_hosts(void) {
  const double start = cpu_time();
  for (int i = hosts - 1; i >= 0; i--)
    mh_host_close(host[i]);
  return (cpu_time() - start) / hosts;
}

static void measure_hosts(double *open, double *close) {
  double opening[MOST_REPEATS], closing[MOST_REPEATS];
  const int count = repeats(ENOUGH_HOSTS, hosts);
  for (int i = 0; i < count; i++) {
    opening[i] = open_hosts();
    closing[i] = close_hosts();
  }
  *open = median(opening, count);
  *close = median(closing, count);
}

/* ---- calls ---- */

typedef struct gate {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int waiting; /* guarded by mutex */
} gate;

typedef struct caller {
  gate *gate;
  pthread_t thread;
  int calls;
  double start;
  double end;
  double cpu_time;
} caller;

typedef struct times {
  double record;
  double wall;
} times;

/* Returns when all threads have come here. */
static void await_all(gate *gate) {
  pthread_mutex_lock(&gate->mutex);
  if (++gate->waiting == threads) pthread_cond_broadcast(&gate->changed);
  while (gate->waiting < threads)
    pthread_cond_wait(&gate->changed, &gate->mutex);
  pthread_mutex_unlock(&gate->mutex);
}

static void *make_calls(void *argument) {
  caller *self = argument;
  await_all(self->gate);
  const double before = cpu_time();
  self->start = now();
  for (int i = 0, at = 0; i < self->calls; i++) {
    table[at]->log(1, unknown_text());
    if (++at == hosts) at = 0;
  }
  self->end = now();
  self->cpu_time = cpu_time() - before;
  return NULL;
}

/* Nanoseconds a call. */
static times record(void) {
  gate gate = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
  caller callers[MOST_THREADS];
  for (int i = 0; i < threads; i++) {
    callers[i] = (caller){.gate = &gate, .calls = calls / threads};
    if (pthread_create(&callers[i].thread, NULL, make_calls, &callers[i]) != 0) fail("no thread");
  }
  double first = 0, last = 0, cpu_time = 0;
  for (int i = 0; i < threads; i++) {
    pthread_join(callers[i].thread, NULL);
    if (i == 0 || callers[i].start < first) first = callers[i].start;
    if (i == 0 || callers[i].end > last) last = callers[i].end;
    cpu_time += callers[i].cpu_time;
  }
  return (times){.record = cpu_time / calls, .wall = (last - first) / calls};
}

/* Nanoseconds a call. */
static double drain(void) {
  static char *out;
  if (out == NULL) out = malloc(DRAIN_BYTES);
  if (out == NULL) fail("no memory to drain into");
  double bytes = 0;
  const double start = cpu_time();
  for (int i = 0; i < hosts; i++) {
    while (mh_journal_pending(host[i]) > 0)
      bytes += mh_journal_drain(host[i], out, (double)DRAIN_BYTES);
  }
  const double time = cpu_time() - start;
  if (bytes != (double)calls * ENTRY_BYTES) fail("calls are missing");
  return time / calls;
}

/* Bytes that are in memory, or -1. */
static double resident(void) {
  long pages = -1;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL) return -1;
  const int found = fscanf(file, "%*s %ld", &pages);
  fclose(file);
  return found == 1 ? (double)pages * (double)sysconf(_SC_PAGESIZE) : -1;
}

/* Bytes a call. */
static double measure_memory(void) {
  const double before = resident();
  record();
  return before < 0 ? -1 : (resident() - before) / calls;
}

int main(int count, char **arguments) {
  calls = count == 4 ? atoi(arguments[1]) : 0;
  hosts = count == 4 ? atoi(arguments[2]) : 0;
  threads = count == 4 ? atoi(arguments[3]) : 0;
  if (hosts < 1 || hosts > MOST_HOSTS || threads < 1 || threads > MOST_THREADS || calls < threads ||
      calls % threads != 0) {
    fail("usage: grow <calls> <hosts, at most 128> <threads, at most 64, which divide calls>");
  }
  double open, close, recording[MOST_REPEATS], walls[MOST_REPEATS], draining[MOST_REPEATS];
  measure_hosts(&open, &close);
  open_hosts();
  const double memory = measure_memory();
  drain();
  const int rounds = repeats(ENOUGH_CALLS, calls);
  for (int i = 0; i < rounds; i++) {
    const times times = record();
    recording[i] = times.record;
    walls[i] = times.wall;
    draining[i] = drain();
  }
  close_hosts();
  printf("{\"record\":%.2f,\"wall\":%.2f,\"drain\":%.2f,\"memory\":%.1f,\"open\":%.1f,\"close\":%.1f}\n",
         median(recording, rounds), median(walls, rounds), median(draining, rounds), memory, open, close);
  return 0;
}
