/* Locks: a remote's mutex guards what is marked so in it, remotes_mutex the list of all; nothing is called
 * while one is held, and no second one is taken. */
#define _GNU_SOURCE
#include "remote.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "child.h"
#include "crash.h"
#include "plugin.h"
#include "process.h"
#include "slot_call.h"
#include "slot_numbers.h"
#include "thread.h"
#include "trampoline_size.h"
#include "wire.h"

#define PARTNER_STACK ((size_t)512 << 10)
#define FIRST_FREE_DESCRIPTOR 10 /* above those that the child gets */
#define PARTNERS 64              /* the newest, of which a crash can be told by the number of the thread */
#define WATCH_EVERY 50           /* milliseconds, where the end of a process cannot be waited for otherwise */

typedef struct worker {
  struct worker *next;
  mh__wire *wire;
} worker;

struct mh__remote {
  pid_t pid;
  uint32_t owner;    /* thread that started it */
  mh__wire *control; /* of the thread that listens, as the next one */
  char *page;        /* shared with the child, which writes the dossier of a crash; NULL when it is over */
  _Atomic uint32_t plugins; /* that stand in it */
  _Atomic uint32_t
      holders; /* its plugins, the thread that listens, the partners, the callbacks in progress */
  _Atomic(mh_install *) table;    /* whose host gets the calls; NULL before the entry */
  _Atomic bool is_wanted_no_more; /* its end is our doing */
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  worker *idle;    /* guarded by mutex, as all below */
  uint32_t calls;  /* callbacks in progress */
  mh__wire *lines; /* all that are open, the control line not among them */
  bool is_over;    /* the process has ended: what follows says how */
  bool is_told;    /* a callback has said so, or it is booked */
  bool is_booking; /* told, and not in the list of crashes yet */
  int status;      /* as waitpid tells it */
  char *dossier;   /* what the page said; NULL: no memory */
  uint32_t partner_count;
  struct {
    uint32_t there; /* number of the thread in the child */
    uint32_t here;
  } partners[PARTNERS];
  mh__remote *next; /* in the list of all, guarded by remotes_mutex */
};

static pthread_mutex_t remotes_mutex = PTHREAD_MUTEX_INITIALIZER;
static mh__remote *remotes; /* processes that have not ended; guarded by remotes_mutex */

/* ---- life --------------------------------------------------------------------------------------------- */

static void hold(mh__remote *remote) {
  atomic_fetch_add(&remote->holders, 1);
}

static void drop(mh__remote *remote) {
  if (atomic_fetch_sub(&remote->holders, 1) != 1) return;
  mh__wire_close(remote->control);
  if (remote->page != NULL) munmap(remote->page, MH_CHILD_PAGE_SIZE);
  free(remote->dossier);
  pthread_cond_destroy(&remote->changed);
  pthread_mutex_destroy(&remote->mutex);
  free(remote);
}

/* A line to the child, which the end of the process ends too. NULL when there is no memory. */
static mh__wire *open_line(mh__remote *remote, int handed) {
  mh__wire *wire = mh__wire_open(handed);
  if (wire == NULL) return NULL;
  pthread_mutex_lock(&remote->mutex);
  wire->next = remote->lines;
  remote->lines = wire;
  pthread_mutex_unlock(&remote->mutex);
  return wire;
}

/* Accepts NULL. */
static void close_line(mh__remote *remote, mh__wire *wire) {
  if (wire == NULL) return;
  pthread_mutex_lock(&remote->mutex);
  mh__wire **at = &remote->lines;
  while (*at != wire)
    at = &(*at)->next;
  *at = wire->next;
  pthread_cond_broadcast(&remote->changed);
  pthread_mutex_unlock(&remote->mutex);
  mh__wire_close(wire);
}

static void enter_list(mh__remote *remote) {
  pthread_mutex_lock(&remotes_mutex);
  remote->next = remotes;
  remotes = remote;
  pthread_mutex_unlock(&remotes_mutex);
}

/* From here on its number may be another process's. */
static void leave_list(mh__remote *remote) {
  pthread_mutex_lock(&remotes_mutex);
  mh__remote **at = &remotes;
  while (*at != NULL && *at != remote)
    at = &(*at)->next;
  if (*at != NULL) *at = remote->next;
  pthread_mutex_unlock(&remotes_mutex);
}

