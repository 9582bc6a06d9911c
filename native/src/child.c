/* Locks: control_mutex is held while a line is handed over, strings_mutex guards the strings, running_mutex
 * the callbacks in progress; nothing is called while either is held. */
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "crash.h"
#include "job.h"
#include "plugin.h"
#include "runner.h"
#include "slot_numbers.h"
#include "thread.h"
#include "trampoline_size.h"
#include "wire.h"

#define BUCKETS 4096
#define QUARANTINE 1024

static pthread_mutex_t control_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_key_t line_key; /* made before the first other thread, as all that has no guard here */
static size_t stack_size;

static mh_plugin plugin;   /* written by one callback at a time */
static mh_install install; /* its table is what the plugin gets */

static _Atomic uint32_t idle_workers;

/* A thread that runs a callback, on its stack. */
typedef struct running {
  struct running *next; /* guarded by running_mutex */
  pthread_t thread;
  uint32_t frame;
} running;

static pthread_mutex_t running_mutex = PTHREAD_MUTEX_INITIALIZER;
static running *all_running; /* guarded by running_mutex */
static _Atomic bool is_stand_written;

static _Atomic uint32_t unnamed_workers; /* that have started, and still look like threads of the plugin */

/* Nobody is there to answer, now or ever. What the plugin has started goes too. */
static _Noreturn void end_process(void) {
  if (getpgrp() == getpid()) kill(0, SIGKILL); /* the group is its own */
  _exit(1);
}

/* ---- lines -------------------------------------------------------------------------------------------- */

/* A line of this thread. */
typedef struct line {
  mh__wire *wire;
  bool is_worker;
  char name[64]; /* of the thread, as the partner knows it */
} line;

