/* Static destructors of a C++ plugin run while its threads go on, and most such exits crash. When threads
 * of plugins are alive at exit, the process ends without them: what Node wanted flushed has been flushed. */
#define _GNU_SOURCE
#include "exit.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "crash.h"
#include "flight.h"
#include "folder.h"
#include "mockhost.h"
#include "process.h"
#include "remote.h"
#include "thread.h"

#ifdef __linux__

static pthread_once_t begin_once = PTHREAD_ONCE_INIT;
/* Node leaves the terminal as it found it, in a handler that _exit skips. Written once; NULL: this is no
 * Node. */
static int (*reset_terminal)(void);

static void flush(FILE *stream) {
  if (ftrylockfile(stream) != 0) return;
  fflush_unlocked(stream);
  funlockfile(stream);
}

/* Node exits there, and no plugin ever runs there. */
static bool is_main_thread(void) {
  return mh__os_thread_id() == (uint32_t)getpid();
}

static void leave(int code, void *unused) {
  (void)unused;
  if (mh__is_fork()) {
    /* What is seen to below is its parent's. */
    flush(stdout);
    flush(stderr);
    _exit(code);
  }
  if (!is_main_thread()) {
    mh__exit_after_plugins(); /* this one is used up */
    mh__exit_by_plugin(code);
  }
  static bool
      was_alone; /* said by the handler that ran first: those of the loads before have nothing to add */
  if (was_alone) return;
  const bool is_alone = mh_foreign_threads(NULL, 0) == 0 && mh_jobs_running() == 0;
  /* A thread that rests after a crash may hold any lock. */
  was_alone = is_alone && atomic_load(&mh_process_counters()->crashes) == 0;
  if (was_alone) return;
  mh__remove_all_folders();
  mh__kill_remotes();
  mh__flight_close();
  if (reset_terminal != NULL) reset_terminal();
  flush(stdout);
  flush(stderr);
  _exit(code);
}

void mh__exit_after_plugins(void) {
  on_exit(leave, NULL);
}

/* The terminal is seen to now: at the exit a constructor that does not return may have the lock of dlsym().
 */
static void begin(void) {
  *(void **)&reset_terminal = dlsym(RTLD_DEFAULT, "uv_tty_reset_mode");
  mh__exit_after_plugins();
}

void mh__exit_quietly(void) {
  pthread_once(&begin_once, begin);
}

#else

/* Without on_exit the code is not known here; JavaScript takes it from process.on('exit'). */
void mh__exit_quietly(void) {}
void mh__exit_after_plugins(void) {}

#endif