/* Whether its process has not been waited for. Caller holds remotes_mutex. */
static bool is_listed(const mh__remote *remote) {
  const mh__remote *at = remotes;
  while (at != NULL && at != remote)
    at = at->next;
  return at != NULL;
}

/* Whether the process runs, which the thread that listens may not know better: its status stays to be taken.
 * Caller holds remotes_mutex. */
static bool is_running(const mh__remote *remote) {
  siginfo_t ended = {.si_pid = 0};
  return is_listed(remote) &&
         (waitid(P_PID, (id_t)remote->pid, &ended, WEXITED | WNOHANG | WNOWAIT) != 0 || ended.si_pid == 0);
}

static bool has_ended(const mh__remote *remote) {
  pthread_mutex_lock(&remotes_mutex);
  const bool is_there = is_running(remote);
  pthread_mutex_unlock(&remotes_mutex);
  return !is_there;
}

/* What has ended before is told of. Caller holds remotes_mutex. */
static void want_no_more(mh__remote *remote) {
  if (is_running(remote)) atomic_store(&remote->is_wanted_no_more, true);
}

/* The child is the leader of its group. Only while it is in the list: it has not been waited for then. */
static void kill_listed(const mh__remote *wanted, uint32_t owner) {
  pthread_mutex_lock(&remotes_mutex);
  for (mh__remote *at = remotes; at != NULL; at = at->next) {
    if ((wanted != NULL && at != wanted) || (owner != 0 && at->owner != owner)) continue;
    want_no_more(at);
    kill(-at->pid, SIGKILL);
  }
  pthread_mutex_unlock(&remotes_mutex);
}

/* In a child that somebody has forked the list is a copy, and its mutex may be locked for ever. */
void mh__kill_remotes(void) {
  if (!mh__is_fork()) kill_listed(NULL, 0);
}

void mh__kill_remotes_of(uint32_t thread) {
  kill_listed(NULL, thread);
}

/* Of a process that was asked where a thread stands; of others the dossier is that of a crash. */
static bool is_stand(const char *dossier) {
  return dossier != NULL && strncmp(dossier, "stand\t", 6) == 0;
}

void mh__remote_share(mh__remote *remote) {
  atomic_fetch_add(&remote->plugins, 1);
  hold(remote);
}

void mh__remote_leave(mh__remote *remote) {
  if (atomic_fetch_sub(&remote->plugins, 1) == 1) kill_listed(remote, 0);
  drop(remote);
}

/* Result: false when that takes more than `seconds`. */
static bool wait_until(mh__remote *remote, bool (*is_met)(const mh__remote *), int seconds) {
  struct timespec limit;
  clock_gettime(CLOCK_REALTIME, &limit);
  limit.tv_sec += seconds;
  pthread_mutex_lock(&remote->mutex);
  while (!is_met(remote) && pthread_cond_timedwait(&remote->changed, &remote->mutex, &limit) == 0)
    continue;
  const bool result = is_met(remote);
  pthread_mutex_unlock(&remote->mutex);
  return result;
}

/* Over, and what there is to be told of it can be read. */
static bool is_settled(const mh__remote *remote) {
  return remote->is_over && !remote->is_booking;
}

static bool has_no_lines(const mh__remote *remote) {
  return remote->lines == NULL;
}

/* Has the process write down where the thread of a frame stands, and end then. Its control line is there as
 * long as it is in the list. */
static void ask_for_stand(const mh__remote *remote, uint32_t frame) {
  pthread_mutex_lock(&remotes_mutex);
  if (is_listed(remote)) {
#ifdef MSG_NOSIGNAL
    send(remote->control->fd, &frame, sizeof frame, MSG_NOSIGNAL | MSG_DONTWAIT);
#else
    send(remote->control->fd, &frame, sizeof frame, MSG_DONTWAIT);
#endif
    shutdown(remote->control->fd, SHUT_WR);
  }
  pthread_mutex_unlock(&remotes_mutex);
}

void mh_plugin_kill(mh_plugin *plugin, uint32_t frame) {
  mh__remote *remote = plugin->remote;
  if (remote == NULL) return;
  pthread_mutex_lock(&remotes_mutex);
  want_no_more(remote);
  pthread_mutex_unlock(&remotes_mutex);
  if (frame != 0) {
    ask_for_stand(remote, frame);
    wait_until(remote, is_settled, 1);
  }
  kill_listed(remote, 0);
  wait_until(remote, is_settled, 2);
}