static void set_close_on_exec(int fd) {
  fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* A thread that is made in a frame bears the name of the frame's thread until it gets its own. */
static void read_name(char *name, size_t size) {
  if (pthread_getname_np(pthread_self(), name, size) != 0 || strcmp(name, MH_FRAME_THREAD_NAME) == 0)
    name[0] = '\0';
}

/* The process ends when there is no line: a call that cannot be told would be lost. */
static line *open_line(mh__wire_type type) {
  int ends[2];
  line *opened = calloc(1, sizeof *opened);
  if (opened == NULL || !mh__wire_pair(ends)) end_process();
  opened->is_worker = type == MH_WIRE_WORKER;
  read_name(opened->name, sizeof opened->name);
  mh__message message = {.type = type, .number = {mh__self()->id}};
  const char *const texts[MH_WIRE_TEXTS] = {opened->name};
  pthread_mutex_lock(&control_mutex);
  const bool is_told = mh__wire_hand_over(MH_CHILD_CONTROL, &message, texts, ends[1]);
  pthread_mutex_unlock(&control_mutex);
  close(ends[1]);
  opened->wire = mh__wire_open(ends[0]);
  if (!is_told || opened->wire == NULL) end_process();
  pthread_setspecific(line_key, opened);
  return opened;
}

static line *own_line(void) {
  line *own = pthread_getspecific(line_key);
  return own != NULL ? own : open_line(MH_WIRE_THREAD);
}

/* Runs at the end of a thread that had one. */
static void close_line(void *value) {
  line *closed = value;
  mh__wire_close(closed->wire);
  free(closed);
}

/* ---- strings of the host ------------------------------------------------------------------------------ */

/* A copy that the plugin got of a string that is in the other process. */
typedef struct copy {
  struct copy *next; /* in its bucket */
  char *text;
  uint64_t original;
  bool is_freed;
} copy;

static pthread_mutex_t strings_mutex = PTHREAD_MUTEX_INITIALIZER;
static copy *copies[BUCKETS];        /* guarded by strings_mutex, as all below */
static copy *quarantine[QUARANTINE]; /* freed; kept so that a second free is known */
static uint32_t freed_so_far;

static copy **bucket_of(const char *text) {
  return &copies[((uintptr_t)text >> 4) % BUCKETS];
}

static copy **place_of(const char *text) {
  copy **at = bucket_of(text);
  while (*at != NULL && (*at)->text != text)
    at = &(*at)->next;
  return at;
}

static const char *copy_string(const char *text, uint64_t original) {
  copy *added = malloc(sizeof *added);
  char *own = strdup(text);
  if (added == NULL || own == NULL) end_process();
  if (install.table.free_string == NULL) { /* the plugin gives it to free() */
    free(added);
    return own;
  }
  pthread_mutex_lock(&strings_mutex);
  copy **bucket = bucket_of(own);
  *added = (copy){.next = *bucket, .text = own, .original = original};
  *bucket = added;
  pthread_mutex_unlock(&strings_mutex);
  return own;
}

/* Takes what leaves the quarantine out of its bucket. Result: it, for the caller to free, or NULL. */
static copy *enter_quarantine(copy *freed) {
  copy **place = &quarantine[freed_so_far++ % QUARANTINE];
  copy *old = *place;
  *place = freed;
  if (old != NULL) *place_of(old->text) = old->next;
  return old;
}

/* Where the string is in the other process; of an address that nobody handed out, that address. */
static uint64_t give_back_copy(const char *text) {
  uint64_t original = (uint64_t)(uintptr_t)text;
  copy *gone = NULL;
  pthread_mutex_lock(&strings_mutex);
  copy *found = *place_of(text);
  if (found != NULL) {
    original = found->original;
    if (!found->is_freed) gone = enter_quarantine(found);
    found->is_freed = true;
  }
  pthread_mutex_unlock(&strings_mutex);
  if (gone != NULL) free(gone->text);
  free(gone);
  return original;
}

/* ---- the table of the plugin -------------------------------------------------------------------------- */

/* Has the partner make the call. The answer comes on the same line, whatever the other threads do meanwhile.
 * A thread that is cancelled meanwhile ends after its answer: half a message would be the end of the line. */
static const char *pass_on(mh__message *call, const char *a, const char *b) {
  int cancelling;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelling);
  line *own = own_line();
  mh__wire *wire = own->wire;
  char name[sizeof own->name] = "";
  const char *texts[MH_WIRE_TEXTS] = {a, b, NULL};
  call->type = MH_WIRE_SLOT;
  if (!own->is_worker) read_name(name, sizeof name);
  if (!own->is_worker && strcmp(name, own->name) != 0) {
    memcpy(own->name, name, sizeof name);
    texts[2] = own->name;
  }
  if (!mh__wire_send(wire->fd, call, texts) || !mh__wire_receive(wire)) end_process();
  const char *answer = wire->text[0] == NULL ? NULL : copy_string(wire->text[0], wire->in.pointer[0]);
  pthread_setcancelstate(cancelling, NULL);
  return answer;
}

static const char *ask(uint32_t slot, const char *a, const char *b) {
  mh__message call = {.number = {slot}};
  return pass_on(&call, a, b);
}

static void tell(uint32_t slot, int level, const char *a, const char *b) {
  mh__message call = {.number = {slot, (uint32_t)level}};
  pass_on(&call, a, b);
}

#define ASKS(name, slot)                                                                                     \
  static const char *name(const char *a) {                                                                   \
    return ask(slot, a, NULL);                                                                               \
  }
#define ASKS_WITH_TWO(name, slot)                                                                            \
  static const char *name(const char *a, const char *b) {                                                    \
    return ask(slot, a, b);                                                                                  \
  }
#define ASKS_WITHOUT(name, slot)                                                                             \
  static const char *name(void) {                                                                            \
    return ask(slot, NULL, NULL);                                                                            \
  }
#define TELLS(name, slot)                                                                                    \
  static void name(const char *a) {                                                                          \
    tell(slot, 0, a, NULL);                                                                                  \
  }
#define TELLS_TWO(name, slot)                                                                                \
  static void name(const char *a, const char *b) {                                                           \
    tell(slot, 0, a, b);                                                                                     \
  }

