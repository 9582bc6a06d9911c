/* Calls that JavaScript makes itself, through the C function pointers, on its own thread. */
#include "kit.h"

TEST(answers, "a direct call shows the answer and gives the string back") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "value");
  osr_host_api *table = install(host);
  CHECK_NUMBER(mh_call_slot(mailbox, NULL, install_of(table), CONFIG_GET, 0, "key", NULL), MH_EVENT_DONE);
  CHECK_NUMBER(mh_mailbox_event(mailbox)->status, MH_OK);
  CHECK_TEXT(event_text(mailbox), "value");
  uint32_t counts[4];
  mh_install_counts(install_of(table), counts);
  CHECK_NUMBER(counts[0], 1);
  CHECK_NUMBER(counts[1], 1);
  calls read = read_calls(host);
  REQUIRE(read.count == 2);
  CHECK_NUMBER(read.entry[0]->flags & MH_FLAG_BACKGROUND, 0);
  CHECK_NUMBER(read.entry[1]->slot, FREE_STRING);
  forget_calls(&read);
  close_host(host);
}

TEST(every_slot, "each slot is called by its number, with level and texts") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  for (uint32_t slot = 0; slot < FREE_STRING; slot++) {
    CHECK_NUMBER(mh_call_slot(mailbox, NULL, install_of(table), slot, 4, "a", "b"), MH_EVENT_DONE);
    CHECK((mh_mailbox_event(mailbox)->flags & MH_FLAG_NULL_ANSWER) != 0);
  }
  calls read = read_calls(host);
  REQUIRE(read.count == FREE_STRING);
  for (uint32_t slot = 0; slot < FREE_STRING; slot++)
    CHECK_NUMBER(read.entry[slot]->slot, slot);
  CHECK_NUMBER(read.entry[LOG_STRUCTURED]->level, 4);
  CHECK_TEXT(text_of(read.entry[LOG_STRUCTURED], 1), "b");
  forget_calls(&read);
  close_host(host);
}

TEST(no_slot, "a slot that is NULL, or none at all, is told") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host_with(2, 1u << EMBED, MH_BY_THREAD, JOURNAL_LIMIT);
  osr_host_api *table = install(host);
  static const uint32_t missing[] = {EMBED, LOG_STRUCTURED, SLOTS, UINT32_MAX};
  for (int i = 0; i < 4; i++) {
    mh_call_slot(mailbox, NULL, install_of(table), missing[i], 0, "x", NULL);
    CHECK_NUMBER(mh_mailbox_event(mailbox)->status, MH_SLOT_IS_NULL);
  }
  mh_call_free(mailbox, NULL, install_of(table), 8);
  CHECK_NUMBER(mh_mailbox_event(mailbox)->status, MH_SLOT_IS_NULL);
  close_host(host);
}

TEST(libc, "below version 6 the answer is given back to libc") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host_with(5, 0, MH_BY_THREAD, JOURNAL_LIMIT);
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "value");
  osr_host_api *table = install(host);
  mh_call_slot(mailbox, NULL, install_of(table), CONFIG_GET, 0, "key", NULL);
  CHECK_TEXT(event_text(mailbox), "value");
  CHECK_NUMBER(count_calls(host), 1);
  close_host(host);
}

TEST(long_answer, "an answer that does not fit into the event is copied after the string went back") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  char *text = malloc(9001), *copy = malloc(9001);
  memset(text, 'y', 9000);
  text[9000] = '\0';
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, text);
  osr_host_api *table = install(host);
  for (int i = 0; i < 3; i++) {
    mh_call_slot(mailbox, NULL, install_of(table), CONFIG_GET, 0, "key", NULL);
    CHECK_NUMBER(mh_event_text(mailbox, copy, 9001), 9000);
    CHECK(memcmp(text, copy, 9000) == 0);
  }
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "short");
  mh_call_slot(mailbox, NULL, install_of(table), CONFIG_GET, 0, "key", NULL);
  CHECK_NUMBER(mh_event_text(mailbox, copy, 9001), 5);
  CHECK(memcmp(copy, "short", 5) == 0);
  free(text);
  free(copy);
  close_host(host);
}

