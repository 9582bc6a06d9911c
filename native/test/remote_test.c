/* Plugins in processes of their own: this program is both. */
#include "kit.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
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
