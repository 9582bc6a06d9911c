/* What recording a call costs on one thread at a time, beside a loop that does the least: take an uncontended
 * mutex, count the bytes of the message and copy them into warm memory. The two and a background thread take
 * turns inside one process, on one CPU.
 */
#define _GNU_SOURCE
#include "bench.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 301
#define WARM_UP 20
#define WARM_BYTES ((size_t)1 << 20)

/* ---- the least ---- */

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

/* ---- a background thread that times a batch whenever it is asked ---- */

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

static void end_background(background *thread, pthread_t id) {
  pthread_mutex_lock(&thread->mutex);
  thread->asked = -1;
  pthread_cond_broadcast(&thread->changed);
  pthread_mutex_unlock(&thread->mutex);
  pthread_join(id, NULL);
}

/* ---- in turn ---- */

/* Threads that are made afterwards stay on the CPU too. */
static void stay_on_this_cpu(void) {
#ifdef __linux__
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  sched_setaffinity(0, sizeof one, &one);
#endif
}

static double bare[ROUNDS], here[ROUNDS], there[ROUNDS];

/* Installs a host that is made once: each thread has one of its own, as most hosts have one thread at a time.
 */
static const osr_host_api *install_again(mh_host **host) {
  if (*host == NULL) return open_host(host);
  return (const osr_host_api *)(void *)mh_install_table(*host, NULL);
}

/* What was not recorded would cost nothing. */
static void leave(mh_host *host) {
  if (mh_journal_pending(host) < (double)BATCH * (double)sizeof(mh_entry)) exit(1);
  mh_journal_reset(host);
  mh_uninstall(host, NULL);
}

static void measure(void) {
  mh_host *of_this_thread = NULL, *of_background = NULL;
  background thread = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
  pthread_t id;
  if (pthread_create(&id, NULL, run_background, &thread) != 0) exit(1);
  for (int round = -WARM_UP; round < ROUNDS; round++) {
    const int at = round < 0 ? 0 : round;
    bare[at] = time_baseline();
    const osr_host_api *table = install_again(&of_this_thread);
    if (table == NULL) exit(1);
    here[at] = time_log(table);
    leave(of_this_thread);
    thread.table = install_again(&of_background);
    if (thread.table == NULL) exit(1);
    there[at] = time_in_background(&thread);
    leave(of_background);
  }
  end_background(&thread, id);
}

static void report(void) {
  print_row((row){.name = "record log, install thread",
                  .unit = "ns",
                  .ours = here,
                  .baseline = bare,
                  .samples = ROUNDS,
                  .baseline_is = "a bare loop: mutex, strlen, memcpy into warm memory",
                  .budget = "{\"ratio\":2}",
                  .goal = "{\"ratio\":1.3}"});
  print_row((row){.name = "record log, background thread",
                  .unit = "ns",
                  .ours = there,
                  .baseline = here,
                  .samples = ROUNDS,
                  .baseline_is = "the install thread",
                  .budget = "{\"ratio\":1.5}",
                  .goal = "{\"ratio\":1.1}"});
}

int main(void) {
  warm = malloc(WARM_BYTES);
  if (warm == NULL) return 1;
  memset(warm, 1, WARM_BYTES);
  stay_on_this_cpu();
  measure();
  report();
  free(warm);
  return 0;
}
