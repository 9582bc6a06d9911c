/* R10: calls from any thread at any time, none lost or torn, each thread's order exact, one total order. */
#include <sched.h>

#include "clock.h"
#include "journal_write.h"
#include "kit.h"

#include <stdio.h>

#define THREADS 64
#define CALLS MANY(20000)

/* The text says who wrote it and which it is, and repeats the number: a torn line cannot keep that up. */
static void log_lines(void *argument, uint32_t index) {
  const osr_host_api *table = argument;
  char line[160];
  for (uint32_t i = 0; i < CALLS; i++) {
    snprintf(line, sizeof line, "%u:%u:%.*s:%u", index, i, (int)(i % 90),
             "------------------------------------------------------------------------------------------", i);
    table->log((int)i, line);
  }
}

typedef struct reader {
  uint32_t next[THREADS]; /* number that each writer's next line has */
  uint32_t thread[THREADS];
  uint64_t last_key;
  uint64_t total;
} reader;

static void check_line(reader *reader, const mh_entry *entry) {
  unsigned index = THREADS, number = 0, again = 1;
  int dashes = -1;
  const char *text = text_of(entry, 0);
  const int parts = sscanf(text, "%u:%u:%n%*[-]", &index, &number, &dashes);
  const char *end = strrchr(text, ':');
  if (!CHECK(parts == 2 && index < THREADS && end != NULL) || !CHECK(sscanf(end, ":%u", &again) == 1)) return;
  if (reader->next[index] == 0) reader->thread[index] = entry->thread;
  CHECK_NUMBER(number, reader->next[index]);
  CHECK_NUMBER(again, number);
  CHECK_NUMBER(end - (text + dashes), number % 90);
  CHECK_NUMBER(entry->level, number);
  CHECK_NUMBER(entry->thread, reader->thread[index]);
  CHECK(entry->key > reader->last_key);
  reader->last_key = entry->key;
  reader->next[index] = number + 1;
  reader->total++;
}

static void read_lines(reader *reader, mh_host *host) {
  calls read = read_calls(host);
  for (uint32_t i = 0; i < read.count; i++)
    check_line(reader, read.entry[i]);
  forget_calls(&read);
}

static void check_all_read(const reader *reader, mh_host *host) {
  CHECK_NUMBER(reader->total, (uint64_t)THREADS * CALLS);
  CHECK_NUMBER((uint64_t)mh_journal_count(host), (uint64_t)THREADS * CALLS);
  CHECK_NUMBER((uint64_t)mh_journal_lost(host), 0);
}

TEST(threads_then_drain, "R10: 64 threads x 20 000 calls: none lost, none torn, each thread in order") {
  mh_host *host = open_host();
  reader reader = {.last_key = 0};
  run_threads(THREADS, log_lines, install(host));
  read_lines(&reader, host);
  check_all_read(&reader, host);
  close_host(host);
}

typedef struct writing {
  osr_host_api *table;
  _Atomic uint32_t finished;
} writing;

static void log_lines_and_say(void *argument, uint32_t index) {
  writing *writing = argument;
  log_lines(writing->table, index);
  atomic_fetch_add(&writing->finished, 1);
}

static void write_all(void *writing, uint32_t index) {
  (void)index;
  run_threads(THREADS, log_lines_and_say, writing);
}

static mh_host *drained;
static reader drained_reader;

static void drain_while_writing(void *argument, uint32_t index) {
  writing *writing = argument;
  if (index == 0) {
    write_all(writing, 0);
    return;
  }
  while (atomic_load(&writing->finished) < THREADS)
    read_lines(&drained_reader, drained);
}

TEST(threads_while_drained, "R10: drains while 64 threads write deliver every call once, in one order") {
  drained = open_host();
  drained_reader = (reader){.last_key = 0};
  writing writing = {.table = install(drained)};
  run_threads(2, drain_while_writing, &writing);
  read_lines(&drained_reader, drained);
  check_all_read(&drained_reader, drained);
  close_host(drained);
}

/* What a thread does that loses its CPU between reading the counter and taking the lock, while a drain runs.
 */
TEST(drained_between,
     "R10: a call that has read its time before a drain, and enters after it, comes after it") {
  mh_host *host = open_host();
  install(host)->log(1, "drained");
  mh__shard *shard = &host->journal.shards[0];
  const uint64_t ticks = mh__ticks_in_order();
  CHECK_NUMBER(count_calls(host), 1);
  mh__lock_shard(shard);
  CHECK(mh__draw_key(&host->journal, shard, 0, ticks) > host->journal.limit);
  mh__unlock_shard(shard);
  close_host(host);
}

enum { TURNS = MANY(200000) };

typedef struct ping_pong {
  const osr_host_api *table;
  uint32_t turns;
  _Alignas(64) _Atomic uint32_t turn;
} ping_pong;

/* Waits for its turn without a system call, so that the two calls are as close as they can be. */
static void log_in_turn(void *argument, uint32_t index) {
  ping_pong *game = argument;
  for (uint32_t number = index; number < game->turns; number += 2) {
    for (uint32_t tries = 1; atomic_load_explicit(&game->turn, memory_order_acquire) != number; tries++) {
      if (tries % 1024 == 0) sched_yield();
    }
    game->table->log((int)number, "turn");
    atomic_store_explicit(&game->turn, number + 1, memory_order_release);
  }
}

