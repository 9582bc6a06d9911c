/* Calls of a plugin on frame threads. */
#include "kit.h"

#include <sched.h>
#include <stdio.h>

/* Jobs that nobody waits for end when they end. */
static void wait_for_no_jobs(void) {
  while (mh_jobs_running() > 0)
    sched_yield();
}

/* ---- loading ---- */

TEST(life, "a plugin is loaded, entered, initialised, called and destroyed, with the host in each frame") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  CHECK(local.host == table);
  CHECK_NUMBER(mh_plugin_abi(plugin), 6);
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_GET_MANIFEST, NULL, NULL), MH_OK);
  CHECK_TEXT(event_text(mailbox), "{}");
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_INVOKE, "tool", "id"), MH_OK);
  CHECK_TEXT(event_text(mailbox), "done");
  CHECK_NUMBER(local.freed, 2);
  CHECK_NUMBER(mh_plugin_has(plugin, MH_FRAME_HANDLE_ROUTE), 0);
  CHECK_NUMBER(mh_plugin_has(plugin, MH_FRAME_ON_CONFIG_CHANGED), 1);
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_HANDLE_ROUTE, "{}", NULL), MH_CALLBACK_MISSING);
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_ON_TASK_EVENT, "id", "{}"), MH_CALLBACK_MISSING);
  unload_local(plugin, table);
  close_host(host);
}

static uint32_t load(mh_plugin *plugin, osr_host_api *table, const char *path) {
  return call_local(plugin, table, MH_FRAME_LOAD, path, NULL);
}

TEST(not_loaded, "a library that cannot be opened says why; one without an entry is told apart") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = mh_plugin_create();
  CHECK_NUMBER(load(plugin, table, "/nowhere/libnothing.so"), MH_LOAD_FAILED);
  CHECK(strstr(event_text(mh_mailbox_open()), "libnothing") != NULL);
#ifdef __linux__
  CHECK_NUMBER(load(plugin, table, "libm.so.6"), MH_ENTRY_NOT_FOUND);
#endif
  mh_plugin_destroy(plugin);
  mh_plugin_destroy(NULL);
  close_host(host);
}

static void *init_nothing(void) {
  return NULL;
}

TEST(incomplete, "missing pointers are named by their bits, and a NULL context fails init") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  const osr_plugin_api whole = local.api;
  local.api.destroy = NULL;
  local.api.invoke = NULL;
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_ENTRY, NULL, NULL), MH_MISSING_POINTERS);
  CHECK_NUMBER(mh_mailbox_event(mailbox)->missing, 1u << 2 | 1u << 4);
  local.api = whole;
  local.api.init = init_nothing;
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_ENTRY, NULL, NULL), MH_OK);
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_INIT, NULL, NULL), MH_INIT_FAILED);
  mh_plugin_destroy(plugin);
  close_host(host);
}

static const char *answer_null(const char *type, const char *id, const char *payload) {
  (void)type, (void)id, (void)payload;
  return NULL;
}

TEST(null_result, "a NULL result is told apart from an empty one, and not given back") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  local.invoke = answer_null;
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_INVOKE, "tool", "id"), MH_NULL_RESULT);
  CHECK_NUMBER(local.freed, 0);
  unload_local(plugin, table);
  close_host(host);
}

/* ---- frames ---- */

static void log_in_background(void *table, uint32_t index) {
  (void)index;
  ((const osr_host_api *)table)->log(1, "from its thread");
  CHECK(((const osr_host_api *)table)->get_active_agent_id() == NULL);
}

static const char *tell_agent(const char *type, const char *id, const char *payload) {
  (void)type, (void)id, (void)payload;
  const char *agent = local.host->get_active_agent_id();
  local.host->log(1, agent == NULL ? "none" : agent);
  if (agent != NULL) local.host->free_string(agent);
  run_thread(log_in_background, (void *)(uintptr_t)local.host);
  return "done";
}

