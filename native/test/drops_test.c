/* R7: dropped calls are kept, and answer as "no host". */
#include "kit.h"

#include <stdio.h>

#include "install.h"

static bool has_no_context(const char *answer) {
  return answer != NULL && strstr(answer, "\"error\":\"context_unavailable\"") != NULL;
}

static void call_every_slot(void *argument, uint32_t index) {
  const osr_host_api *table = argument;
  (void)index;
  const char *none[] = {table->config_get("a0"), table->dispatch("a0"), table->http_request("a0")};
  for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
    CHECK(none[i] == NULL);
  const char *envelopes[] = {table->db_exec("a0", "a1"),
                             table->db_query("a0", "a1"),
                             table->task_status("a0"),
                             table->complete("a0"),
                             table->complete_stream("a0", NULL, NULL),
                             table->embed("a0"),
                             table->list_models(),
                             table->file_read("a0"),
                             table->list_active_tasks(),
                             table->dispatch_add_issue("a0", "a1")};
  for (size_t i = 0; i < sizeof envelopes / sizeof envelopes[0]; i++) {
    CHECK(has_no_context(envelopes[i]));
    table->free_string(envelopes[i]);
  }
  table->config_set("a0", "a1");
  table->config_delete("a0");
  table->log(7, "a0");
  table->dispatch_cancel("a0");
  table->dispatch_clarify("a0", "a1");
  table->send_draft("a0", "a1");
  table->dispatch_interrupt("a0", "a1");
  table->complete_cancel("a0");
  table->log_structured(7, "a0", "a1");
}

static const bool two_texts[SLOTS] = {[CONFIG_SET] = true,         [DB_EXEC] = true,
                                      [DB_QUERY] = true,           [DISPATCH_CLARIFY] = true,
                                      [SEND_DRAFT] = true,         [DISPATCH_INTERRUPT] = true,
                                      [DISPATCH_ADD_ISSUE] = true, [LOG_STRUCTURED] = true};

static void check_every_slot(uint32_t before, uint32_t through, uint32_t reason) {
  drops all = read_drops(before, through);
  bool seen[SLOTS] = {false};
  for (uint32_t i = 0; i < all.count; i++) {
    const mh_drop *drop = all.drop[i];
    const bool has_text = drop->slot != LIST_MODELS && drop->slot != LIST_ACTIVE_TASKS;
    seen[drop->slot] = true;
    CHECK_NUMBER(drop->reason, reason);
    CHECK_NUMBER(drop->level, drop->slot == LOG || drop->slot == LOG_STRUCTURED ? 7 : 0);
    CHECK_TEXT(drop_text(drop, 0), has_text ? "a0" : "");
    CHECK_TEXT(drop_text(drop, 1), two_texts[drop->slot] ? "a1" : "");
  }
  CHECK_NUMBER(all.count, 22);
  CHECK(!seen[GET_ACTIVE_AGENT_ID]);
  CHECK(!seen[FREE_STRING]);
  forget_drops(&all);
}

TEST(ambiguous_answers,
     "R7: an ambiguous call of each slot is kept with its arguments and answers as no host") {
  mh_host *outer = open_host(), *inner = open_host();
  osr_host_api *table = install(outer);
  install(inner);
  const uint32_t before = last_drop();
  run_thread(call_every_slot, table);
  check_every_slot(before, mh_host_id(outer), MH_AMBIGUOUS);
  uint32_t counts[4];
  mh_install_counts(install_of(table), counts);
  CHECK_NUMBER(counts[2], 22);
  CHECK_NUMBER(counts[0], counts[1]);
  close_host(inner);
  close_host(outer);
}

TEST(late_answers, "R7: a late call of each slot is kept with its arguments and answers as no host") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  const uint32_t id = mh_host_id(host);
  close_host(host);
  const uint32_t before = last_drop();
  call_every_slot(table, 0);
  check_every_slot(before, id, MH_LATE);
  CHECK(table->get_active_agent_id() == NULL);
}

TEST(drop_takes_no_answer, "R7: a dropped call takes no prepared answer away") {
  mh_host *outer = open_host(), *inner = open_host();
  mh_host_queue_answer(outer, DB_EXEC, "prepared");
  osr_host_api *table = install(outer);
  install(inner);
  run_thread(call_every_slot, table);
  close_host(inner);
  const char *answer = table->db_exec("a0", NULL);
  CHECK_TEXT(answer, "prepared");
  table->free_string(answer);
  close_host(outer);
}

