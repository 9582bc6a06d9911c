/* The hot path for bench:check, which has valgrind count instructions: a warm-up that is always the same,
 * then as many calls of one path as the second argument says. What some more calls add is the cost of a call.
 */
#define _GNU_SOURCE
#include "../native/bench.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define WARM_UP 20000 /* fills the quarantine of freed strings */
#define MOST 20000

typedef struct context {
  const osr_host_api *table;
  int calls;
  const char *strings[MOST];
} context;

static void log_here(context *context) {
  log_often(context->table, WARM_UP + context->calls);
}

static void *log_on_this_thread(void *argument) {
  log_here(argument);
  return NULL;
}

static void log_in_background(context *context) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, log_on_this_thread, context) != 0) exit(1);
  pthread_join(thread, NULL);
}

static void use_strings(const osr_host_api *table) {
  for (int i = 0; i < WARM_UP; i++)
    table->free_string(table->config_get("key"));
}

static void get_config(context *context) {
  use_strings(context->table);
  for (int i = 0; i < context->calls; i++)
    context->strings[i] = context->table->config_get("key");
}

static void free_strings(context *context) {
  use_strings(context->table);
  for (int i = 0; i < MOST; i++)
    context->strings[i] = context->table->config_get("key");
  for (int i = 0; i < context->calls; i++)
    context->table->free_string(context->strings[i]);
}

static void get_agent(context *context) {
  use_strings(context->table);
  for (int i = 0; i < context->calls; i++)
    context->strings[i] = context->table->get_active_agent_id();
}

static const struct {
  const char *name;
  void (*walk)(context *context);
} paths[] = {
    {"log", log_here},          {"log-background", log_in_background},
    {"config-get", get_config}, {"free-string", free_strings},
    {"agent", get_agent},
};

static context hot;

int main(int count, char **arguments) {
  mh_host *host;
  hot.table = open_host(&host);
  hot.calls = count == 3 ? atoi(arguments[2]) : -1;
  if (hot.table == NULL || hot.calls < 0 || hot.calls > MOST) return 1;
  mh_host_set_answer(host, 0, MH_ANSWER_TEXT, "an answer");
  mh_host_set_agent(host, mh_agent("6f1c1f5e-3b1f-4d7a-9d51-3f1f6f1c1f5e"));
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    if (strcmp(paths[i].name, arguments[1]) != 0) continue;
    paths[i].walk(&hot);
    return 0;
  }
  return 1;
}
