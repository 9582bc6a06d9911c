/* What recording a call costs, beside a loop that does the least: take an uncontended mutex, count the bytes
 * of the message and copy them into warm memory. Everything is measured in turn inside one process.
 *
 * Prints one JSON object a line: { name, ns, baseline_ns, ratio, p90, budget } (medians; nanoseconds a call).
 * See README.md for how to run it.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "host.h"
#include "mockhost.h"

#define ROUNDS 301
#define BATCH 8000 /* below one megabyte of journal */
#define WARM_BYTES ((size_t)1 << 20)
#define CROWD 8
#define CROWD_CALLS 1000000
#define CROWD_ROUNDS 15

static const char message[] = "GET /v1/messages?limit=50 answered 200 in 12 ms, 4096 bytes."; /* 60 bytes */
_Static_assert(sizeof message == 61, "the message has 60 bytes");

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* The compiler must not know the text, or it would count its bytes once. */
static const char *unknown_text(void) {
  const char *text = message;
  __asm__ volatile("" : "+r"(text));
  return text;
}

static int compare(const void *a, const void *b) {
  const double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static double quantile(double *times, int count, double share) {
  qsort(times, (size_t)count, sizeof *times, compare);
  return times[(int)((count - 1) * share)];
}

static void report(const char *name, double *times, int count, double baseline, double budget) {
  const double median = quantile(times, count, 0.5);
  printf("{\"name\":\"%s\",\"ns\":%.2f,\"baseline_ns\":%.2f,\"ratio\":%.2f,\"p90\":%.2f,\"budget\":%.2f}\n",
         name, median, baseline, median / baseline, quantile(times, count, 0.9), budget);
}

/* ---- one thread at a time ---- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char *warm;

static double time_baseline(void) {
  size_t used = 0;
  const double start = now();
  for (int i = 0; i < BATCH; i++) {
    const char *text = unknown_text();
    pthread_mutex_lock(&mutex);
    const size_t length = strlen(text);
    if (used + length > WARM_BYTES) used = 0;
    memcpy(warm + used, text, length);
    used += length;
    pthread_mutex_unlock(&mutex);
  }
  return (now() - start) / BATCH;
}

static double time_log(const osr_host_api *table) {
  const double start = now();
  for (int i = 0; i < BATCH; i++)
    table->log(1, unknown_text());
  return (now() - start) / BATCH;
}

typedef struct background {
  const osr_host_api *table;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int asked; /* guarded by mutex; -1: end */
  int done;  /* guarded by mutex */
  double time;
} background;

static void *run_background(void *argument) {
  background *self = argument;
  pthread_mutex_lock(&self->mutex);
  while (self->asked >= 0) {
    if (self->done < self->asked) {
      self->time = time_log(self->table);
      self->done = self->asked;
      pthread_cond_broadcast(&self->changed);
    } else {
      pthread_cond_wait(&self->changed, &self->mutex);
    }
  }
  pthread_mutex_unlock(&self->mutex);
  return NULL;
}

static double time_in_background(background *thread) {
  pthread_mutex_lock(&thread->mutex);
  const int round = ++thread->asked;
  pthread_cond_broadcast(&thread->changed);
  while (thread->done < round)
    pthread_cond_wait(&thread->changed, &thread->mutex);
  const double time = thread->time;
  pthread_mutex_unlock(&thread->mutex);
  return time;
}

static void pin(cpu_set_t *before) {
  cpu_set_t one;
  sched_getaffinity(0, sizeof *before, before);
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  sched_setaffinity(0, sizeof one, &one);
}

