/* What the native rows share: the call that is measured, and the output that run.mjs reads. */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "mockhost.h"

#define BATCH 8000 /* calls of one sample: below one megabyte of journal, which stays in the cache */

static const char message[] = "GET /v1/messages?limit=50 answered 200 in 12 ms, 4096 bytes."; /* 60 bytes */
_Static_assert(sizeof message == 61, "the message has 60 bytes");

static inline double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* The compiler must not know the text, or it would count its bytes once. */
static inline const char *unknown_text(void) {
  const char *text = message;
  __asm__ volatile("" : "+r"(text));
  return text;
}

static inline void log_often(const osr_host_api *table, int calls) {
  for (int i = 0; i < calls; i++)
    table->log(1, unknown_text());
}

/* Nanoseconds a call, over one batch. */
static inline double time_log(const osr_host_api *table) {
  const double start = now();
  log_often(table, BATCH);
  return (now() - start) / BATCH;
}

/* An installed host whose journal never fills. Result: its table, or NULL. */
static inline const osr_host_api *open_host(mh_host **host) {
  *host = mh_host_open(NULL, 6, 0, MH_BY_THREAD, 1e12, 0, MH_RULE_CONFIG, 0);
  return *host == NULL ? NULL : (const osr_host_api *)(void *)mh_install_table(*host, NULL);
}

/* A row as summary.mjs describes it; the limits are JSON. */
typedef struct row {
  const char *name;
  const char *unit;
  const double *ours;
  const double *baseline; /* NULL: none */
  int samples;            /* of each */
  const char *baseline_is;
  const char *budget;
  const char *goal; /* NULL: none */
} row;

static inline void print_samples(const char *key, const double *samples, int count) {
  printf(",\"%s\":[", key);
  for (int i = 0; i < count; i++)
    printf("%s%.3f", i == 0 ? "" : ",", samples[i]);
  printf("]");
}

static inline void print_row(row row) {
  printf("{\"row\":\"%s\",\"unit\":\"%s\"", row.name, row.unit);
  print_samples("ours", row.ours, row.samples);
  if (row.baseline != NULL) {
    printf(",\"baselineIs\":\"%s\"", row.baseline_is);
    print_samples("baseline", row.baseline, row.samples);
  }
  printf(",\"budget\":%s", row.budget);
  if (row.goal != NULL) printf(",\"goal\":%s", row.goal);
  printf("}\n");
}

#endif