TEST(agent, "calls in a frame carry its number, its kind and its agent; the plugin's threads do not") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  local.invoke = tell_agent;
  const uint32_t agent = mh_agent("AGENT");
  mh_job *job = mh_job_call(mailbox, plugin, install_of(table), NULL, MH_FRAME_INVOKE, agent, 0, 1, 0, "tool",
                            "id", NULL);
  const uint32_t frame = mh_job_frame(job);
  serve_until_done(mailbox, job);
  CHECK_NUMBER(mh_mailbox_event(mailbox)->frame, frame);
  mh_job_release(job);
  calls read = read_calls(host);
  REQUIRE(read.count == 5);
  for (uint32_t i = 0; i < 3; i++) {
    CHECK_NUMBER(read.entry[i]->frame, frame);
    CHECK_NUMBER(read.entry[i]->kind >> 4, MH_FRAME_INVOKE);
    CHECK_NUMBER(read.entry[i]->agent, agent);
    CHECK_NUMBER(read.entry[i]->flags & MH_FLAG_BACKGROUND, 0);
  }
  CHECK_TEXT(text_of(read.entry[1], 0), "AGENT");
  CHECK_NUMBER(read.entry[3]->frame, 0);
  CHECK_NUMBER(read.entry[3]->agent, 0);
  CHECK((read.entry[3]->flags & MH_FLAG_BACKGROUND) != 0);
  forget_calls(&read);
  unload_local(plugin, table);
  close_host(host);
}

TEST(frame_before_others, "a frame speaks to its own host, though others are installed") {
  mh_host *own = open_host(), *other = open_host();
  osr_host_api *table = install(own);
  mh_plugin *plugin = load_local(table);
  install(other);
  local.invoke = tell_agent;
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_INVOKE, "tool", "id"), MH_OK);
  CHECK_NUMBER(count_calls(own), 2);
  CHECK_NUMBER(count_calls(other), 0);
  close_host(other);
  unload_local(plugin, table);
  close_host(own);
}

static milestone entered = MILESTONE, may_go = MILESTONE;

static const char *block(const char *type, const char *id, const char *payload) {
  (void)type, (void)payload;
  const osr_host_api *table = local.host;
  count_up(&entered);
  wait_for(&may_go, 1);
  table->log(1, id);
  return "done";
}

static void begin_blocking(void) {
  entered.reached = may_go.reached = 0;
  local.invoke = block;
}

TEST(r6_frame, "R6: a frame that outlived its host is late, though another host is installed") {
  mh_host *ended = open_host(), *present = open_host();
  osr_host_api *table = install(ended);
  const uint32_t id = mh_host_id(ended);
  mh_plugin *plugin = load_local(table);
  begin_blocking();
  mh_job *job = start_local(plugin, table, MH_FRAME_INVOKE, true, "outlived");
  wait_for(&entered, 1);
  close_host(ended);
  osr_host_api *present_table = install(present);
  const uint32_t before = last_drop();
  reach(&may_go, 1);
  serve_until_done(mh_mailbox_open(), job);
  mh_job_release(job);
  drops late = read_drops(before, id);
  REQUIRE(late.count == 1);
  CHECK_NUMBER(late.drop[0]->reason, MH_LATE);
  CHECK_TEXT(drop_text(late.drop[0], 0), "outlived");
  forget_drops(&late);
  CHECK_NUMBER(count_calls(present), 0);
  unload_local(plugin, present_table);
  close_host(present);
}

TEST(r6_emptied_stack, "R6: a frame keeps its host when the JS stack that it uses is emptied and destroyed") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *ended = open_host(), *present = open_host();
  mh_stack *stack = mh_stack_create(NULL);
  mh_install *table = mh_install_table(ended, stack);
  mh_plugin *plugin = load_local((osr_host_api *)(void *)table);
  osr_host_api *present_table = install(present);
  begin_blocking();
  local.host = present_table;
  mh_job *job =
      mh_job_call(mailbox, plugin, table, stack, MH_FRAME_INVOKE, 0, 0, 1, 0, "tool", "outlived", NULL);
  wait_for(&entered, 1);
  CHECK_NUMBER(mh_uninstall(ended, stack), MH_OK);
  mh_host_close(ended);
  mh_stack_destroy(stack);
  const uint32_t before = last_drop();
  reach(&may_go, 1);
  serve_until_done(mailbox, job);
  mh_job_release(job);
  drops late = read_drops(before, mh_host_id(present));
  CHECK_NUMBER(late.count, 1);
  CHECK(late.count == 1 && late.drop[0]->reason == MH_LATE);
  forget_drops(&late);
  CHECK_NUMBER(count_calls(present), 0);
  unload_local(plugin, present_table);
  close_host(present);
}

/* ---- waiting, asking, abandoning ---- */

