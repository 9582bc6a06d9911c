/* Where a thread stands that does not return, and who holds what it waits for. */
#define _GNU_SOURCE
#include "kit.h"

#ifdef __linux__

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic uint32_t waiter;
static _Atomic bool is_to_end;

static uint32_t os_id(void) {
  return (uint32_t)syscall(SYS_gettid);
}

__attribute__((noinline)) MH_API void stand_in_lock(void) {
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
}

static void *wait_for_lock(void *unused) {
  atomic_store(&waiter, os_id());
  stand_in_lock();
  return unused;
}

static void *spin(void *blocks) {
  sigset_t all;
  sigfillset(&all);
  if (blocks != NULL) pthread_sigmask(SIG_BLOCK, &all, NULL);
  atomic_store(&waiter, os_id());
  while (!atomic_load(&is_to_end))
    continue;
  return NULL;
}

static pthread_t start_thread(void *(*run)(void *), void *argument) {
  pthread_t thread;
  atomic_store(&waiter, 0);
  atomic_store(&is_to_end, false);
  pthread_create(&thread, NULL, run, argument);
  while (atomic_load(&waiter) == 0)
    continue;
  return thread;
}

/* The thread sanitizer keeps a signal from a thread that waits for a lock, until it has the lock. */
#if defined(__SANITIZE_THREAD__)
#define HEARS_IN_LOCK false
#else
#define HEARS_IN_LOCK true
#endif

static bool is_written(const char *text, uint32_t length) {
  return length > 0 && strncmp(text, "stand\t\nat\t", 9) == 0;
}

static bool tells(uint32_t waiting) {
  char text[8000] = "";
  return is_written(text, mh_thread_stand(waiting, text, sizeof text));
}

TEST(stand_lock, "a thread that waits for a lock tells where, waits on, and the lock tells who has it") {
  pthread_mutex_lock(&lock);
  const pthread_t thread = start_thread(wait_for_lock, NULL);
  CHECK(tells(atomic_load(&waiter)) == HEARS_IN_LOCK);
  CHECK(tells(atomic_load(&waiter)) == HEARS_IN_LOCK);
#ifdef __GLIBC__
  CHECK_NUMBER(mh_lock_owner((uintptr_t)&lock), os_id());
#endif
  pthread_mutex_unlock(&lock);
  pthread_join(thread, NULL);
  CHECK_NUMBER(mh_lock_owner((uintptr_t)&lock), 0);
  CHECK_NUMBER(mh_lock_owner(16), 0);
}

#ifndef UNDER_SANITIZER /* which keeps a signal from a thread that calls nothing */
TEST(stand_loop, "a thread in a loop tells where; what does not fit is cut off") {
  char text[64];
  const pthread_t thread = start_thread(spin, NULL);
  CHECK(mh_thread_stand(atomic_load(&waiter), text, sizeof text) < sizeof text);
  CHECK(is_written(text, (uint32_t)strlen(text)));
  atomic_store(&is_to_end, true);
  pthread_join(thread, NULL);
}
#endif

TEST(stand_none, "a thread that blocks signals, is gone, or asks itself tells nothing") {
  char text[8000];
  const pthread_t thread = start_thread(spin, &text);
  CHECK_NUMBER(mh_thread_stand(atomic_load(&waiter), text, sizeof text), 0);
  atomic_store(&is_to_end, true);
  pthread_join(thread, NULL);
  CHECK_NUMBER(mh_thread_stand(atomic_load(&waiter), text, sizeof text), 0);
  CHECK_NUMBER(mh_thread_stand(os_id(), text, sizeof text), 0);
  CHECK_NUMBER(mh_thread_stand(0, text, sizeof text), 0);
}

TEST(stand_late, "a signal that somebody has taken from us is left to them") {
  struct sigaction present, taken = {.sa_handler = SIG_IGN};
  int ours = 0;
  pthread_mutex_lock(&lock);
  const pthread_t thread = start_thread(wait_for_lock, NULL);
  CHECK(tells(atomic_load(&waiter)) == HEARS_IN_LOCK);
  for (int signal = SIGRTMAX; ours == 0 && signal > SIGRTMIN; signal--) {
    if (sigaction(signal, NULL, &present) == 0 && present.sa_handler != SIG_DFL) ours = signal;
  }
  CHECK(ours != 0);
  sigaction(ours, &taken, &present);
  CHECK(tells(atomic_load(&waiter)) == HEARS_IN_LOCK);
  sigaction(ours, NULL, &taken);
  CHECK(taken.sa_handler == SIG_IGN);
  sigaction(ours, &present, NULL);
  pthread_mutex_unlock(&lock);
  pthread_join(thread, NULL);
}

/* A child that debugs its parent, where the system lets it. */
TEST(stand_debugger, "who debugs the process is told, as long as somebody does") {
  int attached[2], over[2];
  char said = 0;
  CHECK(pipe(attached) == 0 && pipe(over) == 0);
  const pid_t child = fork();
  if (child == 0) {
    char ready;
    close(over[1]);
    if (read(over[0], &ready, 1) != 1) _exit(1);
    said = ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) == 0 ? 'y' : 'n';
    if (write(attached[1], &said, 1) != 1) _exit(1);
    _exit(read(over[0], &ready, 1) == 0 ? 0 : 1);
  }
  close(over[0]);
  mh_allow_debugger();
  const uint32_t before = mh_debugger(0);
  CHECK(write(over[1], "r", 1) == 1 && read(attached[0], &said, 1) == 1);
  if (before == 0 && said == 'y') CHECK_NUMBER(mh_debugger(0), (uint32_t)child);
  close(over[1]);
  waitpid(child, NULL, 0);
  CHECK_NUMBER(mh_debugger(0), before);
  CHECK_NUMBER(mh_debugger(0x7fffffff), 0);
  close(attached[0]);
  close(attached[1]);
}

#endif