static void check_order(mh_host *host, uint32_t turns) {
  calls read = read_calls(host);
  uint32_t in_order = 0;
  while (in_order < read.count && read.entry[in_order]->level == (int)in_order)
    in_order++;
  CHECK_NUMBER(in_order, turns);
  forget_calls(&read);
}

static void check_turns(void) {
  mh_host *host = open_host();
  ping_pong game = {.table = install(host), .turns = TURNS};
  run_threads(2, log_in_turn, &game);
  check_order(host, TURNS);
  close_host(host);
}

TEST(threads_in_turn, "R10: the order has a call before those that waited for it on another thread") {
  check_turns();
}

TEST(threads_in_turn_counted, "R10: so it has where the cycle counter cannot tell") {
  const int tells_order = mh__counter_tells_order;
  mh__counter_tells_order = 0;
  check_turns();
  mh__counter_tells_order = tells_order;
}

/* The first call of a second thread, again and again: until then the first one reads the counter out of
 * order. */
TEST(second_writer, "R10: so it has around the first call of a second thread") {
  for (uint32_t round = 0; round < MANY(2000); round++) {
    mh_host *host = open_host();
    ping_pong game = {.table = install(host), .turns = 6};
    run_threads(2, log_in_turn, &game);
    check_order(host, game.turns);
    close_host(host);
  }
}

TEST(small_buffer, "a drain into a small buffer delivers whole entries and goes on where it was") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  char text[12];
  for (int i = 0; i < 100; i++) {
    snprintf(text, sizeof text, "%d", i);
    table->log(1, text);
  }
  CHECK_NUMBER((int)mh_journal_pending(host), 100 * 56);
  uint64_t buffer[25]; /* three entries and a bit */
  int read = 0;
  for (double got; (got = mh_journal_drain(host, buffer, sizeof buffer)) > 0; read += (int)got / 56) {
    CHECK(got <= 3 * 56);
    CHECK_NUMBER(atoi((const char *)buffer + sizeof(mh_entry)), read);
  }
  CHECK_NUMBER(read, 100);
  CHECK_NUMBER((int)mh_journal_pending(host), 0);
  close_host(host);
}

TEST(times, "times ascend within a thread and lie between two readings of mh_now") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  const double before = mh_now();
  for (int i = 0; i < 1000; i++)
    table->log(1, "tick");
  const double after = mh_now();
  calls read = read_calls(host);
  REQUIRE(read.count == 1000);
  CHECK((double)read.entry[0]->at > before - 20000);
  CHECK((double)read.entry[999]->at < after + 20000);
  for (uint32_t i = 1; i < read.count; i++)
    CHECK(read.entry[i]->at >= read.entry[i - 1]->at);
  forget_calls(&read);
  close_host(host);
}

TEST(limit, "calls above the limit are counted, and a reset makes room") {
  mh_host *host = open_host_with(6, 0, MH_BY_THREAD, 64 << 10);
  osr_host_api *table = install(host);
  for (int i = 0; i < 100000; i++)
    table->log(1, "sixty bytes of text, as many lines of a log have, no fewer.");
  const uint64_t lost = (uint64_t)mh_journal_lost(host);
  CHECK_NUMBER((uint64_t)mh_journal_count(host), 100000);
  CHECK(lost > 90000);
  calls read = read_calls(host);
  CHECK_NUMBER(read.count + lost, 100000);
  forget_calls(&read);
  table->log(1, "still full: what was read counts");
  CHECK_NUMBER((uint64_t)mh_journal_lost(host), lost + 1);
  mh_journal_reset(host);
  CHECK_NUMBER((uint64_t)mh_journal_lost(host), 0);
  table->log(1, "room");
  read = read_calls(host);
  REQUIRE(read.count == 1);
  CHECK_NUMBER((uint64_t)mh_journal_count(host), 100002);
  forget_calls(&read);
  close_host(host);
}

TEST(frequent_drains,
     "the limit counts what was written, not the chunks that frequent drains leave half empty") {
  mh_host *host = open_host_with(6, 0, MH_BY_THREAD, 4 << 20);
  osr_host_api *table = install(host);
  for (int i = 0; i < 20000; i++) {
    table->log(1, "one");
    if (count_calls(host) != 1) break;
  }
  CHECK_NUMBER((uint64_t)mh_journal_count(host), 20000);
  CHECK_NUMBER((uint64_t)mh_journal_lost(host), 0);
  close_host(host);
}

TEST(reset_count, "a reset forgets the entries, not how many entered") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  table->log(1, "one");
  mh_journal_pending(host);
  table->log(1, "two");
  mh_journal_reset(host);
  CHECK_NUMBER(count_calls(host), 0);
  table->log(1, "three");
  calls read = read_calls(host);
  REQUIRE(read.count == 1);
  CHECK_TEXT(text_of(read.entry[0], 0), "three");
  CHECK_NUMBER((uint64_t)mh_journal_count(host), 3);
  forget_calls(&read);
  close_host(host);
}

TEST(pooled, "a new host starts with an empty journal, whatever the struct held before") {
  for (int i = 0; i < 3; i++) {
    mh_host *host = open_host();
    CHECK_NUMBER((uint64_t)mh_journal_count(host), 0);
    osr_host_api *table = install(host);
    table->log(1, "left unread");
    CHECK_NUMBER((uint64_t)mh_journal_count(host), 1);
    close_host(host);
  }
}
