/* Plugins in processes of their own: this program is both. */
#define _GNU_SOURCE
#include "kit.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 8
#define LINES 50

/* ---- the process of the plugin ---- */

static void *log_much(void *unused) {
  for (int i = 0; i < LINES; i++)
    local.host->log(1, "from a thread");
  return unused;
}

static void log_from_threads(void) {
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++)
    pthread_create(&threads[i], NULL, log_much, NULL);
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
}

static void *crash(void *unused) {
  raise(SIGSEGV);
  return unused;
}

static void crash_on_thread(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, crash, NULL);
  pthread_detach(thread);
}

static const char *invoke_there(const char *type, const char *id, const char *payload) {
  (void)type;
  local.host->log(1, id);
  if (strcmp(id, "threads") == 0) log_from_threads();
  if (strcmp(id, "kill") == 0) kill(getpid(), SIGKILL);
  if (strcmp(id, "exit") == 0) _exit(3);
  if (strcmp(id, "hang") == 0) pause();
  if (strcmp(id, "crash") == 0) crash_on_thread();
  if (strcmp(id, "string") == 0) {
    const char *value = local.host->config_get(payload);
    local.host->free_string(value);
  }
  return "done";
}

static void prepare(const osr_host_api *host) {
  (void)host;
  local.invoke = invoke_there;
}

static void serve_as_child(void) {
  local_entry = prepare;
  reset_local();
  mh_child_serve(0);
}

/* A remote plugin is started by `node script size`: here that is `run --child 0`. */
__attribute__((constructor)) static void add_process(void) {
  static child added = {"0", serve_as_child, NULL};
  add_child(&added);
}

/* ---- the process of the tests ---- */

static mh_plugin *load_there(osr_host_api *table) {
  mh_plugin *plugin = mh_plugin_create_remote(program_path(), "--child", 0);
  if (!CHECK(plugin != NULL)) return NULL;
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_LOAD, NULL, NULL), MH_OK);
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_ENTRY, NULL, NULL), MH_OK);
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_INIT, NULL, NULL), MH_OK);
  return plugin;
}

TEST(remote_life, "an isolated plugin is loaded, called and destroyed, and its calls are the host's") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_there(table);
  REQUIRE(plugin != NULL);
  CHECK_NUMBER(mh_plugin_abi(plugin), 6);
  CHECK_NUMBER(mh_plugin_has(plugin, MH_FRAME_HANDLE_ROUTE), 0);
  CHECK_NUMBER(mh_plugin_has(plugin, MH_FRAME_ON_CONFIG_CHANGED), 1);
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_GET_MANIFEST, NULL, NULL), MH_OK);
  CHECK_TEXT(event_text(mailbox), "{}");
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_INVOKE, "tool", "plain"), MH_OK);
  CHECK_TEXT(event_text(mailbox), "done");
  CHECK_NUMBER(mh_journal_count(host), 1);
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_DESTROY, NULL, NULL), MH_OK);
  mh_plugin_kill(plugin, 0);
  CHECK_NUMBER(mh_plugin_is_over(plugin), 1);
  mh_plugin_destroy(plugin);
  close_host(host);
}

TEST(remote_thread, "threads of an isolated plugin are recorded side by side, none of their calls is lost") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_there(table);
  REQUIRE(plugin != NULL);
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_INVOKE, "tool", "threads"), MH_OK);
  CHECK_NUMBER(mh_journal_count(host), 1 + THREADS * LINES);
  mh_plugin_destroy(plugin);
  close_host(host);
}

