/* The end of the process while threads of plugins live. */
#define _GNU_SOURCE
#include "kit.h"

#include <stdio.h>
#include <unistd.h>

#ifdef __linux__

static milestone is_running = MILESTONE, never = MILESTONE;

static void *run_for_ever(void *unused) {
  pthread_setname_np(pthread_self(), "of a plugin");
  count_up(&is_running);
  wait_for(&never, 1);
  return unused;
}

/* Stands for static destructors of a plugin: registered before the library is loaded, run after our handler.
 */
static void destroy_statics(void) {
  _exit(99);
}

static void load_and_exit(bool has_thread) {
  pthread_t thread;
  atexit(destroy_statics);
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  load_local(table);
  if (has_thread) {
    CHECK(pthread_create(&thread, NULL, run_for_ever, NULL) == 0);
    wait_for(&is_running, 1);
  }
  printf("# flushed\n");
  exit(7);
}

CHILD(exits_with_thread) {
  load_and_exit(true);
}
CHILD(exits_without_thread) {
  load_and_exit(false);
}

TEST(quiet_end, "with a plugin's thread alive the process ends without static destructors, exit code kept") {
  CHECK_NUMBER(run_child("exits_with_thread"), 7);
}

TEST(usual_end, "without one it ends as usual") {
  CHECK_NUMBER(run_child("exits_without_thread"), 99);
}

#endif