TEST(null_argument, "R7: a NULL argument of a dropped call stays NULL") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  close_host(host);
  const uint32_t before = last_drop();
  table->config_set(NULL, "value");
  drops late = read_drops(before, 0);
  REQUIRE(late.count == 1);
  CHECK_TEXT(drop_text(late.drop[0], 0), NULL);
  CHECK_TEXT(drop_text(late.drop[0], 1), "value");
  forget_drops(&late);
}

TEST(bounded, "R7: a table keeps 1 000 drops with their arguments, then it counts") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  const uint32_t id = mh_host_id(host);
  close_host(host);
  for (int i = 0; i < 1500; i++)
    table->log(1, "again");
  drops kept = read_drops(0, id);
  CHECK_NUMBER(kept.count, 1000);
  forget_drops(&kept);
  uint32_t counts[4];
  mh_install_counts(install_of(table), counts);
  CHECK_NUMBER(counts[2], 1500);
}

/* Of two bytes a character, which begins at odd places. */
static char *make_long_text(uint32_t length) {
  char *text = malloc(length + 1);
  text[0] = 'x';
  for (uint32_t i = 1; i < length; i += 2)
    memcpy(text + i, "\u00e9", 2);
  text[length] = '\0';
  return text;
}

CHILD(drops_much) {
  enum { LENGTH = 262145, COUNT = 300 };
  char *text = make_long_text(LENGTH), expected[256];
  osr_host_api *table = install(open_host());
  const uint32_t id = install_of(table)->host_id;
  mh_uninstall(install_of(table)->host, NULL);
  for (int i = 0; i < COUNT; i++)
    table->config_set("key", text);
  drops kept = read_drops(0, id);
  const mh_drop *oldest = kept.drop[0], *newest = kept.drop[COUNT - 1];
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < kept.count; i++)
    bytes += kept.drop[i]->length[0] + kept.drop[i]->length[1];
  CHECK_NUMBER(kept.count, COUNT);
  CHECK(bytes <= 64 << 20 && bytes > (64 << 20) - LENGTH);
  snprintf(expected, sizeof expected, "%.199s\u2026 (%d bytes)", text, LENGTH);
  CHECK_TEXT(drop_text(oldest, 0), "key");
  CHECK_TEXT(drop_text(oldest, 1), expected);
  CHECK_NUMBER(newest->length[1], LENGTH);
  CHECK(memcmp((const char *)(newest + 1) + 3, text, LENGTH) == 0);
  forget_drops(&kept);
  free(text);
}

TEST(bounded_texts, "R7: of the texts of drops 64 MiB are kept, then the long ones of the oldest are cut") {
  CHECK_NUMBER(run_child("drops_much"), 0);
}

CHILD(drops_short) {
  osr_host_api *table = NULL;
  const uint32_t before = last_drop();
  for (int i = 0; i < 17000; i++) {
    if (i % 1000 == 0) {
      mh_host *host = open_host();
      table = install(host);
      close_host(host);
    }
    table->log(1, "short");
  }
  drops kept = read_drops(before, 0);
  CHECK_NUMBER(kept.count, 16384);
  CHECK_NUMBER(kept.drop[0]->serial, before + 17000 - 16384 + 1);
  forget_drops(&kept);
}

TEST(bounded_in_all, "R7: the process keeps the 16 384 newest drops") {
  CHECK_NUMBER(run_child("drops_short"), 0);
}

TEST(read_in_part, "a drop ledger that does not fit is written as far as whole drops fit") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  const uint32_t id = mh_host_id(host);
  close_host(host);
  table->log(1, "one");
  table->log(1, "two");
  uint8_t out[1024];
  memset(out, 0xee, sizeof out);
  const uint32_t needed = mh_drops_read(0, id, NULL, 0);
  CHECK_NUMBER(mh_drops_read(0, id, out, needed - 1), needed);
  CHECK_NUMBER(((const mh_drop *)(const void *)out)->size, needed / 2);
  for (uint32_t i = needed / 2; i < needed; i++)
    CHECK_NUMBER(out[i], 0xee);
}

static void drop_many(void *table, uint32_t index) {
  (void)index;
  for (int i = 0; i < 100; i++)
    ((const osr_host_api *)table)->log(1, "from many threads");
}

TEST(threads_drop, "R7: drops of 10 threads at once are all kept, with ascending serials") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  const uint32_t id = mh_host_id(host);
  close_host(host);
  run_threads(10, drop_many, table);
  drops kept = read_drops(0, id);
  CHECK_NUMBER(kept.count, 1000);
  for (uint32_t i = 1; i < kept.count; i++)
    CHECK(kept.drop[i]->serial > kept.drop[i - 1]->serial);
  forget_drops(&kept);
}
