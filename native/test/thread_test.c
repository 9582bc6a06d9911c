/* Numbers, names and the end of threads. */
#define _GNU_SOURCE
#include "kit.h"

#include <sys/syscall.h>
#include <unistd.h>

typedef struct known {
  osr_host_api *table;
  uint32_t id;
  uint32_t os_id;
  char name[64];
} known;

static void name_this(const char *name) {
#ifdef __APPLE__
  pthread_setname_np(name);
#else
  pthread_setname_np(pthread_self(), name);
#endif
}

static uint32_t this_os_id(void) {
#ifdef __linux__
  return (uint32_t)syscall(SYS_gettid);
#else
  uint64_t id = 0;
  pthread_threadid_np(NULL, &id);
  return (uint32_t)id;
#endif
}

static void call_and_name(void *argument, uint32_t index) {
  known *known = argument;
  char name[64];
  uint32_t os_id = 0;
  (void)index;
  known->table->log(1, "unnamed yet");
  known->id = mh_thread_self();
  known->os_id = this_os_id();
  name_this("late name");
  CHECK_NUMBER(mh_thread_info(known->id, &os_id, name), MH_OK);
  CHECK_TEXT(name, "late name");
  CHECK_NUMBER(os_id, known->os_id);
  name_this("last name");
}

TEST(named_late, "a name that a thread takes late is seen, also after its end") {
  mh_host *host = open_host();
  known known = {.table = install(host)};
  run_thread(call_and_name, &known);
  uint32_t os_id = 0;
  CHECK_NUMBER(mh_thread_info(known.id, &os_id, known.name), MH_OK);
  CHECK_TEXT(known.name, "last name");
  CHECK_NUMBER(os_id, known.os_id);
  CHECK(known.id != mh_thread_self());
  close_host(host);
}

TEST(unknown, "a number that no thread has is stale") {
  uint32_t os_id = 7;
  char name[64] = "untouched";
  CHECK_NUMBER(mh_thread_info(0, &os_id, name), MH_STALE);
  CHECK_NUMBER(mh_thread_info(UINT32_MAX, &os_id, name), MH_STALE);
  CHECK_TEXT(name, "untouched");
  CHECK_NUMBER(os_id, 7);
}

static void note_id(void *id, uint32_t index) {
  (void)index;
  local.host->log(1, "from the plugin's thread");
  *(uint32_t *)id = mh_thread_self();
}

static uint32_t inheriting;

static const char *start_thread(const char *type, const char *id, const char *payload) {
  (void)type, (void)id, (void)payload;
  run_thread(note_id, &inheriting);
  return "done";
}

TEST(inherited, "a thread made in a frame does not bear the frame thread's name") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  char name[64];
  uint32_t os_id = 0;
  local.invoke = start_thread;
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_INVOKE, "tool", "id"), MH_OK);
  const uint32_t frame_thread = mh_mailbox_event(mh_mailbox_open())->thread;
  CHECK_NUMBER(mh_thread_info(inheriting, &os_id, name), MH_OK);
  CHECK_TEXT(name, "");
  CHECK_NUMBER(mh_thread_info(frame_thread, &os_id, name), MH_OK);
  CHECK_TEXT(name, "osr-frame");
  unload_local(plugin, table);
  close_host(host);
}

/* ---- the end ---- */

typedef struct parting {
  osr_host_api *table;
  uint32_t id; /* during its life */
  uint32_t ids[2];
} parting;

static pthread_key_t early_key, late_key;

static void speak(parting *parting, int which) {
  const char *answer = parting->table->config_get("at the end");
  CHECK_TEXT(answer, "value");
  parting->table->free_string(answer);
  parting->ids[which] = mh_thread_self();
}

static void speak_early(void *argument) {
  speak(argument, 0);
}
static void speak_late(void *argument) {
  speak(argument, 1);
}

static void live_and_end(void *argument, uint32_t index) {
  parting *parting = argument;
  (void)index;
  pthread_setspecific(early_key, parting);
  pthread_setspecific(late_key, parting);
  parting->table->log(1, "alive");
  parting->id = mh_thread_self();
  name_this("parting");
}

TEST(ends, "destructors of a plugin's thread-local objects find the thread as it was") {
  mh_host *host = open_host();
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "value");
  parting parting = {.table = install(host)};
  mh_thread_self(); /* the key of the core stands between the two */
  pthread_key_create(&early_key, speak_early);
  pthread_key_create(&late_key, speak_late);
  run_thread(live_and_end, &parting);
  CHECK_NUMBER(parting.ids[0], parting.id);
  CHECK_NUMBER(parting.ids[1], parting.id);
  CHECK_NUMBER(count_calls(host), 5);
  pthread_key_delete(early_key);
  pthread_key_delete(late_key);
  close_host(host);
}

/* ---- foreign threads ---- */

#ifdef __linux__

static milestone is_up = MILESTONE, may_end = MILESTONE;

static void *wait_named(void *table) {
  name_this("of a plugin");
  if (table != NULL) ((const osr_host_api *)table)->log(1, "hello");
  count_up(&is_up);
  wait_for(&may_end, 1);
  return NULL;
}

static bool is_among(uint32_t os_id, const uint32_t *os_ids, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (os_ids[i] == os_id) return true;
  }
  return false;
}

TEST(foreign, "threads of a plugin are foreign, whether they call or not; ours are not") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_plugin *plugin = load_local(table);
  pthread_t caller, silent;
  uint32_t before[64], now[64];
  is_up.reached = may_end.reached = 0;
  const uint32_t count_before = mh_foreign_threads(before, 64);
  REQUIRE(pthread_create(&caller, NULL, wait_named, table) == 0);
  REQUIRE(pthread_create(&silent, NULL, wait_named, NULL) == 0);
  wait_for(&is_up, 2);
  CHECK_NUMBER(mh_foreign_threads(NULL, 0), count_before + 2);
  const uint32_t count = mh_foreign_threads(now, 64);
  uint32_t named = 0;
  for (uint32_t i = 0; i < count; i++) {
    char name[64];
    if (is_among(now[i], before, count_before)) continue;
    mh_os_thread_name(now[i], name);
    named += strcmp(name, "of a plugin") == 0;
  }
  CHECK_NUMBER(named, 2);
  CHECK(!is_among(this_os_id(), now, count));
  reach(&may_end, 1);
  pthread_join(caller, NULL);
  pthread_join(silent, NULL);
  char name[64];
  mh_os_thread_name(4000000, name);
  CHECK_TEXT(name, "");
  unload_local(plugin, table);
  close_host(host);
}

#endif
