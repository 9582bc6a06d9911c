/* What the tests share: hosts, threads, the journal as a list, a plugin that lives in the test program. */
#ifndef MOCKHOST_TEST_KIT_H
#define MOCKHOST_TEST_KIT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "harness.h"
#include "mockhost.h"

#define JOURNAL_LIMIT (256.0 * 1024 * 1024)

enum {
  CONFIG_GET,
  CONFIG_SET,
  CONFIG_DELETE,
  DB_EXEC,
  DB_QUERY,
  LOG,
  DISPATCH,
  TASK_STATUS,
  DISPATCH_CANCEL,
  DISPATCH_CLARIFY,
  COMPLETE,
  COMPLETE_STREAM,
  EMBED,
  LIST_MODELS,
  HTTP_REQUEST,
  FILE_READ,
  LIST_ACTIVE_TASKS,
  SEND_DRAFT,
  DISPATCH_INTERRUPT,
  DISPATCH_ADD_ISSUE,
  COMPLETE_CANCEL,
  GET_ACTIVE_AGENT_ID,
  LOG_STRUCTURED,
  FREE_STRING,
  SLOTS
};

/* ---- hosts ---- */

/* A host with all slots that nobody answers for, attribution by thread. */
mh_host *open_host(void);
mh_host *open_host_by_table(void);
mh_host *open_host_with(uint32_t abi_version, uint32_t null_slots, uint32_t attribution,
                        double journal_limit);
/* A host whose requests go to the mailbox of the calling thread. */
mh_host *open_asking_host(void);
/* Installs on the calling thread's own stack; the table, or NULL (the test has failed then). */
osr_host_api *install(mh_host *host);
/* Uninstalls from the calling thread's own stack and closes. */
void close_host(mh_host *host);
static inline mh_install *install_of(osr_host_api *table) {
  return (mh_install *)(void *)table;
}

/* ---- threads ---- */

typedef void work(void *argument, uint32_t index);

/* Runs work(argument, 0..count-1), each on a thread of its own, all let go at once, and joins them. */
void run_threads(uint32_t count, work *work, void *argument);
/* The same with one. */
void run_thread(work *work, void *argument);

/* A number that threads raise and wait for. */
typedef struct milestone {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  uint32_t reached;
} milestone;

#define MILESTONE {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0}

void reach(milestone *at, uint32_t number);
void count_up(milestone *at);
void wait_for(milestone *at, uint32_t number);

/* ---- the journal ---- */

typedef struct calls {
  uint8_t *bytes;
  const mh_entry **entry;
  uint32_t count;
} calls;

/* Everything that is new in the journal, in the order it is delivered. Give it to forget_calls. */
calls read_calls(mh_host *host);
void forget_calls(calls *calls);
/* How many entries there are, no more. */
uint32_t count_calls(mh_host *host);
/* Text 0, 1 or 2 of an entry; valid until two more were asked for on this thread. */
const char *text_of(const mh_entry *entry, int which);

/* ---- drops ---- */

typedef struct drops {
  uint8_t *bytes;
  const mh_drop **drop;
  uint32_t count;
} drops;

/* Drops since `after` through a host (0: any). */
drops read_drops(uint32_t after, uint32_t through);
void forget_drops(drops *drops);
const char *drop_text(const mh_drop *drop, int which);
/* Serial of the newest drop, for `after`. */
uint32_t last_drop(void);

/* ---- answering ---- */

/* Waits for the pipe, as an event loop does, and empties it. Result: bytes that were in it. */
long wait_for_pipe(mh_mailbox *mailbox);
bool is_readable(mh_mailbox *mailbox);
/* Takes what an earlier test has left in the pipe; nothing else is there. */
void empty(mh_mailbox *mailbox);
/* Text 0 of the current event; valid until the next event. */
const char *event_text(mh_mailbox *mailbox);
/* Answers requests until the job is done, each with its own first text. Result: how many. */
uint32_t serve_until_done(mh_mailbox *mailbox, mh_job *job);

/* ---- a plugin in this program ---- */

/* What its callbacks do; a test sets what it needs. invoke and handle_route answer a literal or NULL. */
typedef struct local_plugin {
  const char *(*invoke)(const char *type, const char *id, const char *payload);
  void (*config_changed)(const char *key, const char *value);
  const osr_host_api *host; /* of the latest entry */
  _Atomic uint32_t freed;   /* strings that came back */
  osr_plugin_api api;
} local_plugin;

extern local_plugin local;
/* What the entry function does beside; loading does not reset it. */
extern void (*local_entry)(const osr_host_api *host);

/* Gives it its callbacks, and no hooks. */
void reset_local(void);
/* Loads, enters and inits it on frame threads. NULL when the test has failed. Destroy: unload_local. */
mh_plugin *load_local(osr_host_api *table);
void unload_local(mh_plugin *plugin, osr_host_api *table);
/* Starts a callback and waits for it, answering requests as serve_until_done does. Result: mh_status; the
 * event of the mailbox holds the rest. */
uint32_t call_local(mh_plugin *plugin, osr_host_api *table, uint32_t kind, const char *text0,
                    const char *text1);
mh_job *start_local(mh_plugin *plugin, osr_host_api *table, uint32_t kind, bool waiting, const char *id);

#endif
