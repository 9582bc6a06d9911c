/* Locks: idle_mutex guards the pool of idle frame threads, started_mutex the list of the others; nothing is
 * called while they are held. */
#include "runner.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "crash.h"
#include "mailbox.h"
#include "park.h"
#include "thread.h"

#define DEFAULT_STACK_SIZE ((size_t)8 << 20)
#define SMALLEST_STACK_SIZE ((size_t)128 << 10)
#define STACK_STEP ((size_t)64 << 10) /* a multiple of every page size */
#define IDLE_THREADS 64

struct mh_runner {
  mh_runner *next;   /* in the pool, guarded by idle_mutex; or in the list, guarded by started_mutex */
  size_t stack_size; /* this and the next three: written before the thread runs */
  bool is_pooled;
  uint32_t owner; /* thread that stops it; 0: it is pooled */
  char name[16];
  mh__parker *parker;
  _Atomic(mh_job *) job; /* the next one */
  _Atomic bool is_stopped;
};

static pthread_mutex_t idle_mutex = PTHREAD_MUTEX_INITIALIZER;
static mh_runner *idle;     /* guarded by idle_mutex */
static uint32_t idle_count; /* guarded by idle_mutex */

static pthread_mutex_t started_mutex = PTHREAD_MUTEX_INITIALIZER;
static mh_runner *started; /* by mh_runner_start, and not stopped; guarded by started_mutex */

static mh_runner *take_idle(size_t stack_size) {
  pthread_mutex_lock(&idle_mutex);
  mh_runner **at = &idle;
  while (*at != NULL && (*at)->stack_size != stack_size)
    at = &(*at)->next;
  mh_runner *runner = *at;
  if (runner != NULL) {
    *at = runner->next;
    idle_count--;
  }
  pthread_mutex_unlock(&idle_mutex);
  return runner;
}

/* Result: false when enough threads rest, so that this one ends. */
static bool rest(mh_runner *runner) {
  pthread_mutex_lock(&idle_mutex);
  const bool is_wanted = idle_count < IDLE_THREADS;
  if (is_wanted) {
    runner->next = idle;
    idle = runner;
    idle_count++;
  }
  pthread_mutex_unlock(&idle_mutex);
  return is_wanted;
}

static mh_job *next_job(mh_runner *runner) {
  for (;;) {
    /* In this order: a job that was given before the stop is seen. */
    const bool is_stopped = atomic_load(&runner->is_stopped);
    mh_job *job = atomic_exchange(&runner->job, NULL);
    if (job != NULL) return job;
    if (is_stopped) return NULL;
    mh__park(runner->parker, -1);
  }
}

static void *run(void *argument) {
  mh_runner *runner = argument;
  mh__thread *self = mh__introduce_as_ours();
  self->parker = runner->parker;
  mh__parker_adopt(self->parker);
  mh__name_thread(runner->name);
  void *crash_stack = mh__crash_stack_take();
  for (mh_job *job; (job = next_job(runner)) != NULL;) {
    mh__job_run(job);
    /* First back into the pool: the caller's next call finds this thread warm. */
    if (runner->is_pooled && !rest(runner)) atomic_store(&runner->is_stopped, true);
    mh__job_deliver(job);
  }
  mh__crash_stack_give(crash_stack);
  free(runner);
  return NULL;
}

static void discard(mh_runner *runner) {
  if (runner->parker != NULL) mh__parker_give(runner->parker);
  free(runner);
}

static mh_runner *start(size_t stack_size, bool is_pooled, const char *name) {
  mh_runner *runner = calloc(1, sizeof *runner);
  pthread_attr_t attributes;
  if (runner == NULL) return NULL;
  runner->parker = mh__parker_take();
  if (runner->parker == NULL || pthread_attr_init(&attributes) != 0) {
    discard(runner);
    return NULL;
  }
  runner->stack_size = stack_size;
  runner->is_pooled = is_pooled;
  snprintf(runner->name, sizeof runner->name, "%s", name);
  pthread_t thread;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  int error = pthread_attr_setstacksize(&attributes, stack_size);
  if (error == 0) error = pthread_create(&thread, &attributes, run, runner);
  pthread_attr_destroy(&attributes);
  if (error != 0) {
    discard(runner);
    return NULL;
  }
  return runner;
}

size_t mh__usable_stack_size(size_t size) {
  if (size == 0) return DEFAULT_STACK_SIZE;
  if (size < SMALLEST_STACK_SIZE) return SMALLEST_STACK_SIZE;
  return (size + STACK_STEP - 1) / STACK_STEP * STACK_STEP;
}

mh_runner *mh__runner_take(size_t size) {
  const size_t stack_size = mh__usable_stack_size(size);
  mh_runner *runner = take_idle(stack_size);
  return runner != NULL ? runner : start(stack_size, true, MH_FRAME_THREAD_NAME);
}

void mh__runner_give(mh_runner *runner, mh_job *job) {
  const bool is_worth_the_cpu = job->is_waited_for;
  mh__parker *parker = runner->parker;
  atomic_store(&runner->job, job);
  if (is_worth_the_cpu) {
    mh__unpark_here(parker);
  } else {
    mh__unpark(parker);
  }
}

mh_runner *mh_runner_start(const char *name) {
  mh_runner *runner = start(DEFAULT_STACK_SIZE, false, name == NULL ? "" : name);
  if (runner == NULL) return NULL;
  runner->owner = mh__self()->id;
  pthread_mutex_lock(&started_mutex);
  runner->next = started;
  started = runner;
  pthread_mutex_unlock(&started_mutex);
  return runner;
}

/* Takes `runner` out of the list, or with NULL any runner of `owner`. Result: NULL when there is none. */
static mh_runner *take_started(const mh_runner *runner, uint32_t owner) {
  pthread_mutex_lock(&started_mutex);
  mh_runner **at = &started;
  while (*at != NULL && (runner != NULL ? *at != runner : (*at)->owner != owner))
    at = &(*at)->next;
  mh_runner *found = *at;
  if (found != NULL) *at = found->next;
  pthread_mutex_unlock(&started_mutex);
  return found;
}

/* The thread frees its runner, so nothing of it may be touched once it has been told. */
static void stop(mh_runner *runner) {
  mh__parker *parker = runner->parker;
  atomic_store(&runner->is_stopped, true);
  mh__unpark(parker);
}

void mh_runner_stop(mh_runner *runner) {
  if (runner != NULL && take_started(runner, 0) != NULL) stop(runner);
}

void mh__stop_runners_of(uint32_t thread) {
  for (mh_runner *runner; (runner = take_started(NULL, thread)) != NULL;)
    stop(runner);
}
