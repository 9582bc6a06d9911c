/* Requests of plugin threads, answered by the thread that owns the mailbox. */
#include "kit.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

/* Answers what is there, each request with its own text. Result: how many. */
static uint32_t answer_all(mh_mailbox *mailbox) {
  uint32_t answered = 0;
  while (mh_mailbox_next(mailbox) == MH_EVENT_REQUEST) {
    mh_event *event = mh_mailbox_event(mailbox);
    CHECK_NUMBER(mh_request_answer(mailbox, event->request, event->generation, event_text(mailbox)), MH_OK);
    answered++;
  }
  return answered;
}

static void serve(mh_mailbox *mailbox, uint32_t requests) {
  for (uint32_t answered = 0; answered < requests;) {
    wait_for_pipe(mailbox);
    answered += answer_all(mailbox);
  }
}

typedef struct asking {
  osr_host_api *table;
  uint32_t threads;
  uint32_t questions;
  pthread_t crew;
  const char *expected; /* NULL: the question itself */
  _Atomic uint32_t answered;
} asking;

static void ask(void *argument, uint32_t index) {
  asking *asking = argument;
  char key[32];
  for (uint32_t i = 0; i < asking->questions; i++) {
    snprintf(key, sizeof key, "question %u of %u", i, index);
    const char *answer = asking->table->task_status(key);
    if (asking->expected == NULL) {
      CHECK_TEXT(answer, key);
    } else {
      CHECK(answer != NULL && strstr(answer, asking->expected) != NULL);
    }
    asking->table->free_string(answer);
    atomic_fetch_add(&asking->answered, 1);
  }
}

static void *run_askers(void *argument) {
  asking *asking = argument;
  run_threads(asking->threads, ask, asking);
  return NULL;
}

static void begin_asking(asking *asking) {
  CHECK(pthread_create(&asking->crew, NULL, run_askers, asking) == 0);
}

static void end_asking(asking *asking) {
  pthread_join(asking->crew, NULL);
  CHECK_NUMBER(atomic_load(&asking->answered), asking->threads * asking->questions);
}

TEST(threads_ask, "300 threads that ask at once get the answers to their own questions") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  asking asking = {.table = install(host), .threads = 300, .questions = 10};
  begin_asking(&asking);
  serve(mailbox, 3000);
  end_asking(&asking);
  calls read = read_calls(host);
  CHECK_NUMBER(read.count, 3 * 3000);
  uint32_t returns = 0;
  for (uint32_t i = 0; i < read.count; i++)
    returns += (read.entry[i]->kind & 15) == MH_ENTRY_RETURN;
  CHECK_NUMBER(returns, 3000);
  forget_calls(&read);
  close_host(host);
}

TEST(one_wake, "requests that nobody has looked at put one byte into the pipe") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  asking asking = {.table = install(host), .threads = 20, .questions = 1};
  empty(mailbox);
  begin_asking(&asking);
  while (mh_journal_count(host) < 20)
    continue;
  CHECK_NUMBER(wait_for_pipe(mailbox), 1);
  uint32_t answered = answer_all(mailbox);
  while (answered < 20) {
    wait_for_pipe(mailbox);
    answered += answer_all(mailbox);
  }
  end_asking(&asking);
  close_host(host);
}

static void ask_null(void *table, uint32_t index) {
  (void)index;
  CHECK(((const osr_host_api *)table)->config_get("key") == NULL);
}

static void *ask_null_on_thread(void *table) {
  ask_null(table, 0);
  return NULL;
}