/* Result: the median of the install thread. */
static double measure_single(mh_host *host, const osr_host_api *table) {
  static double bare[ROUNDS], here[ROUNDS], there[ROUNDS];
  cpu_set_t before;
  pin(&before);
  background thread = {
      .table = table, .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
  pthread_t id;
  if (pthread_create(&id, NULL, run_background, &thread) != 0) exit(1);
  for (int i = -20; i < ROUNDS; i++) {
    const int at = i < 0 ? 0 : i;
    bare[at] = time_baseline();
    here[at] = time_log(table);
    mh_journal_reset(host);
    there[at] = time_in_background(&thread);
    mh_journal_reset(host);
  }
  pthread_mutex_lock(&thread.mutex);
  thread.asked = -1;
  pthread_cond_broadcast(&thread.changed);
  pthread_mutex_unlock(&thread.mutex);
  pthread_join(id, NULL);
  sched_setaffinity(0, sizeof before, &before);
  const double baseline = quantile(bare, ROUNDS, 0.5);
  const double install = quantile(here, ROUNDS, 0.5);
  report("bare loop", bare, ROUNDS, baseline, 1);
  report("log, install thread", here, ROUNDS, baseline, 2);
  report("log, background thread, against the install thread", there, ROUNDS, install, 1.5);
  return install;
}

/* ---- eight at once ---- */

typedef struct crowd {
  const osr_host_api *table;
  pthread_barrier_t begin;
  pthread_barrier_t end;
} crowd;

static void *run_one_of_crowd(void *argument) {
  crowd *crowd = argument;
  for (int round = 0; round < CROWD_ROUNDS; round++) {
    pthread_barrier_wait(&crowd->begin);
    for (int i = 0; i < CROWD_CALLS / CROWD; i++)
      crowd->table->log(1, unknown_text());
    pthread_barrier_wait(&crowd->end);
  }
  return NULL;
}

static void measure_crowd(mh_host *host, const osr_host_api *table, double single) {
  static double times[CROWD_ROUNDS];
  pthread_t threads[CROWD];
  crowd crowd = {.table = table};
  pthread_barrier_init(&crowd.begin, NULL, CROWD + 1);
  pthread_barrier_init(&crowd.end, NULL, CROWD + 1);
  for (int i = 0; i < CROWD; i++) {
    if (pthread_create(&threads[i], NULL, run_one_of_crowd, &crowd) != 0) exit(1);
  }
  double lost = 0;
  for (int round = 0; round < CROWD_ROUNDS; round++) {
    const double calls = mh_journal_count(host);
    pthread_barrier_wait(&crowd.begin);
    const double start = now();
    pthread_barrier_wait(&crowd.end);
    times[round] = (now() - start) / CROWD_CALLS;
    lost += CROWD_CALLS - (mh_journal_count(host) - calls) + mh_journal_lost(host);
    mh_journal_reset(host);
  }
  for (int i = 0; i < CROWD; i++)
    pthread_join(threads[i], NULL);
  report("log, 8 threads, 1 000 000 calls, against one thread", times, CROWD_ROUNDS, single, 1.5);
  printf("{\"name\":\"log, 8 threads: calls lost\",\"calls\":%.0f,\"budget\":0}\n", lost);
}

static void measure_memory(mh_host *host, const osr_host_api *table) {
  enum { CALLS = 1000000 };
  mh_journal_reset(host);
  for (int i = 0; i < CALLS; i++)
    table->log(1, unknown_text());
  const double bytes = (double)atomic_load(&host->journal.bytes) / CALLS;
  printf(
      "{\"name\":\"journal: bytes a call above the payload\",\"bytes\":%.1f,\"payload\":%d,\"budget\":64}\n",
      bytes - (int)(sizeof message - 1), (int)(sizeof message - 1));
  mh_journal_reset(host);
}

int main(void) {
  warm = malloc(WARM_BYTES);
  if (warm == NULL) return 1;
  memset(warm, 1, WARM_BYTES);
  mh_host *host = mh_host_open(NULL, 6, 0, MH_BY_THREAD, 1e12, 0);
  mh_install *install = mh_install_table(host, NULL);
  if (install == NULL) return 1;
  const osr_host_api *table = (const osr_host_api *)(void *)install;
  const double single = measure_single(host, table);
  measure_crowd(host, table, single);
  measure_memory(host, table);
  mh_host_close(host);
  free(warm);
  return 0;
}
