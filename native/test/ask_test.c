/* Slots that JavaScript answers, beyond plain answers: those that return nothing, defaults, chunks. */
#define _GNU_SOURCE
#include <string.h>

#include "kit.h"

typedef struct asker {
  osr_host_api *table;
  pthread_t thread;
  _Atomic bool has_returned;
  char *answer;
  char *chunks[8]; /* as on_chunk got them */
  _Atomic uint32_t chunk_count;
  milestone *let_go; /* on_chunk waits for it; NULL: it does not wait */
} asker;

static void begin(asker *asker, void *(*run)(void *)) {
  REQUIRE(pthread_create(&asker->thread, NULL, run, asker) == 0);
}

static void end(asker *asker) {
  pthread_join(asker->thread, NULL);
  CHECK(atomic_load(&asker->has_returned));
  for (uint32_t i = 0; i < atomic_load(&asker->chunk_count); i++)
    free(asker->chunks[i]);
  free(asker->answer);
}

static void keep(asker *asker, const char *answer) {
  asker->answer = answer == NULL ? NULL : strdup(answer);
  asker->table->free_string(answer);
  atomic_store(&asker->has_returned, true);
}

static void wait_for_event(mh_mailbox *mailbox, uint32_t kind) {
  while (mh_mailbox_next(mailbox) != kind)
    wait_for_pipe(mailbox);
}

/* The next request, shown as the event of the mailbox. */
static mh_event *next_request(mh_mailbox *mailbox) {
  wait_for_event(mailbox, MH_EVENT_REQUEST);
  return mh_mailbox_event(mailbox);
}

static mh_host *open_host_asking(uint32_t slots, uint32_t defaults, uint32_t rules) {
  return mh_host_open(mh_mailbox_open(), 6, 0, MH_BY_THREAD, JOURNAL_LIMIT, defaults, rules, slots);
}

/* ---- slots that return nothing ---- */

static void *cancel(void *argument) {
  asker *asker = argument;
  asker->table->dispatch_cancel("task 1");
  atomic_store(&asker->has_returned, true);
  return NULL;
}

TEST(void_slot, "a slot that returns nothing waits until JavaScript has heard of the call") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host_asking(1u << DISPATCH_CANCEL, 0, 0);
  asker asker = {.table = install(host)};
  begin(&asker, cancel);
  const mh_event *event = next_request(mailbox);
  CHECK_NUMBER(event->slot, DISPATCH_CANCEL);
  CHECK_TEXT(event_text(mailbox), "task 1");
  CHECK(!atomic_load(&asker.has_returned));
  CHECK_NUMBER(mh_request_answer(mailbox, event->request, event->generation, NULL), MH_OK);
  end(&asker);
  CHECK_NUMBER(count_calls(host), 1); /* nothing comes back, so the journal has no return */
  close_host(host);
}

TEST(void_slot_refused, "a NULL that the ABI forbids is not asked about") {
  mh_host *host = open_host_asking(1u << DISPATCH_CANCEL, 0, 0);
  install(host)->dispatch_cancel(NULL);
  CHECK_NUMBER(count_calls(host), 1);
  close_host(host);
}

TEST(void_slot_direct, "JavaScript that calls such a slot itself answers it itself") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host_asking(1u << SEND_DRAFT, 0, 0);
  mh_install *table = (mh_install *)(void *)install(host);
  CHECK_NUMBER(mh_call_slot(mailbox, NULL, table, SEND_DRAFT, 0, "id", "{}"), MH_EVENT_REQUEST);
  const mh_event event = *mh_mailbox_event(mailbox);
  CHECK_NUMBER(mh_direct_answer(mailbox, event.request, event.generation, NULL), MH_EVENT_DONE);
  CHECK_NUMBER(mh_mailbox_event(mailbox)->status, MH_OK);
  close_host(host);
}

/* ---- what a request tells, and defaults ---- */

static void *ask_config(void *argument) {
  asker *asker = argument;
  keep(asker, asker->table->config_get("key"));
  return NULL;
}

static void *ask_dispatch(void *argument) {
  asker *asker = argument;
  keep(asker, asker->table->dispatch("{}"));
  return NULL;
}

