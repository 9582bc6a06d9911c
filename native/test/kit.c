#define _GNU_SOURCE
#include "kit.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "slot_rules.h"

/* ---- hosts ---- */

mh_host *open_host_with(uint32_t abi_version, uint32_t null_slots, uint32_t attribution,
                        double journal_limit) {
  return mh_host_open(NULL, abi_version, null_slots, attribution, journal_limit, 0, 0, 0);
}

mh_host *open_host(void) {
  return open_host_with(6, 0, MH_BY_THREAD, JOURNAL_LIMIT);
}

mh_host *open_host_by_table(void) {
  return open_host_with(6, 0, MH_BY_TABLE, JOURNAL_LIMIT);
}

mh_host *open_asking_host(void) {
  mh_host *host = mh_host_open(mh_mailbox_open(), 6, 0, MH_BY_THREAD, JOURNAL_LIMIT, 0, 0, 0);
  /* Those that return nothing go on without JavaScript. */
  for (uint32_t slot = 0; slot < SLOTS; slot++) {
    if (mh__rules[slot].answers_text) mh_host_set_answer(host, slot, MH_ANSWER_ASK, NULL);
  }
  return host;
}

osr_host_api *install(mh_host *host) {
  mh_install *table = NULL;
  CHECK_NUMBER(mh_install_host(host, NULL, &table), MH_OK);
  return (osr_host_api *)(void *)table;
}

void close_host(mh_host *host) {
  CHECK_NUMBER(mh_uninstall(host, NULL), MH_OK);
  mh_host_close(host);
}

/* ---- threads ---- */

typedef struct crew {
  work *work;
  void *argument;
  pthread_mutex_t mutex;
  pthread_cond_t begin;
  bool has_begun; /* guarded by mutex */
} crew;

typedef struct worker {
  crew *crew;
  uint32_t index;
  pthread_t thread;
} worker;

static void *be_worker(void *argument) {
  worker *self = argument;
  pthread_mutex_lock(&self->crew->mutex);
  while (!self->crew->has_begun)
    pthread_cond_wait(&self->crew->begin, &self->crew->mutex);
  pthread_mutex_unlock(&self->crew->mutex);
  self->crew->work(self->crew->argument, self->index);
  return NULL;
}