TEST(remote_end, "the end of its process ends the call that was in progress, and those that follow") {
  static const struct {
    const char *id;
    mh_status status;
    const char *says;
  } ends[] = {{"kill", MH_CRASHED, "signal\tSIGKILL\n"}, {"exit", MH_EXITED, "exit\t3\nquick\t1\n"}};
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  for (int i = 0; i < 2; i++) {
    mh_plugin *plugin = load_there(table);
    REQUIRE(plugin != NULL);
    CHECK_NUMBER(call_local(plugin, table, MH_FRAME_INVOKE, "tool", ends[i].id), ends[i].status);
    CHECK(strncmp(event_text(mailbox), ends[i].says, strlen(ends[i].says)) == 0);
    CHECK_NUMBER(mh_plugin_is_over(plugin), 1);
    CHECK_NUMBER(call_local(plugin, table, MH_FRAME_INVOKE, "tool", "plain"), ends[i].status);
    mh_plugin_destroy(plugin);
  }
  CHECK_NUMBER(mh_journal_count(host), 2);
  close_host(host);
}

TEST(remote_kill, "a process is killed while a callback hangs in it") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_there(table);
  REQUIRE(plugin != NULL);
  mh_job *job = start_local(plugin, table, MH_FRAME_INVOKE, true, "hang");
  while (mh_journal_count(host) < 1)
    mh_mailbox_wait(mailbox, job, 5);
  mh_plugin_kill(plugin, 0);
  serve_until_done(mailbox, job);
  CHECK_NUMBER(mh_mailbox_event(mailbox)->status, MH_CRASHED);
  mh_job_release(job);
  mh_plugin_destroy(plugin);
  close_host(host);
}

static uint32_t crashes(void) {
  return mh_process_counters()->crashes;
}

TEST(remote_crash, "who sees that a process is gone, or ends it then, finds what its thread crashed of") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  for (int i = 0; i < 20; i++) {
    mh_plugin *plugin = load_there(table);
    REQUIRE(plugin != NULL);
    const pid_t process = (pid_t)mh_plugin_process(plugin);
    const uint32_t before = crashes();
    /* The thread may crash before the call that started it has returned: then the call tells. */
    const mh_status status = call_local(plugin, table, MH_FRAME_INVOKE, "tool", "crash");
    while (kill(process, 0) == 0)
      continue;
    if (i % 2 == 0) CHECK_NUMBER(mh_plugin_is_over(plugin), 1);
    mh_plugin_kill(plugin, 0);
    CHECK_NUMBER(crashes() - before, status == MH_OK ? 1 : 0);
    mh_plugin_destroy(plugin);
  }
  close_host(host);
}

/* ---- who sees the end ---- */

#ifdef __linux__

static _Atomic bool is_held;
static _Atomic bool is_free;

static void hold_listener(int signal) {
  (void)signal;
  atomic_store(&is_held, true);
  while (!atomic_load(&is_free))
    sched_yield();
}

static void let_listener_go(void) {
  atomic_store(&is_free, true);
}

/* OS id of the thread that listens to a process, as soon as there is only one; 0 before. */
static long only_listener(void) {
  DIR *threads = opendir("/proc/self/task");
  long found = 0;
  uint32_t count = 0;
  for (const struct dirent *thread; threads != NULL && (thread = readdir(threads)) != NULL;) {
    char name[64];
    const long os_id = strtol(thread->d_name, NULL, 10);
    mh_os_thread_name((uint32_t)os_id, name);
    if (strcmp(name, "osr-isolated") != 0) continue;
    found = os_id;
    count++;
  }
  closedir(threads);
  return count == 1 ? found : 0;
}

/* Ends the process of the plugin, the only one. The thread that listens to it does not see that before it is
 * let go. */
static void kill_unseen(mh_plugin *plugin) {
  const struct sigaction holding = {.sa_handler = hold_listener};
  const id_t process = mh_plugin_process(plugin);
  siginfo_t ended;
  long listener;
  while ((listener = only_listener()) == 0)
    sched_yield();
  atomic_store(&is_held, false);
  atomic_store(&is_free, false);
  sigaction(SIGUSR1, &holding, NULL);
  syscall(SYS_tgkill, getpid(), listener, SIGUSR1);
  while (!atomic_load(&is_held))
    sched_yield();
  kill((pid_t)process, SIGKILL);
  while (waitid(P_PID, process, &ended, WEXITED | WNOWAIT) != 0 && errno == EINTR)
    continue;
}