TEST(event, "a request names slot, thread, call and texts; NULL is an answer; a second one is stale") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  osr_host_api *table = install(host);
  pthread_t asker;
  REQUIRE(pthread_create(&asker, NULL, ask_null_on_thread, table) == 0);
  wait_for_pipe(mailbox);
  CHECK_NUMBER(mh_mailbox_next(mailbox), MH_EVENT_REQUEST);
  const mh_event event = *mh_mailbox_event(mailbox);
  CHECK_NUMBER(event.host, mh_host_id(host));
  CHECK_NUMBER(event.slot, CONFIG_GET);
  CHECK(event.thread != mh_thread_self());
  const uint64_t key = event.key[0] | (uint64_t)event.key[1] << 32;
  CHECK((event.flags & MH_FLAG_BACKGROUND) != 0);
  CHECK_TEXT(event_text(mailbox), "key");
  CHECK_NUMBER(mh_request_answer(mailbox, event.request, event.generation + 1, "x"), MH_STALE);
  CHECK_NUMBER(mh_request_answer(mailbox, event.request + 1000, event.generation, "x"), MH_STALE);
  CHECK_NUMBER(mh_request_answer(mailbox, event.request, event.generation, NULL), MH_OK);
  CHECK_NUMBER(mh_request_answer(mailbox, event.request, event.generation, "late"), MH_STALE);
  pthread_join(asker, NULL);
  CHECK_NUMBER(mh_mailbox_next(mailbox), MH_EVENT_NONE);
  calls read = read_calls(host);
  REQUIRE(read.count == 2);
  CHECK_NUMBER(read.entry[1]->kind & 15, MH_ENTRY_RETURN);
  CHECK_NUMBER(read.entry[0]->key, key);
  CHECK_NUMBER(read.entry[1]->key, key);
  CHECK_TEXT(text_of(read.entry[1], 2), NULL);
  forget_calls(&read);
  close_host(host);
}

typedef struct long_question {
  osr_host_api *table;
  char *sql;
} long_question;

static void *ask_long(void *argument) {
  const long_question *question = argument;
  const char *answer = question->table->db_exec(question->sql, "[1]");
  CHECK_TEXT(answer, "changed");
  question->table->free_string(answer);
  return NULL;
}

TEST(long_text, "texts that do not fit into the event are copied by mh_event_text") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  long_question question = {install(host), malloc(20001)};
  memset(question.sql, 's', 20000);
  question.sql[20000] = '\0';
  pthread_t asker;
  REQUIRE(pthread_create(&asker, NULL, ask_long, &question) == 0);
  wait_for_pipe(mailbox);
  CHECK_NUMBER(mh_mailbox_next(mailbox), MH_EVENT_REQUEST);
  const mh_event *event = mh_mailbox_event(mailbox);
  CHECK_NUMBER(event->length[0], 20000);
  CHECK_NUMBER(event->length[1], 3);
  char *texts = malloc(20003);
  CHECK_NUMBER(mh_event_text(mailbox, texts, 20003), 20003);
  CHECK(memcmp(texts, question.sql, 20000) == 0 && memcmp(texts + 20000, "[1]", 3) == 0);
  CHECK_NUMBER(mh_event_text(mailbox, texts, 10), 3);
  mh_request_answer(mailbox, event->request, event->generation, "changed");
  pthread_join(asker, NULL);
  answer_all(mailbox);
  free(texts);
  free(question.sql);
  close_host(host);
}

TEST(own_thread,
     "a JS thread that calls its own host behind JavaScript's back gets an error, not a deadlock") {
  mh_host *host = open_asking_host();
  osr_host_api *table = install(host);
  const char *answer = table->embed("{}");
  CHECK(answer != NULL && strstr(answer, "\"internal_error\"") != NULL);
  table->free_string(answer);
  CHECK(table->config_get("key") == NULL);
  answer = table->http_request("{}");
  CHECK(answer != NULL && strstr(answer, "\"network_error\"") != NULL);
  table->free_string(answer);
  calls read = read_calls(host);
  uint32_t unreachable = 0;
  for (uint32_t i = 0; i < read.count; i++)
    unreachable += (read.entry[i]->flags & MH_FLAG_UNREACHABLE) != 0;
  CHECK_NUMBER(unreachable, 3);
  forget_calls(&read);
  close_host(host);
}

TEST(no_mailbox, "a host without a mailbox cannot ask") {
  mh_host *host = open_host();
  mh_host_set_answer(host, EMBED, MH_ANSWER_ASK, NULL);
  osr_host_api *table = install(host);
  const char *answer = table->embed("{}");
  CHECK(answer != NULL && strstr(answer, "\"internal_error\"") != NULL);
  table->free_string(answer);
  close_host(host);
}

/* ---- the owner goes ---- */

/* Sees one request, leaves the others in the queue, and ends without an answer to any. */
static void own_and_end(void *argument, uint32_t index) {
  asking *asking = argument;
  (void)index;
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  asking->table = install(host);
  begin_asking(asking);
  while (mh_journal_count(host) < asking->threads)
    continue;
  wait_for_pipe(mailbox);
  CHECK_NUMBER(mh_mailbox_next(mailbox), MH_EVENT_REQUEST);
  close(mh_mailbox_fd(mailbox)); /* it was taken, so it is ours */
}