TEST(asked, "a slot that JavaScript answers returns its request, and completes by mh_direct_answer") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  osr_host_api *table = install(host);
  mh_event *event = mh_mailbox_event(mailbox);
  CHECK_NUMBER(mh_call_slot(mailbox, NULL, install_of(table), DB_QUERY, 0, "SELECT", "[1]"),
               MH_EVENT_REQUEST);
  CHECK_NUMBER(event->slot, DB_QUERY);
  CHECK_TEXT(event_text(mailbox), "SELECT");
  const uint32_t request = event->request, generation = event->generation;
  CHECK_NUMBER(mh_request_answer(mailbox, request, generation, "not mine"), MH_STALE);
  CHECK_NUMBER(mh_direct_answer(mailbox, request, generation, "rows"), MH_EVENT_DONE);
  CHECK_NUMBER(event->status, MH_OK);
  CHECK_TEXT(event_text(mailbox), "rows");
  CHECK_NUMBER(mh_direct_answer(mailbox, request, generation, "again"), MH_EVENT_DONE);
  CHECK_NUMBER(event->status, MH_STALE);
  calls read = read_calls(host);
  REQUIRE(read.count == 3);
  CHECK_NUMBER(read.entry[0]->slot, DB_QUERY);
  CHECK_NUMBER(read.entry[0]->flags & MH_FLAG_ANSWERED, 0);
  CHECK_NUMBER(read.entry[1]->slot, FREE_STRING);
  CHECK_NUMBER(read.entry[2]->kind & 15, MH_ENTRY_RETURN);
  CHECK_NUMBER(read.entry[2]->key, read.entry[0]->key);
  CHECK_TEXT(text_of(read.entry[2], 2), "rows");
  forget_calls(&read);
  close_host(host);
}

TEST(nested, "a direct call inside the answer to another one keeps both apart") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *outer = open_asking_host(), *inner = open_asking_host();
  osr_host_api *outer_table = install(outer);
  mh_event *event = mh_mailbox_event(mailbox);
  mh_call_slot(mailbox, NULL, install_of(outer_table), CONFIG_GET, 0, "outer", NULL);
  const mh_event first = *event;
  osr_host_api *inner_table = install(inner);
  mh_call_slot(mailbox, NULL, install_of(inner_table), CONFIG_GET, 0, "inner", NULL);
  const mh_event second = *event;
  CHECK_NUMBER(first.host, mh_host_id(outer));
  CHECK_NUMBER(second.host, mh_host_id(inner));
  mh_direct_answer(mailbox, second.request, second.generation, "inner answer");
  CHECK_TEXT(event_text(mailbox), "inner answer");
  CHECK_NUMBER(mh_uninstall(inner, NULL), MH_OK);
  mh_direct_answer(mailbox, first.request, first.generation, NULL);
  CHECK_NUMBER(event->status, MH_OK);
  CHECK((event->flags & MH_FLAG_NULL_ANSWER) != 0);
  mh_host_close(inner);
  close_host(outer);
}

TEST(freed, "mh_call_free gives free_string an address") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "value");
  osr_host_api *table = install(host);
  const char *answer = table->config_get("key");
  CHECK_NUMBER(mh_call_free(mailbox, NULL, install_of(table), (uintptr_t)answer), MH_EVENT_DONE);
  uint32_t counts[4];
  mh_install_counts(install_of(table), counts);
  CHECK_NUMBER(counts[1], 1);
  close_host(host);
}

/* Ends with a direct request that was never answered: nothing of it may be left. */
static void call_and_end(void *unused, uint32_t index) {
  (void)unused, (void)index;
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  osr_host_api *table = install(host);
  CHECK_NUMBER(mh_call_slot(mailbox, NULL, install_of(table), EMBED, 0, "{}", NULL), MH_EVENT_REQUEST);
}

TEST(thread_ends_inside, "a JS thread that ends with a direct request in progress leaves nothing behind") {
  run_thread(call_and_end, NULL);
  CHECK_NUMBER(atomic_load(&mh_process_counters()->installed), 0);
}