ASKS(config_get, MH_SLOT_CONFIG_GET)
TELLS_TWO(config_set, MH_SLOT_CONFIG_SET)
TELLS(config_delete, MH_SLOT_CONFIG_DELETE)
ASKS_WITH_TWO(db_exec, MH_SLOT_DB_EXEC)
ASKS_WITH_TWO(db_query, MH_SLOT_DB_QUERY)
ASKS(dispatch, MH_SLOT_DISPATCH)
ASKS(task_status, MH_SLOT_TASK_STATUS)
TELLS(dispatch_cancel, MH_SLOT_DISPATCH_CANCEL)
TELLS_TWO(dispatch_clarify, MH_SLOT_DISPATCH_CLARIFY)
ASKS(complete, MH_SLOT_COMPLETE)
ASKS(embed, MH_SLOT_EMBED)
ASKS_WITHOUT(list_models, MH_SLOT_LIST_MODELS)
ASKS(http_request, MH_SLOT_HTTP_REQUEST)
ASKS(file_read, MH_SLOT_FILE_READ)
ASKS_WITHOUT(list_active_tasks, MH_SLOT_LIST_ACTIVE_TASKS)
TELLS_TWO(send_draft, MH_SLOT_SEND_DRAFT)
TELLS_TWO(dispatch_interrupt, MH_SLOT_DISPATCH_INTERRUPT)
ASKS_WITH_TWO(dispatch_add_issue, MH_SLOT_DISPATCH_ADD_ISSUE)
TELLS(complete_cancel, MH_SLOT_COMPLETE_CANCEL)
ASKS_WITHOUT(get_active_agent_id, MH_SLOT_GET_ACTIVE_AGENT_ID)

static void write_log(int level, const char *message) {
  tell(MH_SLOT_LOG, level, message, NULL);
}

static void log_structured(int level, const char *message, const char *payload) {
  tell(MH_SLOT_LOG_STRUCTURED, level, message, payload);
}

static const char *complete_stream(const char *request, osr_on_chunk on_chunk, void *user_data) {
  mh__message call = {.number = {MH_SLOT_COMPLETE_STREAM}};
  memcpy(&call.pointer[0], &on_chunk, sizeof on_chunk);
  call.pointer[1] = (uint64_t)(uintptr_t)user_data;
  return pass_on(&call, request, NULL);
}

static void free_string(const char *text) {
  mh__message call = {.number = {MH_SLOT_FREE_STRING}, .pointer = {give_back_copy(text)}};
  pass_on(&call, NULL, NULL);
}

static const osr_host_api functions = {.config_get = config_get,
                                       .config_set = config_set,
                                       .config_delete = config_delete,
                                       .db_exec = db_exec,
                                       .db_query = db_query,
                                       .log = write_log,
                                       .dispatch = dispatch,
                                       .task_status = task_status,
                                       .dispatch_cancel = dispatch_cancel,
                                       .dispatch_clarify = dispatch_clarify,
                                       .complete = complete,
                                       .complete_stream = complete_stream,
                                       .embed = embed,
                                       .list_models = list_models,
                                       .http_request = http_request,
                                       .file_read = file_read,
                                       .list_active_tasks = list_active_tasks,
                                       .send_draft = send_draft,
                                       .dispatch_interrupt = dispatch_interrupt,
                                       .dispatch_add_issue = dispatch_add_issue,
                                       .complete_cancel = complete_cancel,
                                       .get_active_agent_id = get_active_agent_id,
                                       .log_structured = log_structured,
                                       .free_string = free_string};

/* The table as the host has it: its version, and NULL where it has NULL. */
static void make_table(uint32_t version, uint32_t null_slots) {
  uintptr_t slots[MH_SLOTS];
  install.table = functions;
  install.table.version = version;
  char *first = (char *)&install.table + offsetof(osr_host_api, config_get);
  memcpy(slots, first, sizeof slots);
  for (uint32_t slot = 0; slot < MH_SLOTS; slot++) {
    if ((null_slots >> slot & 1) != 0) slots[slot] = 0;
  }
  memcpy(first, slots, sizeof slots);
}