TEST(pipe, "a finished job that nobody waits for is told through the pipe") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  empty(mailbox);
  mh_job *job = start_local(plugin, table, MH_FRAME_INVOKE, false, "id");
  CHECK_NUMBER(wait_for_pipe(mailbox), 1);
  CHECK_NUMBER(mh_mailbox_next(mailbox), MH_EVENT_DONE);
  const mh_event *event = mh_mailbox_event(mailbox);
  CHECK_NUMBER(event->job[0] | (uint64_t)event->job[1] << 32, (uintptr_t)job);
  CHECK_TEXT(event_text(mailbox), "done");
  mh_job_release(job);
  CHECK_NUMBER(mh_mailbox_next(mailbox), MH_EVENT_NONE);
  unload_local(plugin, table);
  close_host(host);
}

TEST(threads_of_jobs, "1 000 jobs in flight at once all finish, on frame threads that are used again") {
  mh_mailbox *mailbox = mh_mailbox_open();
  empty(mailbox);
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  uint32_t started = 0, finished = 0;
  while (finished < 1000) {
    for (; started < 1000 && started - finished < 32; started++) {
      if (!CHECK(start_local(plugin, table, MH_FRAME_INVOKE, false, "id") != NULL)) return;
    }
    wait_for_pipe(mailbox);
    while (mh_mailbox_next(mailbox) == MH_EVENT_DONE) {
      const mh_event *event = mh_mailbox_event(mailbox);
      mh_job_release((mh_job *)(uintptr_t)(event->job[0] | (uint64_t)event->job[1] << 32));
      finished++;
    }
  }
  CHECK_NUMBER(mh_jobs_running(), 0);
  unload_local(plugin, table);
  close_host(host);
}

TEST(abandoned, "a job that is given back in progress goes on without its caller and frees itself") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  begin_blocking();
  for (int waiting = 0; waiting <= 1; waiting++) {
    mh_job *job = start_local(plugin, table, MH_FRAME_INVOKE, waiting == 1, "abandoned");
    wait_for(&entered, (uint32_t)waiting + 1);
    if (waiting == 1) CHECK_NUMBER(mh_mailbox_wait(mh_mailbox_open(), job, 1), MH_EVENT_TICK);
    mh_job_release(job);
  }
  CHECK_NUMBER(mh_jobs_running(), 2);
  reach(&may_go, 1);
  wait_for_no_jobs();
  CHECK_NUMBER(count_calls(host), 2);
  CHECK_NUMBER(mh_mailbox_next(mh_mailbox_open()), MH_EVENT_NONE);
  unload_local(plugin, table);
  close_host(host);
}

static mh_plugin *left_plugin;
static mh_host *left_host;
static osr_host_api *left_table;

/* Leaves a job in each state behind: finished and queued, finished and waited for, shown, in progress. */
static void start_and_end(void *unused, uint32_t index) {
  (void)unused, (void)index;
  mh_mailbox *mailbox = mh_mailbox_open();
  local.invoke = NULL;
  start_local(left_plugin, left_table, MH_FRAME_INVOKE, false, "queued");
  start_local(left_plugin, left_table, MH_FRAME_INVOKE, false, "queued");
  start_local(left_plugin, left_table, MH_FRAME_INVOKE, true, "waited for");
  serve_until_done(mailbox, start_local(left_plugin, left_table, MH_FRAME_INVOKE, true, "shown"));
  wait_for_no_jobs();
  begin_blocking();
  start_local(left_plugin, left_table, MH_FRAME_INVOKE, false, "in progress");
  start_local(left_plugin, left_table, MH_FRAME_INVOKE, true, "in progress");
  wait_for(&entered, 2);
}

TEST(thread_ends_with_jobs, "a JS thread that ends leaves no job behind, in whatever state they are") {
  left_host = open_host();
  left_table = install(left_host);
  left_plugin = load_local(left_table);
  run_thread(start_and_end, NULL);
  CHECK_NUMBER(mh_jobs_running(), 2);
  reach(&may_go, 1);
  wait_for_no_jobs();
  local.invoke = NULL;
  unload_local(left_plugin, left_table);
  close_host(left_host);
}

static void ask_and_check(void *table, uint32_t index) {
  char key[16];
  snprintf(key, sizeof key, "%u", index);
  const char *answer = ((const osr_host_api *)table)->task_status(key);
  CHECK_TEXT(answer, key);
  ((const osr_host_api *)table)->free_string(answer);
}