#else

static void kill_unseen(mh_plugin *plugin) {
  (void)plugin;
}

static void let_listener_go(void) {}

#endif

/* Until all that there is to be told of the end has been told. */
static void wait_for_end(mh_plugin *plugin) {
  while (mh_plugin_is_over(plugin) == 0)
    sched_yield();
}

typedef struct leaving {
  mh_plugin *plugin;
  bool has_crashed;
} leaving;

static void load_and_leave(void *argument, uint32_t index) {
  leaving *leaving = argument;
  (void)index;
  leaving->plugin = load_there(install(open_asking_host()));
  if (leaving->has_crashed && leaving->plugin != NULL) kill_unseen(leaving->plugin);
}

static void check_leaving(bool has_crashed) {
  leaving leaving = {.has_crashed = has_crashed};
  const uint32_t before = crashes();
  run_thread(load_and_leave, &leaving);
  REQUIRE(leaving.plugin != NULL);
  let_listener_go();
  wait_for_end(leaving.plugin);
  CHECK_NUMBER(crashes() - before, has_crashed);
  mh_plugin_destroy(leaving.plugin);
}

TEST(remote_killed, "the end of a process between calls is told to the host of its plugin") {
  mh_host *other = open_host(), *host = open_host();
  install(other);
  mh_plugin *plugin = load_there(install(host));
  REQUIRE(plugin != NULL);
  const uint32_t index = crashes();
  char text[8001], expected[80];
  kill((pid_t)mh_plugin_process(plugin), SIGKILL);
  wait_for_end(plugin);
  REQUIRE(crashes() == index + 1);
  text[mh_crash_text(index, text, sizeof text - 1)] = '\0';
  snprintf(expected, sizeof expected, "signal\tSIGKILL\nkilled\t1\nhost\t%u\n", mh_host_id(host));
  CHECK_TEXT(text, expected);
  mh_plugin_destroy(plugin);
  close_host(host);
  close_host(other);
}

TEST(remote_owner, "the process of a JS thread that ends has not crashed") {
  check_leaving(false);
}

#ifdef __linux__

TEST(remote_owner_late,
     "one that had ended by itself has crashed, though nobody has seen it before the thread ends") {
  check_leaving(true);
}

TEST(remote_destroyed, "so has one that nobody has seen to end before its plugin is destroyed") {
  mh_host *host = open_host();
  mh_plugin *plugin = load_there(install(host));
  REQUIRE(plugin != NULL);
  const uint32_t before = crashes();
  kill_unseen(plugin);
  mh_plugin_destroy(plugin);
  let_listener_go();
  while (crashes() == before)
    sched_yield();
  close_host(host);
}

#endif

static mh_plugin *left_there;

/* Runs behind the handler that ends such processes, which was added later. */
static void tell_crashes(void) {
  wait_for_end(left_there);
  _exit(crashes() == 0 ? 44 : 45);
}

CHILD(exits_with_remote) {
  atexit(tell_crashes);
  left_there = load_there(install(open_host()));
  exit(left_there == NULL ? 46 : 47);
}

TEST(remote_exit, "a process that ends since this one exits has not crashed") {
  CHECK_NUMBER(run_child("exits_with_remote"), 44);
}

TEST(remote_missing, "a program that is none is no process, or one that ends at once") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = mh_plugin_create_remote("/nowhere/node", "child", 0);
  if (plugin != NULL) { /* where posix_spawn finds out late */
    CHECK_NUMBER(call_local(plugin, table, MH_FRAME_LOAD, NULL, NULL), MH_EXITED);
    mh_plugin_destroy(plugin);
  }
  plugin = mh_plugin_create_remote("/bin/true", "child", 0);
  REQUIRE(plugin != NULL);
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_LOAD, NULL, NULL), MH_EXITED);
  mh_plugin_destroy(plugin);
  close_host(host);
}
