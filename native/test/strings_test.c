/* R11: strings by address, in one ledger, on any thread, also after their host. */
#include "kit.h"

#include <stdio.h>

static mh_host *open_answering(void) {
  mh_host *host = open_host();
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "value");
  return host;
}

typedef struct counts {
  uint32_t handed_out, freed, drops, bad_frees;
} counts;

static counts counts_of(osr_host_api *table) {
  counts counts;
  mh_install_counts(install_of(table), (uint32_t *)&counts);
  return counts;
}

static uint32_t count_outstanding(osr_host_api *table) {
  uint8_t out[65536];
  const uint32_t size = mh_strings_outstanding(install_of(table), out, sizeof out);
  uint32_t count = 0;
  for (uint32_t at = 0; at < size; count++)
    at += ((const mh_string *)(const void *)(out + at))->size;
  return count;
}

TEST(handed_and_freed, "R11: a string is booked when it is handed out and when it comes back") {
  mh_host *host = open_answering();
  osr_host_api *table = install(host);
  const char *answer = table->config_get("key");
  CHECK_TEXT(answer, "value");
  CHECK_NUMBER(counts_of(table).handed_out, 1);
  _Alignas(8) uint8_t out[256];
  CHECK(mh_strings_outstanding(install_of(table), out, sizeof out) > 0);
  const mh_string *string = (const mh_string *)(const void *)out;
  CHECK_NUMBER(string->slot, CONFIG_GET);
  CHECK_NUMBER(string->bytes, 5);
  CHECK_NUMBER(string->thread, mh_thread_self());
  CHECK_NUMBER(string->pointer, (uintptr_t)answer);
  CHECK(memcmp(string + 1, "value", 5) == 0);
  table->free_string(answer);
  CHECK_NUMBER(count_outstanding(table), 0);
  CHECK_NUMBER(counts_of(table).freed, 1);
  CHECK_NUMBER(counts_of(table).bad_frees, 0);
  close_host(host);
}

typedef struct returning {
  osr_host_api *table;
  const char *string;
} returning;

static void give_back(void *argument, uint32_t index) {
  const returning *returning = argument;
  (void)index;
  returning->table->free_string(returning->string);
}

TEST(other_thread, "R11: a string may come back on another thread") {
  mh_host *host = open_answering();
  osr_host_api *table = install(host);
  returning returning = {table, table->config_get("key")};
  run_thread(give_back, &returning);
  CHECK_NUMBER(counts_of(table).freed, 1);
  calls read = read_calls(host);
  REQUIRE(read.count == 2);
  CHECK_NUMBER(read.entry[1]->slot, FREE_STRING);
  CHECK((read.entry[1]->flags & MH_FLAG_BACKGROUND) != 0);
  CHECK_NUMBER(read.entry[1]->length[0], 8);
  CHECK(memcmp(read.entry[1] + 1, &returning.string, 8) == 0);
  forget_calls(&read);
  close_host(host);
}

TEST(by_address, "R11: a free is booked to the host that handed the string out, though another is on top") {
  mh_host *outer = open_answering(), *inner = open_host();
  osr_host_api *outer_table = install(outer);
  const char *answer = outer_table->config_get("key");
  osr_host_api *inner_table = install(inner);
  inner_table->free_string(answer);
  CHECK_NUMBER(counts_of(outer_table).freed, 1);
  CHECK_NUMBER(counts_of(inner_table).freed, 0);
  CHECK_NUMBER(count_calls(inner), 0);
  CHECK_NUMBER(count_calls(outer), 2);
  close_host(inner);
  close_host(outer);
}

TEST(after_end, "R11: a free after the end of the host is booked to it, and no drop") {
  mh_host *host = open_answering();
  osr_host_api *table = install(host);
  const char *answer = table->config_get("key");
  close_host(host);
  const uint32_t before = last_drop();
  table->free_string(answer);
  CHECK_NUMBER(counts_of(table).freed, 1);
  CHECK_NUMBER(last_drop(), before);
}

TEST(twice, "R11: a second free is recognised and does no harm") {
  mh_host *host = open_answering();
  osr_host_api *table = install(host);
  const uint32_t before = atomic_load(&mh_process_counters()->bad_frees);
  const char *answer = table->config_get("key");
  table->free_string(answer);
  table->free_string(answer);
  CHECK_NUMBER(counts_of(table).freed, 1);
  CHECK_NUMBER(counts_of(table).bad_frees, 1);
  CHECK_NUMBER(atomic_load(&mh_process_counters()->bad_frees), before + 1);
  struct {
    mh_bad_free header;
    char text[8];
  } bad;
  CHECK_NUMBER(mh_strings_bad_frees(install_of(table), &bad, sizeof bad), sizeof bad);
  CHECK_NUMBER(bad.header.reason, 0);
  CHECK_NUMBER(bad.header.pointer, (uintptr_t)answer);
  CHECK_NUMBER(bad.header.slot, CONFIG_GET);
  CHECK_NUMBER(bad.header.length, 5);
  CHECK(memcmp(bad.text, "value", 5) == 0);
  CHECK_NUMBER(bad.header.handed.thread, mh_thread_self());
  CHECK_NUMBER(bad.header.freed.thread, mh_thread_self());
  CHECK_NUMBER(bad.header.refused.thread, mh_thread_self());
  CHECK(bad.header.handed.at <= bad.header.freed.at && bad.header.freed.at <= bad.header.refused.at);
  calls read = read_calls(host);
  REQUIRE(read.count == 3);
  CHECK_NUMBER(read.entry[1]->flags & MH_FLAG_BAD_FREE, 0);
  CHECK((read.entry[2]->flags & MH_FLAG_BAD_FREE) != 0);
  forget_calls(&read);
  close_host(host);
}