void run_threads(uint32_t count, work *work, void *argument) {
  crew crew = {work, argument, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
  worker *workers = calloc(count, sizeof *workers);
  uint32_t started = 0;
  REQUIRE(workers != NULL);
  for (; started < count; started++) {
    workers[started] = (worker){.crew = &crew, .index = started};
    if (!CHECK(pthread_create(&workers[started].thread, NULL, be_worker, &workers[started]) == 0)) break;
  }
  pthread_mutex_lock(&crew.mutex);
  crew.has_begun = true;
  pthread_cond_broadcast(&crew.begin);
  pthread_mutex_unlock(&crew.mutex);
  for (uint32_t i = 0; i < started; i++)
    pthread_join(workers[i].thread, NULL);
  free(workers);
}

void run_thread(work *work, void *argument) {
  run_threads(1, work, argument);
}

void reach(milestone *at, uint32_t number) {
  pthread_mutex_lock(&at->mutex);
  if (at->reached < number) at->reached = number;
  pthread_cond_broadcast(&at->changed);
  pthread_mutex_unlock(&at->mutex);
}

void count_up(milestone *at) {
  pthread_mutex_lock(&at->mutex);
  at->reached++;
  pthread_cond_broadcast(&at->changed);
  pthread_mutex_unlock(&at->mutex);
}

void wait_for(milestone *at, uint32_t number) {
  pthread_mutex_lock(&at->mutex);
  while (at->reached < number)
    pthread_cond_wait(&at->changed, &at->mutex);
  pthread_mutex_unlock(&at->mutex);
}

/* ---- the journal ---- */

static uint32_t size_of(const mh_entry *entry) {
  return (uint32_t)sizeof *entry + ((entry->length[0] + entry->length[1] + entry->length[2] + 7u) & ~7u);
}

calls read_calls(mh_host *host) {
  calls read = {NULL, NULL, 0};
  const size_t size = (size_t)mh_journal_pending(host);
  read.bytes = malloc(size + 1);
  const size_t got = (size_t)mh_journal_drain(host, read.bytes, (double)size);
  CHECK(got <= size);
  read.entry = malloc((got / sizeof(mh_entry) + 1) * sizeof *read.entry);
  for (size_t at = 0; at < got;) {
    const mh_entry *entry = (const mh_entry *)(const void *)(read.bytes + at);
    read.entry[read.count++] = entry;
    at += size_of(entry);
  }
  return read;
}

void forget_calls(calls *calls) {
  free(calls->bytes);
  free(calls->entry);
}

uint32_t count_calls(mh_host *host) {
  calls read = read_calls(host);
  forget_calls(&read);
  return read.count;
}

static char *two_texts(void) {
  static _Thread_local char texts[2][4096];
  static _Thread_local int turn;
  turn = 1 - turn;
  return texts[turn];
}

static const char *cut(const char *text, uint32_t length) {
  char *copy = two_texts();
  snprintf(copy, 4096, "%.*s", (int)length, text);
  return copy;
}

const char *text_of(const mh_entry *entry, int which) {
  static const uint16_t nulls[] = {MH_FLAG_NULL_0, MH_FLAG_NULL_1, MH_FLAG_NULL_ANSWER};
  if ((entry->flags & nulls[which]) != 0) return NULL;
  const char *text = (const char *)(entry + 1);
  for (int i = 0; i < which; i++)
    text += entry->length[i];
  return cut(text, entry->length[which]);
}

/* ---- drops ---- */

drops read_drops(uint32_t after, uint32_t through) {
  drops read = {NULL, NULL, 0};
  const uint32_t size = mh_drops_read(after, through, NULL, 0);
  read.bytes = malloc(size + 1);
  CHECK_NUMBER(mh_drops_read(after, through, read.bytes, size), size);
  read.drop = malloc((size / sizeof(mh_drop) + 1) * sizeof *read.drop);
  for (uint32_t at = 0; at < size;) {
    const mh_drop *drop = (const mh_drop *)(const void *)(read.bytes + at);
    read.drop[read.count++] = drop;
    at += drop->size;
  }
  return read;
}

void forget_drops(drops *drops) {
  free(drops->bytes);
  free(drops->drop);
}

const char *drop_text(const mh_drop *drop, int which) {
  static const uint16_t nulls[] = {MH_FLAG_NULL_0, MH_FLAG_NULL_1};
  if ((drop->flags & nulls[which]) != 0) return NULL;
  return cut((const char *)(drop + 1) + (which == 0 ? 0 : drop->length[0]), drop->length[which]);
}

uint32_t last_drop(void) {
  drops all = read_drops(0, 0);
  const uint32_t serial = all.count == 0 ? 0 : all.drop[all.count - 1]->serial;
  forget_drops(&all);
  return serial;
}

/* ---- answering ---- */

long wait_for_pipe(mh_mailbox *mailbox) {
  struct pollfd end = {.fd = mh_mailbox_fd(mailbox), .events = POLLIN};
  char bytes[64];
  CHECK_NUMBER(poll(&end, 1, 60000), 1);
  return read(end.fd, bytes, sizeof bytes);
}

bool is_readable(mh_mailbox *mailbox) {
  struct pollfd end = {.fd = mh_mailbox_fd(mailbox), .events = POLLIN};
  return poll(&end, 1, 0) == 1;
}

void empty(mh_mailbox *mailbox) {
  while (is_readable(mailbox))
    wait_for_pipe(mailbox);
  CHECK_NUMBER(mh_mailbox_next(mailbox), MH_EVENT_NONE);
}

const char *event_text(mh_mailbox *mailbox) {
  mh_event *event = mh_mailbox_event(mailbox);
  return cut(event->text, event->length[0]);
}

uint32_t serve_until_done(mh_mailbox *mailbox, mh_job *job) {
  uint32_t served = 0;
  for (;;) {
    const uint32_t kind = mh_mailbox_wait(mailbox, job, 50);
    if (kind == MH_EVENT_DONE) return served;
    if (kind != MH_EVENT_REQUEST) continue;
    mh_event *event = mh_mailbox_event(mailbox);
    const char *text = event_text(mailbox);
    CHECK_NUMBER(mh_request_answer(mailbox, event->request, event->generation, text), MH_OK);
    served++;
  }
}

/* ---- a plugin in this program ---- */

local_plugin local;
void (*local_entry)(const osr_host_api *host);

static void take_back(const char *text) {
  (void)text;
  atomic_fetch_add(&local.freed, 1);
}

static void *init(void) {
  return &local;
}
static void destroy(void *context) {
  (void)context;
}

static const char *get_manifest(void *context) {
  (void)context;
  return "{}";
}

static const char *invoke(void *context, const char *type, const char *id, const char *payload) {
  CHECK(context == &local);
  return local.invoke == NULL ? "done" : local.invoke(type, id, payload);
}

static void config_changed(void *context, const char *key, const char *value) {
  CHECK(context == &local);
  if (local.config_changed != NULL) local.config_changed(key, value);
}

static const osr_plugin_api whole_api = {.free_string = take_back,
                                         .init = init,
                                         .destroy = destroy,
                                         .get_manifest = get_manifest,
                                         .invoke = invoke,
                                         .version = 6,
                                         .on_config_changed = config_changed};

__attribute__((visibility("default"))) const osr_plugin_api *
osaurus_plugin_entry_v2(const osr_host_api *host);

const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) {
  local.host = host;
  if (local_entry != NULL) local_entry(host);
  return &local.api;
}

mh_job *start_local(mh_plugin *plugin, osr_host_api *table, uint32_t kind, bool waiting, const char *id) {
  return mh_job_call(mh_mailbox_open(), plugin, install_of(table), NULL, kind, 0, 0, waiting, 0, "tool", id,
                     NULL);
}

uint32_t call_local(mh_plugin *plugin, osr_host_api *table, uint32_t kind, const char *text0,
                    const char *text1) {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_job *job = mh_job_call(mailbox, plugin, install_of(table), NULL, kind, 0, 0, 1, 0, text0, text1, NULL);
  if (!CHECK(job != NULL)) return MH_NO_MEMORY;
  serve_until_done(mailbox, job);
  const uint32_t status = mh_mailbox_event(mailbox)->status;
  mh_job_release(job);
  return status;
}

void reset_local(void) {
  local = (local_plugin){.api = whole_api};
}

/* A load of no path opens this program. */
mh_plugin *load_local(osr_host_api *table) {
  mh_plugin *plugin = mh_plugin_create();
  reset_local();
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_LOAD, NULL, NULL), MH_OK);
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_ENTRY, NULL, NULL), MH_OK);
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_INIT, NULL, NULL), MH_OK);
  return plugin;
}

void unload_local(mh_plugin *plugin, osr_host_api *table) {
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_DESTROY, NULL, NULL), MH_OK);
  mh_plugin_destroy(plugin);
}
