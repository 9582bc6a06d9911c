/* The life of a host. */
#include "kit.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

TEST(ids, "each host has a number of its own, also when its struct was used before") {
  mh_host *first = open_host();
  const uint32_t id = mh_host_id(first);
  mh_host_close(first);
  mh_host *second = open_host(), *third = open_host();
  CHECK(mh_host_id(second) > id && mh_host_id(third) > mh_host_id(second));
  mh_host_close(third);
  mh_host_close(second);
}

TEST(counted, "the counters know the live and the installed hosts") {
  const mh_counters *counters = mh_process_counters();
  const uint32_t live = atomic_load(&counters->live_hosts);
  mh_host *host = open_host();
  CHECK_NUMBER(atomic_load(&counters->live_hosts), live + 1);
  install(host);
  CHECK_NUMBER(atomic_load(&counters->installed), 1);
  mh_host_close(host);
  CHECK_NUMBER(atomic_load(&counters->live_hosts), live);
  CHECK_NUMBER(atomic_load(&counters->installed), 0);
}

TEST(closed_installed, "closing an installed host uninstalls it first, wherever it stands") {
  mh_host *outer = open_host(), *inner = open_host();
  osr_host_api *table = install(outer);
  osr_host_api *inner_table = install(inner);
  mh_host_close(outer);
  inner_table->log(1, "mine");
  table->log(1, "late");
  CHECK_NUMBER(count_calls(inner), 1);
  close_host(inner);
}

static void come_and_go(void *unused, uint32_t index) {
  (void)unused;
  for (int i = 0; i < MANY(2000); i++) {
    mh_host *host = open_host();
    osr_host_api *table = install(host);
    table->log((int)index, "mine");
    CHECK_NUMBER(count_calls(host), 1);
    close_host(host);
  }
}

TEST(threads_come_and_go, "hosts of 8 threads come and go, each with its own calls") {
  run_threads(8, come_and_go, NULL);
  CHECK_NUMBER(atomic_load(&mh_process_counters()->installed), 0);
}

TEST(blank, "a host is blank until it gets a call or a config value") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  CHECK_NUMBER(mh_host_is_blank(host), 1);
  table->log(1, "a call");
  CHECK_NUMBER(mh_host_is_blank(host), 0);
  mh_journal_reset(host);
  CHECK_NUMBER(mh_host_is_blank(host), 0);
  close_host(host);

  host = open_host();
  CHECK_NUMBER(mh_host_is_blank(host), 1);
  CHECK_NUMBER(mh_config_set(host, 0, 0, "key", "value"), MH_OK);
  CHECK_NUMBER(mh_host_is_blank(host), 0);
  close_host(host);
}

TEST(process, "the core tells its version, and no other one was loaded before it") {
  CHECK_TEXT(mh_version(), MH_VERSION);
  CHECK(mh_first_core() == NULL);
}

/* ---- no memory ---- */

#if defined(__linux__) && !defined(UNDER_SANITIZER)

static uint64_t used_memory(void) {
  unsigned long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%lu", &pages) != 1) return 0;
  fclose(file);
  return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

CHILD(no_memory) {
  char *large = malloc((1 << 20) + 1);
  memset(large, 'x', 1 << 20);
  large[1 << 20] = '\0';
  mh_host *host = open_asking_host();
  osr_host_api *table = install(host);
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, large);
  const uint64_t limit = used_memory() + (48u << 20);
  REQUIRE(setrlimit(RLIMIT_AS, &(struct rlimit){limit, limit}) == 0);
  int answered = 0;
  while (table->config_get("key") != NULL && answered < 1000)
    answered++;
  CHECK(answered > 0 && answered < 1000);
  static void *volatile last; /* else the compiler takes the allocation out */
  do {
    last = malloc(64);
  } while (last != NULL);
  for (int i = 0; i < 100; i++)
    table->log(1, large);
  table->config_set("key", large);
  CHECK(table->embed("{}") == NULL);
  CHECK(mh_journal_lost(host) > 0);
  CHECK(open_host_with(6, 0, MH_BY_THREAD, JOURNAL_LIMIT) == NULL);
  CHECK(mh_host_set_answer(host, LOG, MH_ANSWER_TEXT, large) == MH_NO_MEMORY);
  CHECK(mh_runner_start("none") == NULL);
  CHECK_NUMBER(mh_uninstall(host, NULL), MH_OK);
  table->log(1, "a late call that cannot be kept");
  mh_host_close(host);
}

TEST(no_memory, "without memory calls are counted, strings are NULL, and nothing breaks") {
  CHECK_NUMBER(run_child("no_memory"), 0);
}

#endif