TEST(thread_ends_waiters, "when the JS thread ends, whoever waits or asks later is let go with an error") {
  asking asking = {.threads = 20, .questions = 3, .expected = "\"error\""};
  run_thread(own_and_end, &asking);
  end_asking(&asking);
  CHECK_NUMBER(atomic_load(&mh_process_counters()->installed), 0);
}

static void own_and_close_pipe(void *argument, uint32_t index) {
  asking *asking = argument;
  (void)index;
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  asking->table = install(host);
  close(mh_mailbox_fd(mailbox));
  begin_asking(asking);
  end_asking(asking);
  mh_host_close(host);
}

TEST(thread_closes_pipe, "when nobody reads the pipe, whoever asks gets an error at once") {
  asking asking = {.threads = 20, .questions = 3, .expected = "\"error\""};
  run_thread(own_and_close_pipe, &asking);
}

static void own_and_pump_without_pipe(void *argument, uint32_t index) {
  asking *asking = argument;
  (void)index;
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  osr_host_api *table = install(host);
  close(mh_mailbox_fd(mailbox));
  mh_runner *runner = mh_runner_start("caller");
  mh_job *job = mh_runner_call(mailbox, runner, install_of(table), TASK_STATUS, 0, "question", NULL, 0);
  while (mh_journal_count(host) < 1)
    continue; /* asked before the wait begins */
  CHECK_NUMBER(serve_until_done(mailbox, job), 1);
  CHECK_TEXT(event_text(mailbox), "question");
  mh_job_release(job);
  mh_runner_stop(runner);
  mh_host_close(host);
  atomic_fetch_add(&asking->answered, 1);
}

TEST(thread_pumps_without_pipe, "a thread that waits serves requests, though nobody reads the pipe") {
  asking asking = {.answered = 0};
  run_thread(own_and_pump_without_pipe, &asking);
  CHECK_NUMBER(atomic_load(&asking.answered), 1);
}

static void open_and_end(void *unused, uint32_t index) {
  (void)unused, (void)index;
  CHECK(mh_mailbox_open() != NULL);
  CHECK(mh_mailbox_open() == mh_mailbox_open());
}

static uint32_t count_open_files(void) {
  uint32_t count = 0;
  for (int file = 0; file < 4096; file++) {
    struct pollfd end = {.fd = file};
    count += poll(&end, 1, 0) == 0 || (end.revents & POLLNVAL) == 0;
  }
  return count;
}

TEST(thread_leaves_no_file, "a thread that never took its pipe leaves no file open") {
  run_thread(open_and_end, NULL);
  const uint32_t before = count_open_files();
  for (int i = 0; i < 10; i++)
    run_thread(open_and_end, NULL);
  CHECK_NUMBER(count_open_files(), before);
}

#ifdef __linux__

static void take_pipe_and_end(void *unused, uint32_t index) {
  (void)unused, (void)index;
  CHECK(mh_mailbox_fd(mh_mailbox_open()) >= 0);
}

TEST(thread_leaves_no_taken_file,
     "so does one that was ended before JavaScript had made anything of the pipe") {
  const uint32_t before = count_open_files();
  for (int i = 0; i < 10; i++)
    run_thread(take_pipe_and_end, NULL);
  CHECK_NUMBER(count_open_files(), before);
}

/* Result: the number of a descriptor that JavaScript has closed, and somebody else has got since. */
static void close_pipe_and_end(void *reused, uint32_t index) {
  (void)index;
  const int read_end = mh_mailbox_fd(mh_mailbox_open());
  int others[2];
  close(read_end);
  CHECK_NUMBER(pipe(others), 0);
  CHECK_NUMBER(others[0], read_end);
  memcpy(reused, others, sizeof others);
}

TEST(thread_leaves_others_file, "a descriptor that has become another file's is left alone") {
  int others[2] = {-1, -1};
  struct pollfd end = {0};
  run_thread(close_pipe_and_end, others);
  for (int i = 0; i < 2; i++) {
    end.fd = others[i];
    poll(&end, 1, 0);
    CHECK((end.revents & POLLNVAL) == 0);
    close(others[i]);
  }
}

#endif

