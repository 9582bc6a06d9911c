/* What a call of each slot leaves in the journal, NULL arguments, agents (R5). */
#include "kit.h"

TEST(arguments, "each slot writes one call with its arguments") {
  mh_host *host = open_host();
  const osr_host_api *t = install(host);
  static const uint8_t order[] = {CONFIG_GET,
                                  CONFIG_SET,
                                  CONFIG_DELETE,
                                  DB_EXEC,
                                  DB_QUERY,
                                  LOG,
                                  DISPATCH,
                                  TASK_STATUS,
                                  DISPATCH_CANCEL,
                                  DISPATCH_CLARIFY,
                                  COMPLETE,
                                  COMPLETE_STREAM,
                                  EMBED,
                                  LIST_MODELS,
                                  HTTP_REQUEST,
                                  FILE_READ,
                                  LIST_ACTIVE_TASKS,
                                  SEND_DRAFT,
                                  DISPATCH_INTERRUPT,
                                  DISPATCH_ADD_ISSUE,
                                  COMPLETE_CANCEL,
                                  GET_ACTIVE_AGENT_ID,
                                  LOG_STRUCTURED,
                                  FREE_STRING};
  static const char *const texts[][2] = {
      {"k", ""}, {"k", "v"}, {"k", ""},  {"s", "p"}, {"s", "p"}, {"m", ""}, {"r", ""},  {"t", ""},
      {"t", ""}, {"t", "x"}, {"r", ""},  {"r", ""},  {"r", ""},  {"", ""},  {"r", ""},  {"r", ""},
      {"", ""},  {"t", "d"}, {"t", "x"}, {"t", "i"}, {"s", ""},  {"", ""},  {"m", "p"}, {NULL, ""}};
  t->config_get("k");
  t->config_set("k", "v");
  t->config_delete("k");
  t->db_exec("s", "p");
  t->db_query("s", "p");
  t->log(-5, "m");
  t->dispatch("r");
  t->task_status("t");
  t->dispatch_cancel("t");
  t->dispatch_clarify("t", "x");
  t->complete("r");
  t->complete_stream("r", NULL, NULL);
  t->embed("r");
  t->list_models();
  t->http_request("r");
  t->file_read("r");
  t->list_active_tasks();
  t->send_draft("t", "d");
  t->dispatch_interrupt("t", "x");
  t->dispatch_add_issue("t", "i");
  t->complete_cancel("s");
  t->get_active_agent_id();
  t->log_structured(9, "m", "p");
  t->free_string(NULL);
  calls read = read_calls(host);
  REQUIRE(read.count == SLOTS);
  for (uint32_t i = 0; i < SLOTS; i++) {
    const mh_entry *entry = read.entry[i];
    CHECK_NUMBER(entry->slot, order[i]);
    CHECK_NUMBER(entry->kind, MH_ENTRY_CALL);
    CHECK_NUMBER(entry->level, entry->slot == LOG ? -5 : entry->slot == LOG_STRUCTURED ? 9 : 0);
    CHECK_NUMBER(entry->flags & MH_FLAG_REFUSED, 0);
    CHECK_TEXT(text_of(entry, 0), texts[i][0]);
    CHECK_TEXT(text_of(entry, 1), texts[i][1]);
  }
  forget_calls(&read);
  close_host(host);
}

/* Calls the slots that want a value with NULL in the place of text `which`. */
static void call_with_null(const osr_host_api *t, int which) {
  const char *a = which == 0 ? NULL : "a", *b = which == 1 ? NULL : "b";
  t->config_set(a, b);
  t->dispatch_clarify(a, b);
  t->send_draft(a, b);
  t->dispatch_interrupt(a, b);
  t->log_structured(1, a, b);
  CHECK(t->db_exec(a, b) == NULL);
  CHECK(t->db_query(a, b) == NULL);
  CHECK(t->dispatch_add_issue(a, b) == NULL);
  if (which == 1) return;
  CHECK(t->config_get(a) == NULL);
  t->config_delete(a);
  t->log(1, a);
  CHECK(t->dispatch(a) == NULL);
  CHECK(t->task_status(a) == NULL);
  t->dispatch_cancel(a);
  CHECK(t->complete(a) == NULL);
  CHECK(t->complete_stream(a, NULL, NULL) == NULL);
  CHECK(t->embed(a) == NULL);
  CHECK(t->http_request(a) == NULL);
  CHECK(t->file_read(a) == NULL);
  t->complete_cancel(a);
}

