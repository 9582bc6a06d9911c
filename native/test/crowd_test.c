/* R10 and R8 at the size of the promise: 16 hosts, 64 threads of each, 20 000 calls of each thread. */
#include <sched.h>

#include "kit.h"

#define HOSTS 16
#define THREADS 64
#define CALLS MANY(20000)
#define CREW (THREADS + 1) /* the writers of a host, and its reader */

typedef struct reading {
  mh_host *host;
  const osr_host_api *table;
  _Atomic uint32_t finished; /* writers that have returned from their last call */
  uint32_t next[THREADS];    /* number that each writer's next call has */
  uint32_t thread[THREADS];  /* the thread of each writer */
  uint64_t last_key;
  uint64_t total;
} reading;

/* A call says where it belongs: host, writer, and which of the writer's calls it is. */
static int32_t name_call(uint32_t host, uint32_t writer, uint32_t number) {
  return (int32_t)((host * THREADS + writer) << 15 | number);
}

static void write_calls(reading *reading, uint32_t host, uint32_t writer) {
  for (uint32_t number = 0; number < CALLS; number++)
    reading->table->log(name_call(host, writer, number), "");
  atomic_fetch_add(&reading->finished, 1);
}

static void check_call(reading *reading, uint32_t host, const mh_entry *entry) {
  const uint32_t writer = (uint32_t)entry->level >> 15 & (THREADS - 1);
  const uint32_t number = reading->next[writer]++;
  if (number == 0) reading->thread[writer] = entry->thread;
  CHECK_NUMBER(entry->level, name_call(host, writer, number));
  CHECK_NUMBER(entry->thread, reading->thread[writer]);
  CHECK(entry->key > reading->last_key);
  reading->last_key = entry->key;
  reading->total++;
}

static void check_new_calls(reading *reading, uint32_t host) {
  calls read = read_calls(reading->host);
  for (uint32_t i = 0; i < read.count; i++)
    check_call(reading, host, read.entry[i]);
  forget_calls(&read);
}

static void check_while_writing(reading *reading, uint32_t host) {
  while (atomic_load(&reading->finished) < THREADS) {
    check_new_calls(reading, host);
    sched_yield();
  }
  check_new_calls(reading, host);
}

static void work_for_host(void *readings, uint32_t index) {
  const uint32_t host = index / CREW;
  reading *reading = (struct reading *)readings + host;
  if (index % CREW < THREADS) {
    write_calls(reading, host, index % CREW);
  } else {
    check_while_writing(reading, host);
  }
}

static reading readings[HOSTS];

TEST(hosts_and_threads, "R10: 16 hosts x 64 threads x 20 000 calls, read meanwhile: every host has its own, "
                        "each thread in order") {
  for (int i = 0; i < HOSTS; i++) {
    mh_host *host = open_host_by_table();
    readings[i] = (reading){.host = host, .table = install(host)};
  }
  run_threads(HOSTS * CREW, work_for_host, readings);
  for (int i = HOSTS - 1; i >= 0; i--) {
    CHECK_NUMBER(readings[i].total, (uint64_t)THREADS * CALLS);
    CHECK_NUMBER((uint64_t)mh_journal_count(readings[i].host), (uint64_t)THREADS * CALLS);
    CHECK_NUMBER((uint64_t)mh_journal_lost(readings[i].host), 0);
    close_host(readings[i].host);
  }
}