uint32_t mh_plugin_stand(mh_plugin *plugin, char *out, uint32_t size) {
  mh__remote *remote = plugin->remote;
  if (remote == NULL) return 0;
  pthread_mutex_lock(&remote->mutex);
  const char *text = remote->is_over ? remote->dossier : NULL;
  const uint32_t length = is_stand(text) ? (uint32_t)strlen(text) : 0;
  if (length > 0 && length <= size) memcpy(out, text, length);
  pthread_mutex_unlock(&remote->mutex);
  return length;
}

uint32_t mh_plugin_process(mh_plugin *plugin) {
  return plugin->remote == NULL ? 0 : (uint32_t)plugin->remote->pid;
}

uint32_t mh_plugin_is_over(mh_plugin *plugin) {
  mh__remote *remote = plugin->remote;
  if (remote == NULL) return 0;
  return has_ended(remote) && wait_until(remote, is_settled, 2);
}

/* ---- what is known of the end ------------------------------------------------------------------------- */

static uint32_t partner_of(mh__remote *remote, uint32_t there) {
  for (uint32_t i = 0; i < remote->partner_count && i < PARTNERS; i++) {
    if (remote->partners[i].there == there) return remote->partners[i].here;
  }
  return 0;
}

/* The dossier without its line of that label; the rest of the line is copied to `value`. */
static void take_line(char *text, const char *label, char *value, size_t size) {
  const size_t length = strlen(label);
  value[0] = '\0';
  for (char *line = text; *line != '\0';) {
    char *end = strchr(line, '\n');
    if (end == NULL) return;
    if (strncmp(line, label, length) == 0 && line[length] == '\t') {
      snprintf(value, size, "%.*s", (int)(end - line - (ptrdiff_t)length - 1), line + length + 1);
      memmove(line, end + 1, strlen(end + 1) + 1);
      return;
    }
    line = end + 1;
  }
}

/* Of those that end a process; not the C library's names, since an old one has none. */
static const char *name_of_signal(int signal) {
  switch (signal) {
  case SIGHUP:
    return "HUP";
  case SIGINT:
    return "INT";
  case SIGQUIT:
    return "QUIT";
  case SIGILL:
    return "ILL";
  case SIGTRAP:
    return "TRAP";
  case SIGABRT:
    return "ABRT";
  case SIGBUS:
    return "BUS";
  case SIGFPE:
    return "FPE";
  case SIGKILL:
    return "KILL";
  case SIGUSR1:
    return "USR1";
  case SIGSEGV:
    return "SEGV";
  case SIGUSR2:
    return "USR2";
  case SIGPIPE:
    return "PIPE";
  case SIGALRM:
    return "ALRM";
  case SIGTERM:
    return "TERM";
  case SIGXCPU:
    return "XCPU";
  case SIGXFSZ:
    return "XFSZ";
  case SIGSYS:
    return "SYS";
  default:
    return NULL;
  }
}

/* Of a process that wrote nothing: it was killed, or ended without a handler. */
static void describe_status(int status, char *out, size_t size) {
  if (WIFEXITED(status)) {
    snprintf(out, size, "exit\t%d\nquick\t1\n", WEXITSTATUS(status));
  } else {
    const char *name = name_of_signal(WTERMSIG(status));
    char number[16];
    snprintf(number, sizeof number, "%d", WTERMSIG(status));
    snprintf(out, size, "signal\tSIG%s\nkilled\t1\n", name == NULL ? number : name);
  }
}

/* How the process ended, as mh_crash_text tells it, with numbers that are of use here; NULL when there is no
 * memory. `frame` is that of the caller, or NULL on the thread that listens. Whoever calls knows that the
 * process is over. */