/* ---- callbacks ---------------------------------------------------------------------------------------- */

static uint32_t callbacks_there(void) {
  uint32_t there = 0;
  for (uint32_t kind = MH_FRAME_LOAD; kind <= MH_FRAME_DESTROY; kind++) {
    if (mh_plugin_has(&plugin, kind)) there |= 1u << kind;
  }
  return there;
}

static void call_plugin(mh__wire *wire, mh_job *job) {
  const uint32_t *number = wire->in.number;
  if (number[MH_CALL_KIND] == MH_FRAME_ENTRY) make_table(number[MH_CALL_VERSION], number[MH_CALL_NULL_SLOTS]);
  job->plugin = &plugin;
  job->install = install.table.version == 0 ? NULL : &install;
  job->number = number[MH_CALL_NUMBER];
  for (int i = 0; i < MH_WIRE_TEXTS; i++)
    job->text[i] = (char *)(uintptr_t)wire->text[i];
  mh__plugin_call(job);
}

static void call_on_chunk(const mh__wire *wire) {
  osr_on_chunk on_chunk;
  memcpy(&on_chunk, &wire->in.pointer[0], sizeof on_chunk);
  on_chunk(wire->text[0], (void *)(uintptr_t)wire->in.pointer[1]);
}

static void enter_running(running *entered, uint32_t frame) {
  pthread_mutex_lock(&running_mutex);
  *entered = (running){.next = all_running, .thread = pthread_self(), .frame = frame};
  all_running = entered;
  pthread_mutex_unlock(&running_mutex);
}

static void leave_running(const running *left) {
  pthread_mutex_lock(&running_mutex);
  running **at = &all_running;
  while (*at != left)
    at = &(*at)->next;
  *at = left->next;
  pthread_mutex_unlock(&running_mutex);
}

/* The texts stay where they are during the call, in which other messages come on the same line. */
static void run(mh__thread *self, mh__wire *wire, mh_job *job) {
  const bool is_chunk = wire->in.type == MH_WIRE_CHUNK;
  const mh__message message = wire->in;
  mh__wire request = *wire;
  char *texts = mh__wire_keep_texts(wire);
  job->frame = (mh__frame){.id = message.number[MH_CALL_FRAME],
                           .kind = is_chunk ? MH_FRAME_ON_CHUNK : message.number[MH_CALL_KIND]};
  self->frame = &job->frame;
  running own;
  enter_running(&own, job->frame.id);
  if (is_chunk) {
    call_on_chunk(&request);
  } else {
    call_plugin(&request, job);
  }
  leave_running(&own);
  self->frame = NULL;
  free(texts);
}

/* A detached thread that was told to end gets this long, in steps of 5 ms. */
#define STEPS 10
#define MOST_LEFTOVERS 64

/* The threads of the plugin that live on, or NULL. Owner: the caller. */
static char *list_leftovers(void) {
  const struct timespec step = {.tv_nsec = 5 * 1000 * 1000};
  uint32_t ids[MOST_LEFTOVERS];
  while (atomic_load(&unnamed_workers) > 0)
    usleep(1000);
  uint32_t count = mh_foreign_threads(ids, MOST_LEFTOVERS);
  for (int tries = 0; count > 0 && tries < STEPS; tries++) {
    nanosleep(&step, NULL);
    count = mh_foreign_threads(ids, MOST_LEFTOVERS);
  }
  const size_t line = 96;
  char *list = count == 0 ? NULL : calloc(MOST_LEFTOVERS, line);
  char *at = list;
  for (uint32_t i = 0; list != NULL && i < count && i < MOST_LEFTOVERS; i++) {
    char name[64];
    mh_os_thread_name(ids[i], name);
    at += snprintf(at, line, "%u\t%s\n", ids[i], name);
  }
  return list;
}