/* ---- pumping ---- */

TEST(left_over, "what came during a pump and was not served is told through the pipe when it ends") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  osr_host_api *table = install(host);
  mh_host_set_answer(host, EMBED, MH_ANSWER_TEXT, "{}");
  mh_runner *runner = mh_runner_start("caller");
  mh_job *outer = mh_runner_call(mailbox, runner, install_of(table), TASK_STATUS, 0, "outer", NULL, 0);
  while (mh_mailbox_wait(mailbox, outer, 50) != MH_EVENT_REQUEST)
    continue;
  const mh_event first = *mh_mailbox_event(mailbox);
  asking asking = {.table = table, .threads = 3, .questions = 1};
  begin_asking(&asking);
  while (mh_journal_count(host) < 4)
    continue;
  CHECK(!is_readable(mailbox));
  CHECK_NUMBER(mh_request_answer(mailbox, first.request, first.generation, "done"), MH_OK);
  uint32_t answered = 0;
  while (mh_mailbox_wait(mailbox, outer, 50) != MH_EVENT_DONE) {
    mh_event *event = mh_mailbox_event(mailbox);
    if (event->kind != MH_EVENT_REQUEST) continue;
    mh_request_answer(mailbox, event->request, event->generation, event_text(mailbox));
    answered++;
    event->kind = MH_EVENT_NONE;
  }
  mh_job_release(outer);
  if (answered < 3) serve(mailbox, 3 - answered);
  end_asking(&asking);
  mh_runner_stop(runner);
  close_host(host);
}

TEST(threads_pump, "a pump serves threads of two hosts while its own call waits") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  osr_host_api *table = install(host);
  mh_runner *runner = mh_runner_start("caller");
  asking asking = {.table = table, .threads = 50, .questions = 20};
  begin_asking(&asking);
  uint32_t served = 0;
  while (served < 1000) {
    mh_job *job = mh_runner_call(mailbox, runner, install_of(table), TASK_STATUS, 0, "own", NULL, 0);
    served += serve_until_done(mailbox, job) - 1;
    mh_job_release(job);
    if (served < 1000) {
      while (is_readable(mailbox))
        served += (wait_for_pipe(mailbox), answer_all(mailbox));
    }
  }
  end_asking(&asking);
  mh_runner_stop(runner);
  answer_all(mailbox);
  close_host(host);
}

TEST(tick, "a wait without an event returns after its slice") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  osr_host_api *table = install(host);
  mh_runner *runner = mh_runner_start("caller");
  mh_job *job = mh_runner_call(mailbox, runner, install_of(table), TASK_STATUS, 0, "q", NULL, 0);
  while (mh_mailbox_wait(mailbox, job, 50) != MH_EVENT_REQUEST)
    continue;
  const mh_event event = *mh_mailbox_event(mailbox);
  const double before = mh_now();
  CHECK_NUMBER(mh_mailbox_wait(mailbox, job, 20), MH_EVENT_TICK);
  CHECK(mh_now() - before >= 19e6);
  mh_request_answer(mailbox, event.request, event.generation, "a");
  CHECK_NUMBER(serve_until_done(mailbox, job), 0);
  mh_job_release(job);
  mh_runner_stop(runner);
  close_host(host);
}

static _Atomic bool is_cancelled;

static void *ask_cancelled(void *table) {
  while (!atomic_load(&is_cancelled))
    continue;
  ask_null(table, 0);
  pthread_testcancel();
  return table;
}

TEST(thread_cancelled,
     "a thread that is cancelled while it asks ends after its answer, and locks nobody out") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  osr_host_api *table = install(host);
  pthread_t thread;
  void *result = NULL;
  empty(mailbox);
  atomic_store(&is_cancelled, false);
  REQUIRE(pthread_create(&thread, NULL, ask_cancelled, table) == 0);
  pthread_cancel(thread);
  atomic_store(&is_cancelled, true);
  wait_for_pipe(mailbox);
  REQUIRE(mh_mailbox_next(mailbox) == MH_EVENT_REQUEST);
  mh_event *event = mh_mailbox_event(mailbox);
  CHECK_NUMBER(mh_request_answer(mailbox, event->request, event->generation, NULL), MH_OK);
  pthread_join(thread, &result);
  CHECK(result == PTHREAD_CANCELED);
  close_host(host);
}