static char *describe_end(mh__remote *remote, const mh__frame *frame, uint32_t thread) {
  const size_t room = 256;
  char *text = malloc(MH_CHILD_PAGE_SIZE + room);
  char who[96], crashed_frame[32], host[32];
  const mh_install *table = atomic_load(&remote->table);
  if (text == NULL) return NULL;
  snprintf(text, MH_CHILD_PAGE_SIZE, "%s", remote->dossier == NULL ? "" : remote->dossier);
  if (text[0] == '\0') {
    describe_status(remote->status, text, MH_CHILD_PAGE_SIZE);
    char *end = text + strlen(text);
    if (frame != NULL) {
      snprintf(end, room, "frame\t%u\nthread\t%u\t\n", frame->id, thread);
    } else if (table != NULL) {
      snprintf(end, room, "host\t%u\n", table->host_id);
    }
    return text;
  }
  take_line(text, "thread", who, sizeof who);
  take_line(text, "frame", crashed_frame, sizeof crashed_frame);
  take_line(text, "host", host, sizeof host);
  char *name = strchr(who, '\t');
  const bool is_own = frame != NULL && strtoul(crashed_frame, NULL, 10) == frame->id;
  const uint32_t number = is_own ? thread : partner_of(remote, (uint32_t)strtoul(who, NULL, 10));
  char *end = text + strlen(text);
  end += snprintf(end, room, "thread\t%u\t%s\n", number, name == NULL ? "" : name + 1);
  if (frame != NULL) end += snprintf(end, room / 4, "frame\t%u\n", frame->id);
  if (frame != NULL && !is_own)
    end += snprintf(end, room / 4, "elsewhere\t%s\n", crashed_frame[0] == '\0' ? "thread" : "frame");
  if (frame == NULL && table != NULL) snprintf(end, room / 4, "host\t%u\n", table->host_id);
  return text;
}

static void book_end(mh__remote *remote) {
  char *text = describe_end(remote, NULL, 0);
  mh__book_crash(text == NULL ? "signal\tunknown\n" : text);
  free(text);
}

/* ---- slot calls --------------------------------------------------------------------------------------- */

/* on_chunk of a stream, with where it is in the child. Lives as long as the slot call. */
typedef struct stream {
  mh__remote *remote;
  uint64_t on_chunk;
  uint64_t user_data;
} stream;

static bool converse(mh__remote *remote, mh_job *job, mh__message *message,
                     const char *const texts[MH_WIRE_TEXTS]);

/* In a frame of its own, on a thread of the core (mh_chunk_call). */
static void pass_chunk(const char *chunk, void *user_data) {
  const stream *to = user_data;
  const mh__thread *self = mh__self();
  mh__message message = {.type = MH_WIRE_CHUNK,
                         .number = {[MH_CALL_FRAME] = self->frame == NULL ? 0 : self->frame->id},
                         .pointer = {to->on_chunk, to->user_data}};
  const char *const texts[MH_WIRE_TEXTS] = {chunk};
  converse(to->remote, self->job, &message, texts);
}

static const char *call_slot(mh__remote *remote, mh_install *table, const mh__wire *wire) {
  const mh__message *in = &wire->in;
  const mh__slot_call call = {.slot = in->number[0],
                              .level = (int32_t)in->number[1],
                              .text = {wire->text[0], wire->text[1]},
                              .pointer = in->pointer[0]};
  const char *answer = NULL;
  if (call.slot == MH_SLOT_COMPLETE_STREAM && in->pointer[0] != 0) {
    stream to = {.remote = remote, .on_chunk = in->pointer[0], .user_data = in->pointer[1]};
    mh__call_stream(&table->table, wire->text[0], pass_chunk, &to, &answer);
  } else {
    mh__call_slot(&table->table, &call, &answer);
  }
  return answer;
}

/* Makes the call that has come, on this thread, and answers it. Result: false when nobody waits for the
 * answer. */
static bool serve(mh__remote *remote, mh__wire *wire) {
  mh_install *table = atomic_load(&remote->table);
  if (wire->text[2] != NULL) mh__name_thread(wire->text[2]);
  const char *answer = table == NULL ? NULL : call_slot(remote, table, wire);
  mh__message message = {.type = MH_WIRE_ANSWER, .pointer = {(uint64_t)(uintptr_t)answer}};
  const char *const texts[MH_WIRE_TEXTS] = {answer};
  const bool is_heard = mh__wire_send(wire->fd, &message, texts);
  /* Without free_string the plugin frees its copy itself, and the host hears nothing of it. */
  if (answer != NULL && table->table.free_string == NULL) mh__give_back(&table->table, answer);
  return is_heard;
}

/* ---- callbacks ---------------------------------------------------------------------------------------- */

static worker *take_worker(mh__remote *remote) {
  pthread_mutex_lock(&remote->mutex);
  remote->calls++;
  while (remote->idle == NULL && !remote->is_over)
    pthread_cond_wait(&remote->changed, &remote->mutex);
  worker *taken = remote->is_over ? NULL : remote->idle;
  if (taken != NULL) remote->idle = taken->next;
  pthread_mutex_unlock(&remote->mutex);
  return taken;
}