static mh__message result_of(const mh_job *job) {
  return (mh__message){.type = MH_WIRE_RETURN,
                       .number = {[MH_RETURN_STATUS] = job->status,
                                  [MH_RETURN_MISSING] = job->missing,
                                  [MH_RETURN_ABI] = mh_plugin_abi(&plugin),
                                  [MH_RETURN_TABLE_VERSION] = mh_plugin_table_version(&plugin),
                                  [MH_RETURN_CALLBACKS] = callbacks_there()},
                       .pointer = {(uint64_t)(int64_t)mh_plugin_table_offset(&plugin)}};
}

static void start_worker(void);

static void *work(void *unused) {
  mh__thread *self = mh__introduce_as_ours();
  mh__name_thread(MH_FRAME_THREAD_NAME);
  atomic_fetch_sub(&unnamed_workers, 1);
  mh__crash_stack_take();
  mh__wire *wire = open_line(MH_WIRE_WORKER)->wire;
  while (mh__wire_receive(wire)) {
    mh_job job = {.status = MH_OK};
    if (atomic_fetch_sub(&idle_workers, 1) == 1) start_worker();
    run(self, wire, &job);
    if (job.frame.kind == MH_FRAME_DESTROY) job.result = list_leftovers();
    mh__message result = result_of(&job);
    const char *const texts[MH_WIRE_TEXTS] = {job.result};
    atomic_fetch_add(&idle_workers, 1); /* what this thread did happened before what the next one does */
    const bool is_told = mh__wire_send(wire->fd, &result, texts);
    free(job.result);
    if (!is_told) break;
  }
  end_process();
  return unused;
}

static void start_worker(void) {
  pthread_t thread;
  pthread_attr_t attributes;
  atomic_fetch_add(&idle_workers, 1);
  atomic_fetch_add(&unnamed_workers, 1);
  if (pthread_attr_init(&attributes) != 0) end_process();
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_size);
  if (pthread_create(&thread, &attributes, work, NULL) != 0) end_process();
  pthread_attr_destroy(&attributes);
}

static void on_stand(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info;
  mh__write_stand(context);
  atomic_store(&is_stand_written, true);
}

/* Has the thread of a frame write down where it stands. It may hold any lock, and then writes nothing. */
static void tell_stand(uint32_t frame) {
  struct sigaction stand = {.sa_sigaction = on_stand, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
  bool is_asked = false;
  sigemptyset(&stand.sa_mask);
  sigaction(SIGUSR2, &stand, NULL);
  pthread_mutex_lock(&running_mutex);
  for (const running *at = all_running; at != NULL; at = at->next) {
    if (at->frame == frame) is_asked = pthread_kill(at->thread, SIGUSR2) == 0;
  }
  pthread_mutex_unlock(&running_mutex);
  for (int tries = 0; is_asked && !atomic_load(&is_stand_written) && tries < 100; tries++)
    usleep(1000);
}

void mh_child_serve(double size) {
  const struct rlimit no_core = {0, 0};
  uint32_t frame;
  setrlimit(RLIMIT_CORE, &no_core); /* dumps of Node are large, and each crash would wait for its own */
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  set_close_on_exec(MH_CHILD_CONTROL);
  set_close_on_exec(MH_CHILD_PAGE);
  void *page = mmap(NULL, MH_CHILD_PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, MH_CHILD_PAGE, 0);
  if (page == MAP_FAILED || pthread_key_create(&line_key, close_line) != 0) end_process();
  mh__add_dossier_page(page, MH_CHILD_PAGE_SIZE);
  mh__die_of_crashes();
  if (getenv("OSAURUS_MOCKHOST_DEBUG") != NULL) mh_allow_debugger();
  stack_size = mh__usable_stack_size((size_t)size);
  start_worker();
  /* All that comes is the number of a frame that is given up, until the other process closes its end or is
   * gone. */
  for (ssize_t got; (got = recv(MH_CHILD_CONTROL, &frame, sizeof frame, MSG_WAITALL)) != 0;) {
    if (got == sizeof frame) tell_stand(frame);
    if (got < 0 && errno != EINTR) break;
  }
  end_process();
}
