/* Fixed answers and queues. */
#include "kit.h"

#include <ctype.h>
#include <stdio.h>

static void expect(const osr_host_api *table, const char *expected) {
  const char *answer = table->config_get("key");
  CHECK_TEXT(answer, expected);
  table->free_string(answer);
}

TEST(fixed, "a fixed answer is given every time, until another is set") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  expect(table, NULL);
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "fixed");
  expect(table, "fixed");
  expect(table, "fixed");
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "other");
  expect(table, "other");
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, NULL);
  expect(table, NULL);
  close_host(host);
}

TEST(queue, "queued answers come in order, NULL among them, then the fixed one again") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "fixed");
  mh_host_queue_answer(host, CONFIG_GET, "first");
  mh_host_queue_answer(host, CONFIG_GET, NULL);
  mh_host_queue_answer(host, CONFIG_GET, "third");
  expect(table, "first");
  expect(table, NULL);
  expect(table, "third");
  expect(table, "fixed");
  mh_host_queue_answer(host, CONFIG_GET, "once more");
  expect(table, "once more");
  calls read = read_calls(host);
  REQUIRE(read.count > 0);
  CHECK_TEXT(text_of(read.entry[0], 2), "first");
  CHECK((read.entry[0]->flags & MH_FLAG_ANSWERED) != 0);
  forget_calls(&read);
  close_host(host);
}

TEST(per_slot, "each slot has answers of its own") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_host_set_answer(host, DB_QUERY, MH_ANSWER_TEXT, "rows");
  expect(table, NULL);
  const char *rows = table->db_query("SELECT", NULL);
  CHECK_TEXT(rows, "rows");
  table->free_string(rows);
  close_host(host);
}

static bool is_upper_hex(const char *text, int count) {
  for (int i = 0; i < count; i++) {
    if (!isdigit((unsigned char)text[i]) && !(text[i] >= 'A' && text[i] <= 'F')) return false;
  }
  return true;
}

/* {"id":"8-4-4-4-12","status":"running"} */
static bool is_task(const char *text) {
  static const int groups[] = {8, 4, 4, 4, 12};
  if (text == NULL || strncmp(text, "{\"id\":\"", 7) != 0) return false;
  const char *at = text + 7;
  for (int i = 0; i < 5; i++) {
    if (!is_upper_hex(at, groups[i])) return false;
    at += groups[i];
    if (i < 4 && *at++ != '-') return false;
  }
  const char *uuid = text + 7;
  return uuid[14] == '4' && strchr("89AB", uuid[19]) != NULL && strcmp(at, "\",\"status\":\"running\"}") == 0;
}

TEST(task, "a task answer has a fresh upper-case UUID each time") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_host_set_answer(host, DISPATCH, MH_ANSWER_TASK, NULL);
  const char *first = table->dispatch("{}"), *second = table->dispatch("{}");
  CHECK(is_task(first));
  CHECK(is_task(second));
  CHECK(first != NULL && second != NULL && strcmp(first, second) != 0);
  table->free_string(first);
  table->free_string(second);
  close_host(host);
}

TEST(forgotten, "a closed host leaves no answer to the next one") {
  mh_host *host = open_host();
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "old");
  mh_host_queue_answer(host, CONFIG_GET, "older");
  mh_host_close(host);
  mh_host *next = open_host();
  expect(install(next), NULL);
  close_host(next);
}

TEST(defaults,
     "slots of the mask answer their defaults, of which the first stays; a fixed answer comes first") {
  mh_set_default_answer(LIST_MODELS, "{\"models\":[]}");
  mh_set_default_answer(LIST_MODELS, "another");
  mh_host *host = mh_host_open(NULL, 6, 0, MH_BY_THREAD, JOURNAL_LIMIT,
                               1u << LIST_MODELS | 1u << DISPATCH | 1u << CONFIG_GET, 0, 0);
  osr_host_api *table = install(host);
  const char *models = table->list_models();
  CHECK_TEXT(models, "{\"models\":[]}");
  table->free_string(models);
  const char *task = table->dispatch("{}");
  CHECK(is_task(task));
  table->free_string(task);
  expect(table, NULL); /* nobody has set a default */
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "fixed");
  expect(table, "fixed");
  close_host(host);
  mh_host *without = open_host();
  table = install(without);
  CHECK(table->list_models() == NULL);
  CHECK(table->dispatch("{}") == NULL);
  close_host(without);
}

#define QUEUED MANY(20000)

static _Atomic uint32_t taken[QUEUED];

static void take_answers(void *table, uint32_t index) {
  (void)index;
  for (;;) {
    const char *answer = ((const osr_host_api *)table)->config_get("key");
    if (answer == NULL) return;
    atomic_fetch_add(&taken[strtoul(answer, NULL, 10)], 1);
    ((const osr_host_api *)table)->free_string(answer);
  }
}

TEST(threads_take, "8 threads empty a queue: each answer is given once") {
  mh_host *host = open_host();
  char text[16];
  memset(taken, 0, sizeof taken);
  for (uint32_t i = 0; i < QUEUED; i++) {
    snprintf(text, sizeof text, "%u", i);
    mh_host_queue_answer(host, CONFIG_GET, text);
  }
  run_threads(8, take_answers, install(host));
  for (uint32_t i = 0; i < QUEUED; i++)
    CHECK_NUMBER(atomic_load(&taken[i]), 1);
  close_host(host);
}

static void change_answers(void *argument, uint32_t index) {
  mh_host *host = argument;
  for (int i = 0; i < MANY(10000); i++) {
    mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, index % 2 == 0 ? "even even even" : "odd");
  }
}

static void change_or_ask(void *argument, uint32_t index) {
  void **both = argument;
  if (index < 2) {
    change_answers(both[0], index);
    return;
  }
  const osr_host_api *table = both[1];
  for (int i = 0; i < MANY(10000); i++) {
    const char *answer = table->config_get("key");
    CHECK(answer != NULL && (strcmp(answer, "odd") == 0 || strcmp(answer, "even even even") == 0));
    table->free_string(answer);
  }
}

TEST(threads_change, "an answer that changes while threads ask is one or the other") {
  mh_host *host = open_host();
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "odd");
  void *both[] = {host, install(host)};
  run_threads(4, change_or_ask, both);
  close_host(host);
}