static bool is_to_be_booked(mh__remote *remote);
static void book_when_quiet(mh__remote *remote);

/* The process may have ended since the callback has returned: then nobody else tells of it. */
static void give_worker(mh__remote *remote, worker *given) {
  pthread_mutex_lock(&remote->mutex);
  remote->calls--;
  const bool is_over = remote->is_over;
  if (!is_over) {
    given->next = remote->idle;
    remote->idle = given;
  }
  const bool is_untold = is_to_be_booked(remote);
  pthread_cond_signal(&remote->changed);
  pthread_mutex_unlock(&remote->mutex);
  if (is_over) {
    close_line(remote, given->wire);
    free(given);
  }
  if (is_untold) book_when_quiet(remote);
}

/* The line is dead, so the process is, or will be at once. */
static void wait_for_end(mh__remote *remote, worker *lost) {
  if (lost != NULL) close_line(remote, lost->wire);
  free(lost);
  pthread_mutex_lock(&remote->mutex);
  while (!remote->is_over)
    pthread_cond_wait(&remote->changed, &remote->mutex);
  remote->calls--;
  remote->is_told = true;
  pthread_mutex_unlock(&remote->mutex);
}

static void end_job(mh__remote *remote, mh_job *job) {
  char *text = describe_end(remote, &job->frame, mh__self()->id);
  free(job->result);
  job->result = text;
  job->dossier = text == NULL ? "signal\tunknown\n" : text;
  job->status = strncmp(job->dossier, "exit\t", 5) == 0 ? MH_EXITED : MH_CRASHED;
}

static bool keep_result(mh_job *job, const mh__wire *wire) {
  job->status = wire->in.number[MH_RETURN_STATUS];
  job->missing = wire->in.number[MH_RETURN_MISSING];
  if (wire->text[0] == NULL) return true;
  job->result_length = wire->in.length[0] - 1;
  job->result = strdup(wire->text[0]);
  if (job->result == NULL) job->status = MH_NO_MEMORY;
  return true;
}

/* Serves the line until the callback has returned. Result: false when the process is over before. */
static bool speak(mh__remote *remote, mh_job *job, mh__wire *wire) {
  while (mh__wire_receive(wire)) {
    if (wire->in.type == MH_WIRE_RETURN) return keep_result(job, wire);
    if (!serve(remote, wire)) return false;
  }
  return false;
}

/* Has a worker of the child run a callback. Result: false when the process is over before it has returned,
 * and then the job says so. */
static bool converse(mh__remote *remote, mh_job *job, mh__message *message,
                     const char *const texts[MH_WIRE_TEXTS]) {
  worker *partner = take_worker(remote);
  if (partner != NULL && mh__wire_send(partner->wire->fd, message, texts) &&
      speak(remote, job, partner->wire)) {
    if (job->purpose == MH_JOB_PLUGIN_CALL) {
      const mh__message *in = &partner->wire->in;
      mh_plugin *plugin = job->plugin;
      plugin->abi_version = in->number[MH_RETURN_ABI];
      plugin->table_version = in->number[MH_RETURN_TABLE_VERSION];
      plugin->callbacks = in->number[MH_RETURN_CALLBACKS];
      plugin->table_offset = (double)(int64_t)in->pointer[0];
    }
    give_worker(remote, partner);
    return true;
  }
  wait_for_end(remote, partner);
  end_job(remote, job);
  return false;
}

static uint32_t null_slots(const osr_host_api *table) {
  uint32_t nulls = 0;
  const _Atomic(uintptr_t) *slots = (const _Atomic(uintptr_t) *)(const void *)table + 1;
  for (uint32_t slot = 0; slot < MH_SLOTS; slot++) {
    if (atomic_load(&slots[slot]) == 0) nulls |= 1u << slot;
  }
  return nulls;
}

static bool returns_text(uint32_t kind) {
  return kind == MH_FRAME_GET_MANIFEST || kind == MH_FRAME_INVOKE || kind == MH_FRAME_HANDLE_ROUTE;
}