static const char *join_asking_threads(const char *type, const char *id, const char *payload) {
  (void)type, (void)id, (void)payload;
  run_threads(8, ask_and_check, (void *)(uintptr_t)local.host);
  return "joined";
}

TEST(threads_joined, "a callback that joins threads which ask JavaScript does not deadlock") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  local.invoke = join_asking_threads;
  for (int i = 0; i < 20; i++) {
    mh_job *job = start_local(plugin, table, MH_FRAME_INVOKE, true, "id");
    CHECK_NUMBER(serve_until_done(mailbox, job), 8);
    CHECK_TEXT(event_text(mailbox), "joined");
    mh_job_release(job);
  }
  unload_local(plugin, table);
  close_host(host);
}

#define DEPTH 16

static const char *ask_deeper(const char *type, const char *id, const char *payload) {
  (void)type, (void)payload;
  const char *answer = local.host->config_get(id);
  CHECK_TEXT(answer, id);
  local.host->free_string(answer);
  return "done";
}

/* Answers the one request of the job; before that it makes the next deeper call. */
static void nest(mh_mailbox *mailbox, mh_plugin *plugin, osr_host_api *table, int depth) {
  char id[32];
  snprintf(id, sizeof id, "depth %d", depth);
  mh_job *job = start_local(plugin, table, MH_FRAME_INVOKE, true, id);
  while (mh_mailbox_wait(mailbox, job, 50) != MH_EVENT_REQUEST)
    continue;
  const mh_event event = *mh_mailbox_event(mailbox);
  CHECK_TEXT(event_text(mailbox), id);
  /* JavaScript calls a slot itself in between. */
  CHECK_NUMBER(mh_call_slot(mailbox, NULL, install_of(table), TASK_STATUS, 0, id, NULL), MH_EVENT_REQUEST);
  const mh_event direct = *mh_mailbox_event(mailbox);
  if (depth < DEPTH) nest(mailbox, plugin, table, depth + 1);
  mh_direct_answer(mailbox, direct.request, direct.generation, "direct");
  CHECK_TEXT(event_text(mailbox), "direct");
  CHECK_NUMBER(mh_request_answer(mailbox, event.request, event.generation, id), MH_OK);
  CHECK_NUMBER(serve_until_done(mailbox, job), 0);
  mh_job_release(job);
}

TEST(nested_waits, "waits nest 16 deep, each inside the answer to the one before") {
  mh_host *host = open_asking_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  local.invoke = ask_deeper;
  nest(mh_mailbox_open(), plugin, table, 1);
  unload_local(plugin, table);
  close_host(host);
}

/* ---- the stack of a frame ---- */

static size_t wanted_stack;

static long use_stack(size_t bytes) {
  volatile char page[4096];
  page[0] = (char)bytes;
  page[4095] = 1;
  return (bytes <= sizeof page ? 0 : use_stack(bytes - sizeof page)) + page[4095];
}

static const char *recurse(const char *type, const char *id, const char *payload) {
  (void)type, (void)id, (void)payload;
  return use_stack(wanted_stack) > 0 ? "done" : NULL;
}

TEST(deep, "a frame has 8 MiB of stack, or as much as the call asks for") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  local.invoke = recurse;
  wanted_stack = (size_t)3 << 20;
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_INVOKE, "tool", "id"), MH_OK);
  wanted_stack = (size_t)24 << 20;
  mh_job *job = mh_job_call(mailbox, plugin, install_of(table), NULL, MH_FRAME_INVOKE, 0, 0, 1, 64 << 20,
                            "tool", "id", NULL);
  serve_until_done(mailbox, job);
  CHECK_NUMBER(mh_mailbox_event(mailbox)->status, MH_OK);
  mh_job_release(job);
  unload_local(plugin, table);
  close_host(host);
}

TEST(odd_stacks, "a stack size that makes no sense still gives a thread, one beyond reach gives none") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  static const double sizes[] = {-1, 1, 100000, 1e300, 0.0 / 0.0};
  for (int i = 0; i < 5; i++) {
    mh_job *job = mh_job_call(mailbox, plugin, install_of(table), NULL, MH_FRAME_INVOKE, 0, 0, 1, sizes[i],
                              "tool", "id", NULL);
    if (!CHECK(job != NULL)) continue;
    serve_until_done(mailbox, job);
    mh_job_release(job);
  }
  CHECK_NUMBER(mh_jobs_running(), 0);
  unload_local(plugin, table);
  close_host(host);
}
