/*
 * bench_plugin: a small plugin whose tools take their own time, and what a plain binding is measured by.
 *
 *   empty        answers at once
 *   log <n>      a thread of its own logs n lines of 60 bytes; the result is nanoseconds a call
 *   ask <n>      a thread of its own asks config_get n times; the result is nanoseconds a call
 *   insert <n>   a thread of its own inserts n rows by db_exec; the result is nanoseconds a call
 */
#define _GNU_SOURCE
#include "osaurus_plugin.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char line[] = "a line that a plugin logs, and that has just sixty bytes, ok";

static const osr_host_api *host;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* ---- work on a thread of its own ---- */

typedef struct work {
  void (*step)(const struct work *work);
  void (*callback)(const char *text);
  long count;
  double nanoseconds; /* a step */
} work;

static void *do_work(void *argument) {
  work *self = argument;
  const double start = now();
  for (long i = 0; i < self->count; i++)
    self->step(self);
  self->nanoseconds = (now() - start) / (double)self->count;
  return NULL;
}

static double measure(work work) {
  pthread_t thread;
  if (work.count < 1 || pthread_create(&thread, NULL, do_work, &work) != 0) return -1;
  pthread_join(thread, NULL);
  return work.nanoseconds;
}

static void log_line(const work *work) {
  (void)work;
  host->log(OSR_LOG_INFO, line);
}

static void ask(const work *work) {
  (void)work;
  const char *answer = host->config_get("key");
  if (answer != NULL) host->free_string(answer);
}

static void insert(const work *work) {
  (void)work;
  const char *answer =
      host->db_exec("INSERT INTO notes (text, stars) VALUES (?, ?)", "[\"a note of a plugin\",5]");
  if (answer != NULL) host->free_string(answer);
}

/* ---- what a plain binding does ---- */

static void call_back(const work *work) {
  work->callback(line);
}

/* Nanoseconds a call of `callback` from a thread of its own. */
OSR_EXPORT double bench_call_back(void (*callback)(const char *text), int count) {
  return measure((work){.step = call_back, .callback = callback, .count = count});
}

/* What the tool `empty` does, without anything around it. */
OSR_EXPORT const char *bench_empty(const char *payload) {
  return payload == NULL ? NULL : "{\"ok\":true,\"result\":null}";
}

/* ---- the plugin ---- */

static char *answer(double nanoseconds) {
  char *text = malloc(64);
  if (text != NULL) snprintf(text, 64, "{\"ok\":true,\"result\":%.3f}", nanoseconds);
  return text;
}

static const char *invoke(osr_plugin_ctx ctx, const char *type, const char *id, const char *payload) {
  (void)ctx;
  (void)type;
  if (strcmp(id, "log") == 0) return answer(measure((work){.step = log_line, .count = atol(payload)}));
  if (strcmp(id, "ask") == 0) return answer(measure((work){.step = ask, .count = atol(payload)}));
  if (strcmp(id, "insert") == 0) return answer(measure((work){.step = insert, .count = atol(payload)}));
  return strdup("{\"ok\":true,\"result\":null}");
}

static void free_string(const char *text) {
  free((void *)(uintptr_t)text);
}

static osr_plugin_ctx init(void) {
  return malloc(1);
}

static void destroy(osr_plugin_ctx ctx) {
  free(ctx);
}

static const char *get_manifest(osr_plugin_ctx ctx) {
  (void)ctx;
  return strdup("{\"plugin_id\":\"com.example.bench\",\"capabilities\":{\"tools\":["
                "{\"id\":\"empty\",\"description\":\"Answers at once.\"}]}}");
}

static const osr_plugin_api plugin_api = {
    .free_string = free_string,
    .init = init,
    .destroy = destroy,
    .get_manifest = get_manifest,
    .invoke = invoke,
    .version = OSR_ABI_VERSION,
};

const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *table) {
  host = table;
  return &plugin_api;
}