void mh__remote_call(mh_job *job) {
  mh_plugin *plugin = job->plugin;
  mh__remote *remote = plugin->remote;
  mh__message message = {.type = MH_WIRE_CALL,
                         .number = {[MH_CALL_KIND] = job->frame.kind,
                                    [MH_CALL_NUMBER] = job->number,
                                    [MH_CALL_FRAME] = job->frame.id}};
  if (job->frame.kind == MH_FRAME_ENTRY) {
    mh_install *table = plugin->host_table != NULL ? plugin->host_table : job->install;
    atomic_store(&remote->table, table);
    if (table != NULL) {
      message.number[MH_CALL_VERSION] = table->table.version;
      message.number[MH_CALL_NULL_SLOTS] = null_slots(&table->table);
    }
  }
  hold(remote);
  const char *const texts[MH_WIRE_TEXTS] = {job->text[0], job->text[1], job->text[2]};
  if (converse(remote, job, &message, texts) && returns_text(job->frame.kind) && job->result != NULL) {
    atomic_fetch_add(&plugin->returned, 1);
    atomic_fetch_add(&plugin->given_back, 1);
  }
  drop(remote);
}

/* ---- partners of the plugin's own threads ------------------------------------------------------------- */

typedef struct partner {
  mh__remote *remote;
  mh__wire *wire;
  uint32_t there;
  char name[64];
} partner;

static void note_partner(mh__remote *remote, uint32_t there, uint32_t here) {
  pthread_mutex_lock(&remote->mutex);
  const uint32_t at = remote->partner_count++ % PARTNERS;
  remote->partners[at].there = there;
  remote->partners[at].here = here;
  pthread_mutex_unlock(&remote->mutex);
}

static void *stand_in(void *argument) {
  partner *self = argument;
  note_partner(self->remote, self->there, mh__introduce()->id);
  mh__name_thread(self->name);
  while (mh__wire_receive(self->wire) && serve(self->remote, self->wire))
    continue;
  close_line(self->remote, self->wire);
  drop(self->remote);
  free(self);
  return NULL;
}

static bool start_thread(void *(*body)(void *), void *argument) {
  pthread_t thread;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, PARTNER_STACK);
  const int error = pthread_create(&thread, &attributes, body, argument);
  pthread_attr_destroy(&attributes);
  return error == 0;
}

/* Without memory or a thread the line is closed, and the child ends. */
static void add_partner(mh__remote *remote, const mh__wire *control, int handed) {
  partner *added = calloc(1, sizeof *added);
  mh__wire *wire = open_line(remote, handed);
  if (added != NULL && wire != NULL) {
    *added = (partner){.remote = remote, .wire = wire, .there = control->in.number[0]};
    snprintf(added->name, sizeof added->name, "%s", control->text[0] == NULL ? "" : control->text[0]);
    hold(remote);
    if (start_thread(stand_in, added)) return;
    drop(remote);
  }
  close_line(remote, wire);
  free(added);
}

static void add_worker(mh__remote *remote, int handed) {
  worker *added = calloc(1, sizeof *added);
  mh__wire *wire = open_line(remote, handed);
  if (added == NULL || wire == NULL) {
    close_line(remote, wire);
    free(added);
    return;
  }
  added->wire = wire;
  pthread_mutex_lock(&remote->mutex);
  added->next = remote->idle;
  remote->idle = added;
  pthread_cond_signal(&remote->changed);
  pthread_mutex_unlock(&remote->mutex);
}

/* ---- the thread that listens -------------------------------------------------------------------------- */

/* A descriptor that becomes readable at the end of the process, or -1. */
static int watch_process(pid_t pid) {
#if defined(__linux__) && defined(SYS_pidfd_open)
  return (int)syscall(SYS_pidfd_open, pid, 0);
#else
  (void)pid;
  return -1;
#endif
}

/* Waits for a message or for the end of the process, which the line alone does not tell: a process that the
 * plugin has forked holds the other end too. Result: false at the end. */
static bool wait_for_message(const mh__remote *remote, int process) {
  struct pollfd watched[2] = {{.fd = remote->control->fd, .events = POLLIN},
                              {.fd = process, .events = POLLIN}};
  for (;;) {
    if (poll(watched, 2, process < 0 ? WATCH_EVERY : -1) < 0 && errno != EINTR) return false;
    if (watched[0].revents != 0) return true;
    if (watched[1].revents != 0) return false;
    if (process < 0 && has_ended(remote)) return false;
  }
}

static int status_of(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    continue;
  return status;
}

