/* The flight recorder: what is in the file of a process that is gone. Each process is a fork of this program.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flight.h"
#include "journal.h"
#include "kit.h"

static char path[64];

static const char *own_path(void) {
  snprintf(path, sizeof path, "/tmp/mockhost-flight-test-%d", (int)getpid());
  return path;
}

static const char *kill_self(const char *type, const char *id, const char *payload) {
  (void)type, (void)payload;
  local.host->log(1, "about to die");
  if (strcmp(id, "kill") == 0) kill(getpid(), SIGKILL);
  if (strcmp(id, "quick") == 0) _exit(3);
  if (strcmp(id, "term") == 0) kill(getpid(), SIGTERM), pause();
  if (strcmp(id, "abort") == 0) abort();
  return "went on";
}

/* A file that the parent of the child has named: in its environment. */
static const char *named_path(void) {
  const char *named = getenv("FLIGHT_TEST");
  return named == NULL ? "/nowhere/at/all" : named;
}

static void run_test(const char *tool, uint32_t rules) {
  CHECK_NUMBER(mh_flight_open(named_path(), "{\"label\":true}"), MH_OK);
  mh_host *host = mh_host_open(mh_mailbox_open(), 6, 0, MH_BY_THREAD, JOURNAL_LIMIT, 0, rules, 0);
  osr_host_api *table = install(host);
  mh_flight_test(mh_host_id(host), "suite > dies", "/project/dies.test.js");
  mh_plugin *plugin = load_local(table);
  REQUIRE(plugin != NULL);
  local.invoke = kill_self;
  for (int i = 0; i < 100; i++)
    table->log(0, "before");
  mh_job *job = start_local(plugin, table, MH_FRAME_INVOKE, true, tool);
  mh_mailbox *mailbox = mh_mailbox_open();
  while (job != NULL && mh_mailbox_wait(mailbox, job, 25) != MH_EVENT_DONE)
    continue;
  mh_flight_test(mh_host_id(host), NULL, NULL);
}

CHILD(flies_killed) {
  run_test("kill", 0);
}
CHILD(flies_quick) {
  run_test("quick", 0);
}
CHILD(flies_term) {
  run_test("term", 0);
}
CHILD(flies_abort) {
  run_test("abort", MH_RULE_DIE);
}
CHILD(flies_well) {
  run_test("nothing", 0);
}