TEST(left_to_store, "a request that is left to the default gets what the config store has") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host_asking(1u << CONFIG_GET, 0, MH_RULE_CONFIG);
  mh_config_set(host, 0, 0, "key", "stored");
  asker asker = {.table = install(host)};
  begin(&asker, ask_config);
  const mh_event event = *next_request(mailbox);
  CHECK_NUMBER(event.agent, 0);
  CHECK_NUMBER(mh_request_default(mailbox, event.request, event.generation), MH_OK);
  CHECK_NUMBER(mh_request_default(mailbox, event.request, event.generation), MH_STALE);
  pthread_join(asker.thread, NULL);
  CHECK_TEXT(asker.answer, "stored");
  calls read = read_calls(host);
  REQUIRE(read.count == 3);
  CHECK_TEXT(text_of(read.entry[2], 2), "stored"); /* call, free_string, and the return last */
  forget_calls(&read);
  free(asker.answer);
  close_host(host);
}

TEST(left_to_core, "so does one whose default is made in the core, also when JavaScript made the call") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host_asking(1u << DISPATCH, 1u << DISPATCH, 0);
  asker asker = {.table = install(host)};
  begin(&asker, ask_dispatch);
  mh_event event = *next_request(mailbox);
  mh_request_default(mailbox, event.request, event.generation);
  pthread_join(asker.thread, NULL);
  CHECK(asker.answer != NULL && strstr(asker.answer, "\"status\":\"running\"") != NULL);
  free(asker.answer);
  mh_install *table = (mh_install *)(void *)asker.table;
  CHECK_NUMBER(mh_call_slot(mailbox, NULL, table, DISPATCH, 0, "{}", NULL), MH_EVENT_REQUEST);
  event = *mh_mailbox_event(mailbox);
  CHECK_NUMBER(mh_direct_default(mailbox, event.request, event.generation), MH_EVENT_DONE);
  CHECK(strstr(event_text(mailbox), "\"status\":\"running\"") != NULL);
  CHECK_NUMBER(mh_direct_default(mailbox, event.request, event.generation), MH_EVENT_DONE);
  CHECK_NUMBER(mh_mailbox_event(mailbox)->status, MH_STALE);
  close_host(host);
}

TEST(unqueue, "what is left of a queue is counted when it is emptied") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  for (int i = 0; i < 3; i++)
    mh_host_queue_answer(host, LIST_MODELS, "{}");
  table->free_string(table->list_models());
  CHECK_NUMBER(mh_host_unqueue_answers(host, LIST_MODELS), 2);
  CHECK_NUMBER(mh_host_unqueue_answers(host, LIST_MODELS), 0);
  CHECK(table->list_models() == NULL);
  close_host(host);
}

/* ---- chunks ---- */

static void take_chunk(const char *chunk, void *user_data) {
  asker *asker = user_data;
  if (asker->let_go != NULL) wait_for(asker->let_go, 1);
  CHECK(!atomic_load(&asker->has_returned));
  asker->table->log(2, chunk);
  asker->chunks[atomic_fetch_add(&asker->chunk_count, 1)] = strdup(chunk);
}

static void *stream(void *argument) {
  asker *asker = argument;
  keep(asker, asker->table->complete_stream("{}", take_chunk, asker));
  return NULL;
}

static void wait_for_job(mh_mailbox *mailbox, mh_job *job) {
  REQUIRE(job != NULL);
  wait_for_event(mailbox, MH_EVENT_DONE);
  mh_job_release(job);
}

TEST(chunks, "on_chunk is called on another thread, in order, in a frame of its own without an agent") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host_asking(1u << COMPLETE_STREAM, 0, 0);
  asker asker = {.table = install(host)};
  mh_host_set_agent(host, mh_agent("A"));
  begin(&asker, stream);
  const mh_event event = *next_request(mailbox);
  CHECK_NUMBER(event.has_on_chunk, 1);
  const char *const chunks[] = {"one", "two", "three"};
  for (int i = 0; i < 3; i++)
    wait_for_job(mailbox, mh_chunk_call(mailbox, event.request, event.generation, chunks[i]));
  CHECK_NUMBER(mh_request_answer(mailbox, event.request, event.generation, "all"), MH_OK);
  CHECK(mh_chunk_call(mailbox, event.request, event.generation, "late") == NULL);
  pthread_join(asker.thread, NULL);
  CHECK_TEXT(asker.answer, "all");
  calls read = read_calls(host);
  REQUIRE(read.count == 6); /* stream, three logs, free_string, the return of the stream */
  for (int i = 0; i < 3; i++) {
    const mh_entry *entry = read.entry[i + 1];
    CHECK_TEXT(asker.chunks[i], chunks[i]);
    CHECK_TEXT(text_of(entry, 0), chunks[i]);
    CHECK_NUMBER(entry->kind >> 4, MH_FRAME_ON_CHUNK);
    CHECK_NUMBER(entry->agent, 0);
    CHECK(entry->thread != read.entry[0]->thread);
    CHECK((entry->flags & MH_FLAG_BACKGROUND) == 0);
  }
  forget_calls(&read);
  for (int i = 0; i < 3; i++)
    free(asker.chunks[i]);
  free(asker.answer);
  close_host(host);
}