/* Nobody speaks on them any more, whoever holds the other ends. What came before can be read. */
static void end_lines(const mh__wire *lines) {
  for (; lines != NULL; lines = lines->next)
    shutdown(lines->fd, SHUT_RDWR);
}

static void close_idle(mh__remote *remote, worker *idle) {
  while (idle != NULL) {
    worker *next = idle->next;
    close_line(remote, idle->wire);
    free(idle);
    idle = next;
  }
}

/* Whether nobody tells of the end: then it counts as told. Guarded by the mutex. */
static bool is_to_be_booked(mh__remote *remote) {
  if (!remote->is_over || remote->calls > 0 || remote->is_told) return false;
  /* One that we killed writes nothing: this one had crashed before. */
  const char *dossier = remote->dossier;
  const bool has_crashed = dossier != NULL && dossier[0] != '\0' && !is_stand(dossier);
  if (atomic_load(&remote->is_wanted_no_more) && !has_crashed) return false;
  remote->is_told = true;
  remote->is_booking = true;
  return true;
}

/* What its threads said last is recorded before, unless a partner waits for JavaScript. */
static void book_when_quiet(mh__remote *remote) {
  wait_until(remote, has_no_lines, 1);
  book_end(remote);
  pthread_mutex_lock(&remote->mutex);
  remote->is_booking = false;
  pthread_cond_broadcast(&remote->changed);
  pthread_mutex_unlock(&remote->mutex);
}

/* From here on the remote is a memory of how its process ended. */
static void end(mh__remote *remote, int status) {
  char *page = remote->page;
  page[MH_CHILD_PAGE_SIZE - 1] = '\0';
  char *dossier = strdup(page);
  munmap(page, MH_CHILD_PAGE_SIZE);
  mh__wire_close(remote->control);
  remote->control = NULL;
  remote->page = NULL;
  pthread_mutex_lock(&remote->mutex);
  remote->status = status;
  remote->dossier = dossier;
  remote->is_over = true;
  worker *idle = remote->idle;
  remote->idle = NULL;
  const bool is_untold = is_to_be_booked(remote);
  end_lines(remote->lines);
  pthread_cond_broadcast(&remote->changed);
  pthread_mutex_unlock(&remote->mutex);
  close_idle(remote, idle);
  if (is_untold) book_when_quiet(remote);
}

static void *listen_to(void *argument) {
  mh__remote *remote = argument;
  const int process = watch_process(remote->pid);
  mh__introduce_as_ours();
  mh__name_thread("osr-isolated");
  for (int handed; wait_for_message(remote, process) && mh__wire_take_over(remote->control, &handed);) {
    if (handed < 0) continue;
    if (remote->control->in.type == MH_WIRE_THREAD) {
      add_partner(remote, remote->control, handed);
    } else {
      add_worker(remote, handed);
    }
  }
  if (process >= 0) close(process);
  /* What it has started, and itself if it has closed the line otherwise. */
  kill(-remote->pid, SIGKILL);
  leave_list(remote);
  end(remote, status_of(remote->pid));
  drop(remote);
  return NULL;
}

/* ---- start -------------------------------------------------------------------------------------------- */

#ifdef __APPLE__
#include <crt_externs.h>
#define environ (*_NSGetEnviron()) /* a library cannot name the variable there */
#else
extern char **environ;
#endif

/* What a runner tells its own processes, and would mislead one that is none. */
static bool is_of_runner(const char *variable) {
  static const char *const names[] = {"NODE_OPTIONS=", "NODE_CHANNEL_",
                                      "NODE_V8_COVERAGE=", "NODE_UNIQUE_ID="};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strncmp(variable, names[i], strlen(names[i])) == 0) return true;
  }
  return false;
}

static char **child_environment(void) {
  size_t count = 0;
  while (environ[count] != NULL)
    count++;
  char **kept = calloc(count + 1, sizeof *kept);
  if (kept == NULL) return NULL;
  for (size_t i = 0, at = 0; i < count; i++) {
    if (!is_of_runner(environ[i])) kept[at++] = environ[i];
  }
  return kept;
}

/* A descriptor above those that the child gets; `fd` is closed. */
static int move_up(int fd) {
  if (fd < 0) return -1;
  const int moved = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE_DESCRIPTOR);
  close(fd);
  return moved;
}