/* The file, mapped; NULL when there is none. */
static mh__flight_file *read_file(const char *name) {
  struct stat is;
  const int file = open(name, O_RDONLY);
  if (file < 0 || fstat(file, &is) != 0) return NULL;
  void *start = mmap(NULL, (size_t)is.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  unlink(name);
  return start == MAP_FAILED ? NULL : start;
}

static mh__flight_file *file_of(const char *child, int code) {
  setenv("FLIGHT_TEST", own_path(), 1);
  CHECK_NUMBER(run_child(child), code);
  return read_file(path);
}

static const mh__flight_frame *frame_of(const mh__flight_file *file) {
  for (uint32_t i = 0; i < MH_FLIGHT_FRAMES; i++) {
    if (file->frames[i].id != 0) return &file->frames[i];
  }
  return NULL;
}

static uint32_t calls_in(const mh__flight_file *file, const char *text) {
  uint32_t found = 0;
  for (uint64_t place = 0; place < file->arena;) {
    const mh__chunk *chunk = (const mh__chunk *)(const void *)(file->chunks + place);
    for (uint32_t at = 0; at < chunk->used;) {
      const mh_entry *entry = (const mh_entry *)(const void *)(chunk->bytes + at);
      const size_t size = entry->length[0] + entry->length[1] + entry->length[2];
      if (entry->length[0] == strlen(text) && memcmp(entry + 1, text, strlen(text)) == 0) found++;
      at += (uint32_t)(sizeof *entry + ((size + 7) & ~(size_t)7));
    }
    place += chunk->capacity + sizeof *chunk;
  }
  return found;
}

static void check_flight(const mh__flight_file *file, const char *tool) {
  REQUIRE(file != NULL);
  CHECK(memcmp(file->magic, "MHFLIGHT", 8) == 0);
  CHECK_TEXT(file->label, "{\"label\":true}");
  const mh__flight_frame *frame = frame_of(file);
  REQUIRE(frame != NULL);
  CHECK_NUMBER(frame->kind, MH_FRAME_INVOKE);
  CHECK_TEXT(frame->title, tool);
  CHECK_TEXT(file->threads[frame->thread % MH_FLIGHT_THREADS].name, MH_FRAME_THREAD_NAME);
  CHECK_NUMBER(calls_in(file, "before"), 100);
  CHECK_NUMBER(calls_in(file, "about to die"), 1);
  uint32_t running = 0;
  for (uint32_t i = 0; i < MH_FLIGHT_TESTS; i++) {
    const mh__flight_test *test = &file->tests[i];
    if (test->state != MH_TEST_RUNS) continue;
    running++;
    CHECK_TEXT(test->name, "suite > dies");
    CHECK_TEXT(test->file, "/project/dies.test.js");
    CHECK_NUMBER(test->host, frame->host);
  }
  CHECK_NUMBER(running, 1);
}

TEST(flight_killed, "SIGKILL leaves the test, the callback, its thread and every call in the file") {
  mh__flight_file *file = file_of("flies_killed", 128 + SIGKILL);
  check_flight(file, "kill");
  REQUIRE(file != NULL);
  CHECK_NUMBER(file->is_final, 0);
  munmap(file, sizeof *file);
}

TEST(flight_quick, "so does _exit") {
  mh__flight_file *file = file_of("flies_quick", 3);
  check_flight(file, "quick");
  if (file != NULL) munmap(file, sizeof *file);
}

TEST(flight_dossier, "a crash that ends the process has its dossier there") {
#ifndef UNDER_SANITIZER
  mh__flight_file *file = file_of("flies_abort", 128 + SIGABRT);
  check_flight(file, "abort");
  REQUIRE(file != NULL);
  CHECK_NUMBER(file->is_final, 1);
  CHECK(strncmp(file->dossier, "signal\tSIGABRT\n", 15) == 0);
  munmap(file, sizeof *file);
#endif
}

TEST(flight_clean, "a process that ends well takes its file along") {
  CHECK(file_of("flies_well", 0) == NULL);
}

TEST(flight_asked, "so does one that somebody has told to end") {
  CHECK(file_of("flies_term", 128 + SIGTERM) == NULL);
}

TEST(flight_no_file, "a file that cannot be made is no recorder, and nothing else") {
  CHECK_NUMBER(mh_flight_open("/nowhere/at/all", ""), MH_LOAD_FAILED);
  CHECK_NUMBER(mh_flight_is_open(), 0);
  mh_flight_test(1, "name", "file");
  mh_flight_test(1, NULL, NULL);
}

static void fill_arena(uint64_t limit) {
  uint64_t taken = 0;
  while (mh__flight_take(1 << 20) != NULL)
    taken += 1 << 20;
  CHECK(taken <= limit);
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  table->log(0, "a call that goes into other memory");
  CHECK_NUMBER(count_calls(host), 1);
  close_host(host);
}

CHILD(fills_arena) {
  CHECK_NUMBER(mh_flight_open(named_path(), ""), MH_OK);
  fill_arena(MH_FLIGHT_ARENA);
}

TEST(flight_full, "when the arena is used up the journal takes other memory") {
  CHECK(file_of("fills_arena", 0) == NULL);
}

/* The fork writes into memory of its own, and ends without a trace. */
CHILD(forks) {
  CHECK_NUMBER(mh_flight_open(named_path(), ""), MH_OK);
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  table->log(0, "parent");
  const pid_t fork_id = fork();
  if (fork_id == 0) {
    for (int i = 0; i < 1000; i++)
      table->log(0, "fork");
    exit(count_calls(host) == 1001 ? 0 : 1);
  }
  int status = 1;
  waitpid(fork_id, &status, 0);
  CHECK_NUMBER(status, 0);
  CHECK(access(named_path(), F_OK) == 0);
  table->log(0, "parent");
  CHECK_NUMBER(count_calls(host), 2);
}

TEST(flight_fork, "a fork neither writes into the file of its parent nor removes it") {
  CHECK(file_of("forks", 0) == NULL);
}