TEST(foreign, "R11: a pointer that no host handed out is refused and left alone") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  char *own = malloc(8);
  memcpy(own, "mine", 5);
  table->free_string(own);
  CHECK_TEXT(own, "mine");
  free(own);
  mh_bad_free bad;
  CHECK_NUMBER(mh_strings_bad_frees(install_of(table), &bad, sizeof bad), sizeof bad);
  CHECK_NUMBER(bad.reason, 1);
  CHECK_NUMBER(bad.handed.thread, 0);
  CHECK_NUMBER(counts_of(table).bad_frees, 1);
  close_host(host);
}

TEST(null_is_fine, "R11: free_string of NULL is no bad free") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  table->free_string(NULL);
  CHECK_NUMBER(counts_of(table).bad_frees, 0);
  close_host(host);
}

TEST(libc_free, "R11: a string freed by libc counts as freed when its address is handed out again") {
  mh_host *host = open_answering();
  osr_host_api *table = install(host);
  const char *first = table->config_get("key");
  const char *second = NULL;
  free((void *)(uintptr_t)first);
  for (int i = 0; i < 100000 && second != first; i++) {
    second = table->config_get("key");
    if (second != first) free((void *)(uintptr_t)second);
  }
#ifndef UNDER_SANITIZER /* its allocator does not give an address out again for long */
  REQUIRE(second == first);
  CHECK_NUMBER(count_outstanding(table), counts_of(table).handed_out - counts_of(table).freed);
#endif
  if (second == first) table->free_string(second);
  CHECK_NUMBER(counts_of(table).bad_frees, 0);
  close_host(host);
}

TEST(quarantine, "R11: freed strings rest in a quarantine that is bounded by count and by bytes") {
  mh_host *host = open_host();
  char *large = malloc((1 << 20) + 1);
  memset(large, 'x', 1 << 20);
  large[1 << 20] = '\0';
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, large);
  mh_host_set_answer(host, TASK_STATUS, MH_ANSWER_TEXT, "small");
  osr_host_api *table = install(host);
  for (int i = 0; i < 300; i++) {
    table->free_string(table->config_get("key"));
    if (i % 10 == 0) mh_journal_reset(host);
  }
  for (int i = 0; i < 30000; i++) {
    table->free_string(table->task_status("id"));
    if (i % 1000 == 0) mh_journal_reset(host);
  }
  CHECK_NUMBER(counts_of(table).freed, 30300);
  CHECK_NUMBER(counts_of(table).bad_frees, 0);
  free(large);
  close_host(host);
}

TEST(cut_text, "the ledger keeps the first 4 096 bytes of a long string and its whole length") {
  mh_host *host = open_host();
  char *large = malloc(10001);
  memset(large, 'x', 10000);
  large[10000] = '\0';
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, large);
  osr_host_api *table = install(host);
  const char *answer = table->config_get("key");
  _Alignas(8) uint8_t out[8192];
  mh_strings_outstanding(install_of(table), out, sizeof out);
  CHECK_NUMBER(((const mh_string *)(const void *)out)->bytes, 10000);
  CHECK_NUMBER(((const mh_string *)(const void *)out)->length, 4096);
  table->free_string(answer);
  free(large);
  close_host(host);
}

#define STRINGS 100000

static void exchange(void *argument, uint32_t index) {
  const osr_host_api *table = argument;
  const char *held[16] = {NULL};
  for (uint32_t i = 0; i < STRINGS; i++) {
    const char **place = &held[(i * 7 + index) % 16];
    if (*place != NULL) table->free_string(*place);
    *place = table->config_get("key");
    if (!CHECK(*place != NULL && strcmp(*place, "value") == 0)) return;
  }
  for (int i = 0; i < 16; i++)
    table->free_string(held[i]);
}

TEST(threads_exchange, "R11: 8 threads x 100 000 strings: the ledger is exact") {
  mh_host *host = open_answering();
  osr_host_api *table = install(host);
  run_threads(8, exchange, table);
  CHECK_NUMBER(counts_of(table).handed_out, 8 * STRINGS);
  CHECK_NUMBER(counts_of(table).freed, 8 * STRINGS);
  CHECK_NUMBER(counts_of(table).bad_frees, 0);
  CHECK_NUMBER(count_outstanding(table), 0);
  close_host(host);
}

#define PASSED_ON 64

typedef struct exchange_place {
  osr_host_api *table;
  _Atomic(const char *) places[PASSED_ON];
} exchange_place;

static void pass_on(void *argument, uint32_t index) {
  exchange_place *shared = argument;
  for (uint32_t i = 0; i < STRINGS; i++) {
    const char *answer = shared->table->config_get("key");
    const char *other = atomic_exchange(&shared->places[(i + index * 13) % PASSED_ON], answer);
    if (other != NULL) shared->table->free_string(other);
  }
}

TEST(threads_pass_on, "R11: strings that one thread gets and another frees are all booked") {
  mh_host *host = open_answering();
  static exchange_place shared;
  memset(&shared, 0, sizeof shared);
  shared.table = install(host);
  run_threads(8, pass_on, &shared);
  CHECK_NUMBER(count_outstanding(shared.table), PASSED_ON);
  for (int i = 0; i < PASSED_ON; i++)
    shared.table->free_string(atomic_load(&shared.places[i]));
  CHECK_NUMBER(counts_of(shared.table).freed, 8 * STRINGS);
  CHECK_NUMBER(counts_of(shared.table).bad_frees, 0);
  close_host(host);
}