static int make_page_file(void) {
#ifdef __linux__
  /* The C library has memfd_create from 2.27 on. */
  int fd = (int)syscall(SYS_memfd_create, "osaurus-mockhost", MFD_CLOEXEC);
#else
  char path[] = "/tmp/osaurus-mockhost-XXXXXX";
  int fd = mkstemp(path);
  if (fd >= 0) unlink(path);
#endif
  if (fd >= 0 && ftruncate(fd, MH_CHILD_PAGE_SIZE) != 0) {
    close(fd);
    return -1;
  }
  return move_up(fd);
}

/* Node marks its own output to be closed upon exec; a descriptor that gets its own number stays open. */
static void keep_open(posix_spawn_file_actions_t *actions, int fd) {
  if (fcntl(fd, F_GETFD) < 0) return;
#ifdef __APPLE__
  posix_spawn_file_actions_addinherit_np(actions, fd);
#else
  posix_spawn_file_actions_adddup2(actions, fd, fd);
#endif
}

static int spawn(pid_t *pid, const char *node, const char *script, double stack_size, int control, int page) {
  char size[32];
  snprintf(size, sizeof size, "%.0f", stack_size);
  char *const arguments[] = {(char *)(uintptr_t)node, (char *)(uintptr_t)script, size, NULL};
  char **environment = child_environment();
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, defaults;
  if (environment == NULL) return ENOMEM;
  sigemptyset(&none);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  keep_open(&actions, STDOUT_FILENO);
  keep_open(&actions, STDERR_FILENO);
  posix_spawn_file_actions_adddup2(&actions, control, MH_CHILD_CONTROL);
  posix_spawn_file_actions_adddup2(&actions, page, MH_CHILD_PAGE);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  const int error = posix_spawn(pid, node, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  free(environment);
  return error;
}

static void close_all(const int *descriptors, int count) {
  for (int i = 0; i < count; i++) {
    if (descriptors[i] >= 0) close(descriptors[i]);
  }
}

static bool make_lines(int ends[2]) {
  if (!mh__wire_pair(ends)) return false;
  for (int i = 0; i < 2; i++)
    ends[i] = move_up(ends[i]);
  return ends[0] >= 0 && ends[1] >= 0;
}

static mh__remote *make_remote(void) {
  mh__remote *remote = calloc(1, sizeof *remote);
  if (remote == NULL) return NULL;
  pthread_mutex_init(&remote->mutex, NULL);
  pthread_cond_init(&remote->changed, NULL);
  remote->owner = mh__self()->id;
  atomic_init(&remote->holders, 1);
  atomic_init(&remote->plugins, 1);
  return remote;
}

/* Starts the process of a remote that has none. Result: 0 or the error. */
static int start(mh__remote *remote, const char *node, const char *script, double stack_size) {
  int descriptors[3] = {-1, -1, -1}; /* our end of the control line, the child's, the page */
  descriptors[2] = make_page_file();
  if (!make_lines(descriptors) || descriptors[2] < 0) {
    const int error = errno;
    close_all(descriptors, 3);
    return error;
  }
  void *page = mmap(NULL, MH_CHILD_PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, descriptors[2], 0);
  remote->page = page == MAP_FAILED ? NULL : page;
  remote->control = mh__wire_open(descriptors[0]);
  const bool has_memory = remote->page != NULL && remote->control != NULL;
  const int error =
      has_memory ? spawn(&remote->pid, node, script, stack_size, descriptors[1], descriptors[2]) : ENOMEM;
  close_all(descriptors + 1, 2);
  return error;
}

static void kill_at_exit(void) {
  atexit(mh__kill_remotes);
}

mh_plugin *mh_plugin_create_remote(const char *node, const char *script, double stack_size) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  mh_plugin *plugin = mh_plugin_create();
  mh__remote *remote = plugin == NULL ? NULL : make_remote();
  int error = remote == NULL ? ENOMEM : start(remote, node, script, stack_size);
  if (error == 0) {
    enter_list(remote);
    hold(remote);
    if (start_thread(listen_to, remote)) {
      pthread_once(&once, kill_at_exit);
      plugin->remote = remote;
      return plugin;
    }
    leave_list(remote);
    kill(-remote->pid, SIGKILL);
    status_of(remote->pid);
    drop(remote);
    error = EAGAIN;
  }
  if (remote != NULL) drop(remote);
  free(plugin);
  errno = error;
  return NULL;
}