TEST(chunk_in_progress, "a stream that was answered does not return while its callback runs") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host_asking(1u << COMPLETE_STREAM, 0, 0);
  milestone let_go = MILESTONE;
  asker asker = {.table = install(host), .let_go = &let_go};
  begin(&asker, stream);
  const mh_event event = *next_request(mailbox);
  mh_job *job = mh_chunk_call(mailbox, event.request, event.generation, "slow");
  CHECK_NUMBER(mh_request_answer(mailbox, event.request, event.generation, "early"), MH_OK);
  CHECK(!atomic_load(&asker.has_returned)); /* take_chunk checks it once more */
  reach(&let_go, 1);
  wait_for_job(mailbox, job);
  pthread_join(asker.thread, NULL);
  CHECK_NUMBER(atomic_load(&asker.chunk_count), 1);
  free(asker.chunks[0]);
  free(asker.answer);
  close_host(host);
}

static void *stream_without_chunks(void *argument) {
  asker *asker = argument;
  keep(asker, asker->table->complete_stream("{}", NULL, NULL));
  return NULL;
}

TEST(no_chunks, "without a callback there are no chunks, and the request says so") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host_asking(1u << COMPLETE_STREAM, 0, 0);
  asker asker = {.table = install(host)};
  begin(&asker, stream_without_chunks);
  const mh_event event = *next_request(mailbox);
  CHECK_NUMBER(event.has_on_chunk, 0);
  CHECK(mh_chunk_call(mailbox, event.request, event.generation, "nobody") == NULL);
  mh_request_answer(mailbox, event.request, event.generation, "all");
  end(&asker);
  close_host(host);
}

/* ---- a pump hears of other jobs ---- */

static const char *stream_in_frame(const char *type, const char *id, const char *payload) {
  (void)type, (void)id, (void)payload;
  asker asker = {.table = (osr_host_api *)(uintptr_t)local.host};
  keep(&asker, local.host->complete_stream("{}", take_chunk, &asker));
  CHECK_NUMBER(atomic_load(&asker.chunk_count), 1);
  free(asker.chunks[0]);
  free(asker.answer);
  return "done";
}

TEST(pumped_chunk, "while JavaScript waits for a call, it is told of chunks that are done") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host_asking(1u << COMPLETE_STREAM, 0, 0);
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  REQUIRE(plugin != NULL);
  local.invoke = stream_in_frame;
  mh_job *job = mh_job_call(mailbox, plugin, (mh_install *)(void *)table, NULL, MH_FRAME_INVOKE, 0, 0, 1, 0,
                            "tool", "t", "{}");
  REQUIRE(job != NULL);
  while (mh_mailbox_wait(mailbox, job, 25) != MH_EVENT_REQUEST)
    continue;
  const mh_event event = *mh_mailbox_event(mailbox);
  mh_job *chunk = mh_chunk_call(mailbox, event.request, event.generation, "pumped");
  while (mh_mailbox_wait(mailbox, job, 25) != MH_EVENT_DONE)
    continue;
  const mh_event *told = mh_mailbox_event(mailbox);
  CHECK_NUMBER(told->job[0], (uint32_t)(uintptr_t)chunk);
  mh_job_release(chunk);
  mh_request_answer(mailbox, event.request, event.generation, "all");
  while (mh_mailbox_wait(mailbox, job, 25) != MH_EVENT_DONE)
    continue;
  CHECK_NUMBER(mh_mailbox_event(mailbox)->job[0], (uint32_t)(uintptr_t)job);
  mh_job_release(job);
  unload_local(plugin, table);
  close_host(host);
}
