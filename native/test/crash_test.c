/* Crashes in calls and on threads of plugins: told, and the process goes on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "crash.h"
#include "kit.h"

/* Sanitizers watch crashes themselves. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SKIPPED 1
#else
#define SKIPPED 0
#endif

typedef enum way { NULL_POINTER, OVERFLOW, ABORT, DIVIDE, NULL_FUNCTION } way;

static _Atomic int next_way;
static int *volatile nowhere;
static void (*volatile no_function)(void);

static int (*volatile deeper)(volatile char *);

__attribute__((no_sanitize("undefined"))) static void use_null(void) {
  *nowhere = 1;
}

static int recurse(volatile char *above) {
  volatile char here[4096];
  here[0] = above == NULL ? 0 : above[0];
  return deeper(here) + here[0];
}

static const char *crash(const char *type, const char *id, const char *payload) {
  (void)type, (void)id, (void)payload;
  switch ((way)next_way) {
  case NULL_POINTER:
    use_null();
    break;
  case OVERFLOW:
    deeper = recurse;
    recurse(NULL);
    break;
  case ABORT:
    abort();
  case DIVIDE:
    raise(SIGFPE);
    break;
  case NULL_FUNCTION:
    no_function();
    break;
  }
  return "went on";
}

static const char *go_on(const char *type, const char *id, const char *payload) {
  (void)type, (void)id, (void)payload;
  return "fine";
}

static uint32_t call(mh_plugin *plugin, osr_host_api *table, char *text) {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_job *job = mh_job_call(mailbox, plugin, (mh_install *)(void *)table, NULL, MH_FRAME_INVOKE, 0, 0, 1, 0,
                            "tool", "t", "{}");
  if (!CHECK(job != NULL)) return MH_THREAD_FAILED;
  while (mh_mailbox_wait(mailbox, job, 25) != MH_EVENT_DONE)
    continue;
  const mh_event *event = mh_mailbox_event(mailbox);
  const uint32_t status = event->status;
  mh_event_text(mailbox, text, 8000);
  text[event->length[0]] = '\0';
  mh_job_release(job);
  return status;
}

static void crash_by(way way, const char *signal) {
  char text[8001];
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  REQUIRE(plugin != NULL);
  const uint32_t crashes = atomic_load(&mh_process_counters()->crashes);
  local.invoke = crash;
  next_way = way;
  CHECK_NUMBER(call(plugin, table, text), MH_CRASHED);
  CHECK(strncmp(text, "signal\t", 7) == 0);
  CHECK(strncmp(text + 7, signal, strlen(signal)) == 0);
  CHECK(strstr(text, "\nframe\t") != NULL);
  CHECK(strstr(text, "\nat\t") != NULL);
  CHECK_NUMBER(atomic_load(&mh_process_counters()->crashes), crashes + 1);
  local.invoke = go_on;
  CHECK_NUMBER(call(plugin, table, text), MH_OK);
  CHECK_TEXT(text, "fine");
  mh_host_close(host);
}

TEST(null_pointer,
     "a NULL pointer in a callback is told with its signal and place, and the next call goes on") {
  if (!SKIPPED) crash_by(NULL_POINTER, "SIGSEGV");
}

TEST(overflow, "so is a stack that is used up") {
  if (!SKIPPED) crash_by(OVERFLOW, "SIG");
}

TEST(aborted, "so is abort") {
  if (!SKIPPED) crash_by(ABORT, "SIGABRT");
}

TEST(divided, "so is an arithmetic error") {
  if (!SKIPPED) crash_by(DIVIDE, "SIGFPE");
}

TEST(null_function, "so is a call of NULL") {
  if (!SKIPPED) crash_by(NULL_FUNCTION, "SIGSEGV");
}

TEST(known_text, "a crash is kept by its number, also for those who come later") {
  char text[8001];
  if (SKIPPED) return;
  const uint32_t crashes = atomic_load(&mh_process_counters()->crashes);
  REQUIRE(crashes > 0);
  const uint32_t length = mh_crash_text(0, text, sizeof text);
  CHECK(length > 0);
  CHECK(strncmp(text, "signal\t", 7) == 0);
  CHECK_NUMBER(mh_crash_text(crashes, text, sizeof text), 0);
}

static void die(const char *type) {
  (void)type;
  char text[8001];
  mh_host *host = mh_host_open(NULL, 6, 0, MH_BY_THREAD, JOURNAL_LIMIT, 0, MH_RULE_DIE, 0);
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  local.invoke = crash;
  next_way = NULL_POINTER;
  call(plugin, table, text);
}

CHILD(dies_if_told) {
  die(NULL);
}

TEST(dies, "where the host says so, the signal takes its course") {
  if (!SKIPPED) CHECK_NUMBER(run_child("dies_if_told"), 128 + SIGSEGV);
}

static milestone host_is_gone = MILESTONE;

static const char *crash_late(const char *type, const char *id, const char *payload) {
  wait_for(&host_is_gone, 1);
  return crash(type, id, payload);
}

CHILD(outlives_its_host) {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  local.invoke = crash_late;
  next_way = NULL_POINTER;
  mh_job *job = start_local(plugin, table, MH_FRAME_INVOKE, true, "late");
  close_host(host);
  mh_host *next = mh_host_open(NULL, 6, 0, MH_BY_THREAD, JOURNAL_LIMIT, 0, MH_RULE_DIE, 0);
  open_host();
  if (next != host) _exit(43); /* not the struct of the one before */
  reach(&host_is_gone, 1);
  serve_until_done(mailbox, job);
  _exit(mh_mailbox_event(mailbox)->status == MH_CRASHED ? 44 : 45);
}

TEST(outlived, "a host that came after that of the call does not say so") {
  if (!SKIPPED) CHECK_NUMBER(run_child("outlives_its_host"), 44);
}

/* ---- threads of plugins ---- */

static void *crash_on_thread(void *unused) {
  use_null();
  return unused;
}

CHILD(loads_often) {
  const void *elsewhere = dlsym(RTLD_DEFAULT, "_r_debug"); /* in the dynamic linker */
  if (elsewhere == NULL) _exit(44);
  for (int i = 0; i < 5000; i++)
    mh__note_image(elsewhere);
  mh_host *host = open_host();
  load_local(install(host));
  pthread_t thread;
  pthread_create(&thread, NULL, crash_on_thread, NULL);
  while (atomic_load(&mh_process_counters()->crashes) == 0)
    sched_yield();
  _exit(44);
}

TEST(loaded_often, "a plugin is known by its image, however often others have been loaded before it") {
  if (!SKIPPED) CHECK_NUMBER(run_child("loads_often"), 44);
}

/* ---- what is none of ours ---- */

static volatile sig_atomic_t handled;

static void handle(int signal) {
  (void)signal;
  handled++;
  _exit(55);
}

CHILD(crashes_elsewhere) {
  signal(SIGSEGV, handle);
  mh_host *host = open_host();
  load_local(install(host));
  mh_mailbox_open(); /* as a JS thread does: its crashes are JavaScript's */
  use_null();
}

TEST(handed_on, "a crash on a JS thread goes to the handler that was there before") {
  if (!SKIPPED) CHECK_NUMBER(run_child("crashes_elsewhere"), 55);
}
