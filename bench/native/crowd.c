/* What recording a call costs when eight threads do it at once (wall time / calls), and whether a call is
 * lost. Beside one thread twice: with few calls into memory in the cache, which is the strict reading of the
 * budget, and with as many calls as the crowd makes, which parts the cost of cold memory from that of
 * contention.
 */
#define _GNU_SOURCE
#include "bench.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#define THREADS 8
#define CALLS 1000000
#define ENTRY_BYTES (sizeof(mh_entry) + 64) /* with the message, padded */
#define ROUNDS 15
#define WARM_UP 2

typedef struct crowd {
  const osr_host_api *table;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int round;    /* guarded by mutex; from 1 on */
  int running;  /* threads that have not ended the round; guarded by mutex */
  bool is_over; /* guarded by mutex */
} crowd;

/* Waits for the next round. Result: false when there is none. */
static bool await_round(crowd *crowd, int next) {
  pthread_mutex_lock(&crowd->mutex);
  while (crowd->round < next && !crowd->is_over)
    pthread_cond_wait(&crowd->changed, &crowd->mutex);
  const bool is_there = crowd->round >= next;
  pthread_mutex_unlock(&crowd->mutex);
  return is_there;
}

static void end_round(crowd *crowd) {
  pthread_mutex_lock(&crowd->mutex);
  if (--crowd->running == 0) pthread_cond_broadcast(&crowd->changed);
  pthread_mutex_unlock(&crowd->mutex);
}

static void *run_one(void *argument) {
  crowd *crowd = argument;
  for (int next = 1; await_round(crowd, next); next++) {
    log_often(crowd->table, CALLS / THREADS);
    end_round(crowd);
  }
  return NULL;
}

/* Nanoseconds a call. */
static double time_crowd(crowd *crowd) {
  pthread_mutex_lock(&crowd->mutex);
  const double start = now();
  crowd->round++;
  crowd->running = THREADS;
  pthread_cond_broadcast(&crowd->changed);
  while (crowd->running > 0)
    pthread_cond_wait(&crowd->changed, &crowd->mutex);
  const double time = (now() - start) / CALLS;
  pthread_mutex_unlock(&crowd->mutex);
  return time;
}

static void start(crowd *crowd, pthread_t *threads) {
  for (int i = 0; i < THREADS; i++) {
    if (pthread_create(&threads[i], NULL, run_one, crowd) != 0) exit(1);
  }
}

static void end(crowd *crowd, pthread_t *threads) {
  pthread_mutex_lock(&crowd->mutex);
  crowd->is_over = true;
  pthread_cond_broadcast(&crowd->changed);
  pthread_mutex_unlock(&crowd->mutex);
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
}

/* Nanoseconds a call. */
static double time_as_many(const osr_host_api *table) {
  const double start = now();
  log_often(table, CALLS);
  return (now() - start) / CALLS;
}

static double in_cache[ROUNDS], as_many[ROUNDS], together[ROUNDS], lost[ROUNDS];

static void measure(mh_host *host, const osr_host_api *table) {
  crowd crowd = {.table = table, .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
  pthread_t threads[THREADS];
  start(&crowd, threads);
  for (int round = -WARM_UP; round < ROUNDS; round++) {
    const int at = round < 0 ? 0 : round;
    as_many[at] = time_as_many(table);
    mh_journal_reset(host);
    /* Twice, since so many calls have taken the memory of the journal out of the cache. */
    for (int i = 0; i < 2; i++) {
      in_cache[at] = time_log(table);
      mh_journal_reset(host);
    }
    together[at] = time_crowd(&crowd);
    lost[at] = CALLS - mh_journal_pending(host) / ENTRY_BYTES;
    mh_journal_reset(host);
  }
  end(&crowd, threads);
}

static void report(void) {
  row crowd = {.name = "record log, 8 threads, 1 000 000 calls",
               .unit = "ns",
               .ours = together,
               .baseline = in_cache,
               .samples = ROUNDS,
               .baseline_is = "the install thread, 8 000 calls into memory in the cache",
               .budget = "{\"ratio\":1.5}",
               .goal = "{\"ratio\":1}"};
  print_row(crowd);
  crowd.name = "the same, beside as many calls of one thread";
  crowd.baseline = as_many;
  crowd.baseline_is = "the install thread, 1 000 000 calls";
  print_row(crowd);
  print_row((row){.name = "calls lost of 1 000 000 by 8 threads",
                  .unit = "calls",
                  .ours = lost,
                  .samples = ROUNDS,
                  .budget = "{\"most\":0}"});
}

int main(void) {
  mh_host *host;
  const osr_host_api *table = open_host(&host);
  if (table == NULL) return 1;
  measure(host, table);
  report();
  mh_host_close(host);
  return 0;
}