TEST(null_first, "NULL in the first place is refused by each slot that has one, whatever is prepared") {
  mh_host *host = open_host();
  for (uint32_t slot = 0; slot < SLOTS; slot++)
    mh_host_set_answer(host, slot, MH_ANSWER_TEXT, "answer");
  call_with_null(install(host), 0);
  calls read = read_calls(host);
  CHECK_NUMBER(read.count, 20);
  for (uint32_t i = 0; i < read.count; i++) {
    CHECK((read.entry[i]->flags & MH_FLAG_NULL_0) != 0);
    CHECK((read.entry[i]->flags & MH_FLAG_REFUSED) != 0);
    CHECK_TEXT(text_of(read.entry[i], 0), NULL);
  }
  forget_calls(&read);
  close_host(host);
}

TEST(null_second, "NULL in the second place is refused where the ABI wants a value, and only there") {
  mh_host *host = open_host();
  call_with_null(install(host), 1);
  calls read = read_calls(host);
  CHECK_NUMBER(read.count, 8);
  for (uint32_t i = 0; i < read.count; i++) {
    const uint8_t slot = read.entry[i]->slot;
    const bool is_wanted = slot == CONFIG_SET || slot == DISPATCH_CLARIFY || slot == SEND_DRAFT;
    CHECK((read.entry[i]->flags & MH_FLAG_NULL_1) != 0);
    CHECK_NUMBER((read.entry[i]->flags & MH_FLAG_REFUSED) != 0, is_wanted);
    CHECK_TEXT(text_of(read.entry[i], 0), "a");
  }
  forget_calls(&read);
  close_host(host);
}

TEST(refused_keeps_queue, "a refused call takes no prepared answer away") {
  mh_host *host = open_host();
  const osr_host_api *table = install(host);
  mh_host_queue_answer(host, TASK_STATUS, "prepared");
  CHECK(table->task_status(NULL) == NULL);
  const char *answer = table->task_status("id");
  CHECK_TEXT(answer, "prepared");
  table->free_string(answer);
  close_host(host);
}

static void expect_no_agent(void *table, uint32_t index) {
  (void)index;
  CHECK(((const osr_host_api *)table)->get_active_agent_id() == NULL);
}

TEST(r5_agent, "R5: the agent is answered on the thread that installed, NULL in the background") {
  for (uint32_t attribution = MH_BY_THREAD; attribution <= MH_BY_TABLE; attribution++) {
    mh_host *host = open_host_with(6, 0, attribution, JOURNAL_LIMIT);
    osr_host_api *table = install(host);
    CHECK(table->get_active_agent_id() == NULL);
    const uint32_t agent = mh_agent("11111111-2222-3333-4444-555555555555");
    mh_host_set_agent(host, agent);
    const char *answer = table->get_active_agent_id();
    CHECK_TEXT(answer, "11111111-2222-3333-4444-555555555555");
    table->free_string(answer);
    run_thread(expect_no_agent, table);
    calls read = read_calls(host);
    REQUIRE(read.count == 4);
    CHECK_NUMBER(read.entry[1]->agent, agent);
    CHECK_TEXT(text_of(read.entry[1], 2), "11111111-2222-3333-4444-555555555555");
    CHECK_NUMBER(read.entry[3]->agent, 0);
    CHECK_TEXT(text_of(read.entry[3], 2), NULL);
    forget_calls(&read);
    close_host(host);
  }
}

TEST(r5_ambiguous, "R5: an agent that no single host could be asked for is NULL, and no drop") {
  mh_host *outer = open_host(), *inner = open_host();
  mh_host_set_agent(outer, mh_agent("A"));
  osr_host_api *table = install(outer);
  install(inner);
  const uint32_t before = last_drop();
  run_thread(expect_no_agent, table);
  CHECK_NUMBER(last_drop(), before);
  CHECK_NUMBER(count_calls(outer), 0);
  close_host(inner);
  close_host(outer);
}

TEST(long_texts, "a text of 3 MB stands in the journal as it was") {
  const size_t size = 3u << 20;
  char *text = malloc(size + 1);
  for (size_t i = 0; i < size; i++)
    text[i] = (char)('a' + i % 26);
  text[size] = '\0';
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  table->log(1, text);
  table->log(1, "short");
  calls read = read_calls(host);
  REQUIRE(read.count == 2);
  CHECK_NUMBER(read.entry[0]->length[0], size);
  CHECK(memcmp(read.entry[0] + 1, text, size) == 0);
  CHECK_TEXT(text_of(read.entry[1], 0), "short");
  forget_calls(&read);
  free(text);
  close_host(host);
}
