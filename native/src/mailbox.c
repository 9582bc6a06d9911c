/* Locks: the mutex of a mailbox guards its queues; while it is held a pipe is written and threads are woken,
 * nothing else. */
#define _GNU_SOURCE
#include "mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "host.h"
#include "job.h"
#include "strings.h"

typedef struct place {
  mh__request *request; /* NULL: free */
  uint32_t generation;
} place;

struct mh_mailbox {
  pthread_mutex_t mutex;
  mh__parker *parker;         /* of the owner; written once */
  int read_end;               /* written once */
  int write_end;              /* -1: nobody reads; guarded by mutex, as all below down to `event` */
  bool is_read_end_taken;     /* JavaScript closes it */
  bool is_over;               /* the owner has ended */
  bool is_signalled;          /* a byte is in the pipe, or JavaScript is still emptying the queues */
  uint32_t pumped;            /* jobs that JavaScript waits for */
  mh__request *first_request; /* asked and not shown yet */
  mh__request *last_request;
  mh_job *first_job; /* finished and not shown yet */
  mh_job *last_job;
  mh_job *held; /* jobs that JavaScript has not given back, in any state */
  place *places;
  uint32_t place_count;
  mh_event event; /* owner only, as all below */
  const char *texts[2];
  char *long_answer; /* of the slot call that the event shows; NULL: it fits */
  mh_mailbox *older;
};

/* All mailboxes ever made. They stay: calls of ended hosts may still hold the address of one. */
static _Atomic(mh_mailbox *) newest;

static void keep_for_ever(mh_mailbox *mailbox) {
  mailbox->older = atomic_load(&newest);
  while (!atomic_compare_exchange_weak(&newest, &mailbox->older, mailbox))
    continue;
}

static bool make_pipe(int ends[2]) {
#ifdef __linux__
  return pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0;
#else
  if (pipe(ends) != 0) return false;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[i], F_SETFL, O_NONBLOCK);
  }
  return true;
#endif
}

mh_mailbox *mh_mailbox_open(void) {
  mh__thread *self = mh__self();
  if (self->mailbox != NULL) return self->mailbox;
  int ends[2];
  mh_mailbox *mailbox = calloc(1, sizeof *mailbox);
  if (mailbox == NULL) return NULL;
  mailbox->parker = mh__own_parker();
  if (mailbox->parker == NULL || !make_pipe(ends)) {
    free(mailbox);
    return NULL;
  }
  pthread_mutex_init(&mailbox->mutex, NULL);
  mailbox->read_end = ends[0];
  mailbox->write_end = ends[1];
  keep_for_ever(mailbox);
  self->mailbox = mailbox;
  mh__note_name();
  return mailbox;
}

int32_t mh_mailbox_fd(mh_mailbox *mailbox) {
  pthread_mutex_lock(&mailbox->mutex);
  mailbox->is_read_end_taken = true;
  pthread_mutex_unlock(&mailbox->mutex);
  return mailbox->read_end;
}

mh_event *mh_mailbox_event(mh_mailbox *mailbox) {
  return &mailbox->event;
}

/* ---- requests by index and generation ------------------------------------------------------------------ */

static bool grow_places(mh_mailbox *mailbox) {
  const uint32_t count = mailbox->place_count == 0 ? 64 : mailbox->place_count * 2;
  place *places = realloc(mailbox->places, count * sizeof *places);
  if (places == NULL) return false;
  memset(places + mailbox->place_count, 0, (count - mailbox->place_count) * sizeof *places);
  mailbox->places = places;
  mailbox->place_count = count;
  return true;
}

static bool give_place(mh_mailbox *mailbox, mh__request *request) {
  uint32_t index = 0;
  while (index < mailbox->place_count && mailbox->places[index].request != NULL)
    index++;
  if (index == mailbox->place_count && !grow_places(mailbox)) return false;
  mailbox->places[index].request = request;
  request->index = index;
  request->generation = ++mailbox->places[index].generation;
  return true;
}

/* Takes the request out; NULL when it was answered before, or is of the other sort. */
static mh__request *take_place(mh_mailbox *mailbox, uint32_t index, uint32_t generation, bool is_direct) {
  if (index >= mailbox->place_count || mailbox->places[index].generation != generation) return NULL;
  mh__request *request = mailbox->places[index].request;
  if (request == NULL || (request->parker == NULL) != is_direct) return NULL;
  mailbox->places[index].request = NULL;
  return request;
}

/* ---- waking -------------------------------------------------------------------------------------------- */

static void fail(mh_mailbox *mailbox, mh__request *request) {
  mh__parker *parker = request->parker;
  mailbox->places[request->index].request = NULL;
  request->has_failed = true;
  atomic_store_explicit(&request->is_answered, true, memory_order_release);
  /* From here on the request may be gone; its parker never is. */
  mh__unpark(parker);
}

/* Requests that JavaScript has seen are its own to answer; nobody will see these. */
static void fail_queued(mh_mailbox *mailbox) {
  mh__request *request = mailbox->first_request;
  mailbox->first_request = mailbox->last_request = NULL;
  while (request != NULL) {
    mh__request *next = request->next;
    fail(mailbox, request);
    request = next;
  }
}

/* Both answer whether somebody reads the pipe. */
static bool has_reader(const mh_mailbox *mailbox) {
  struct pollfd end = {.fd = mailbox->write_end, .events = POLLOUT};
  return poll(&end, 1, 0) <= 0 || (end.revents & (POLLERR | POLLHUP)) == 0;
}

static bool write_byte(const mh_mailbox *mailbox) {
  ssize_t written;
  do {
    written = write(mailbox->write_end, "", 1);
  } while (written < 0 && errno == EINTR);
  return written >= 0 || errno == EAGAIN;
}

/* Tells the event loop, once until it has emptied the queues. Without a reader nobody will come for what is
 * queued; JavaScript may still pump, as in a handler of the exit. */
static void signal_loop(mh_mailbox *mailbox) {
  if (mailbox->is_signalled ? !has_reader(mailbox) : !write_byte(mailbox)) {
    fail_queued(mailbox);
    return;
  }
  mailbox->is_signalled = true;
}

static void wake_owner(mh_mailbox *mailbox) {
  if (mailbox->pumped > 0) {
    mh__unpark(mailbox->parker);
  } else {
    signal_loop(mailbox);
  }
}

/* ---- asking -------------------------------------------------------------------------------------------- */

static void enqueue(mh_mailbox *mailbox, mh__request *request) {
  request->next = NULL;
  if (mailbox->last_request == NULL) {
    mailbox->first_request = request;
  } else {
    mailbox->last_request->next = request;
  }
  mailbox->last_request = request;
}

static bool ask(mh_mailbox *mailbox, mh__request *request) {
  pthread_mutex_lock(&mailbox->mutex);
  const bool is_asked = !mailbox->is_over && give_place(mailbox, request);
  if (is_asked) {
    enqueue(mailbox, request);
    wake_owner(mailbox);
  }
  pthread_mutex_unlock(&mailbox->mutex);
  if (!is_asked) return false;
  while (!atomic_load_explicit(&request->is_answered, memory_order_acquire) ||
         atomic_load_explicit(&request->chunks, memory_order_acquire) > 0)
    mh__park(request->parker, -1);
  return !request->has_failed;
}

/* A thread that is cancelled meanwhile ends after its answer: it would leave the mutex locked, and its
 * request, which is on its stack, in the queue. */
bool mh__ask(mh_mailbox *mailbox, mh__request *request) {
  int cancelling;
  request->parker = mh__own_parker();
  if (mailbox == NULL || request->parker == NULL) return false;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancelling);
  const bool is_answered = ask(mailbox, request);
  pthread_setcancelstate(cancelling, NULL);
  return is_answered;
}

bool mh__ask_directly(mh_mailbox *mailbox, mh__request *request) {
  request->parker = NULL;
  pthread_mutex_lock(&mailbox->mutex);
  const bool is_asked = !mailbox->is_over && give_place(mailbox, request);
  pthread_mutex_unlock(&mailbox->mutex);
  return is_asked;
}

/* A request that JavaScript answers now. */
typedef struct answering {
  mh__request *request; /* NULL: it was answered before */
  bool is_pumping;
} answering;

static answering begin_answer(mh_mailbox *mailbox, uint32_t index, uint32_t generation) {
  pthread_mutex_lock(&mailbox->mutex);
  const answering found = {take_place(mailbox, index, generation, false), mailbox->pumped > 0};
  pthread_mutex_unlock(&mailbox->mutex);
  return found;
}

static void end_answer(answering answering) {
  mh__parker *parker = answering.request->parker;
  atomic_store_explicit(&answering.request->is_answered, true, memory_order_release);
  /* From here on the request may be gone. JavaScript that pumps sleeps right after this. */
  if (answering.is_pumping) {
    mh__unpark_here(parker);
  } else {
    mh__unpark(parker);
  }
}

uint32_t mh_request_answer(mh_mailbox *mailbox, uint32_t index, uint32_t generation, const char *text) {
  const answering answering = begin_answer(mailbox, index, generation);
  mh__request *request = answering.request;
  if (request == NULL) return MH_STALE;
  if (text != NULL) {
    const mh__frame *frame = request->frame.id == 0 ? NULL : &request->frame;
    request->answer =
        mh__hand_string(request->install, request->slot, request->thread, frame, text, strlen(text));
  }
  const bool is_short_of_memory = text != NULL && request->answer == NULL;
  end_answer(answering);
  return is_short_of_memory ? MH_NO_MEMORY : MH_OK;
}

uint32_t mh_request_default(mh_mailbox *mailbox, uint32_t index, uint32_t generation) {
  const answering answering = begin_answer(mailbox, index, generation);
  if (answering.request == NULL) return MH_STALE;
  answering.request->wants_default = true;
  end_answer(answering);
  return MH_OK;
}

mh__request *mh__hold_for_chunk(mh_mailbox *mailbox, uint32_t index, uint32_t generation) {
  mh__request *found = NULL;
  pthread_mutex_lock(&mailbox->mutex);
  if (index < mailbox->place_count && mailbox->places[index].generation == generation) {
    mh__request *request = mailbox->places[index].request;
    if (request != NULL && request->on_chunk.on_chunk != NULL) {
      atomic_fetch_add(&request->chunks, 1);
      found = request;
    }
  }
  pthread_mutex_unlock(&mailbox->mutex);
  return found;
}

void mh__release_from_chunk(mh__request *request) {
  mh__parker *parker = request->parker;
  atomic_fetch_sub_explicit(&request->chunks, 1, memory_order_release);
  /* As above: parkers stay. */
  mh__unpark(parker);
}

mh__request *mh__take_direct(mh_mailbox *mailbox, uint32_t index, uint32_t generation) {
  pthread_mutex_lock(&mailbox->mutex);
  mh__request *request = take_place(mailbox, index, generation, true);
  pthread_mutex_unlock(&mailbox->mutex);
  return request;
}

/* ---- events -------------------------------------------------------------------------------------------- */

void mh__event_texts(mh_mailbox *mailbox, const char *text0, uint32_t length0, const char *text1,
                     uint32_t length1) {
  mh_event *event = &mailbox->event;
  event->length[0] = text0 == NULL ? 0 : length0;
  event->length[1] = text1 == NULL ? 0 : length1;
  mailbox->texts[0] = text0;
  mailbox->texts[1] = text1;
  if (event->length[0] > MH_EVENT_TEXT || event->length[1] > MH_EVENT_TEXT - event->length[0]) return;
  mh_event_text(mailbox, event->text, MH_EVENT_TEXT);
  /* Whoever asks for the texts once more gets them from the copy. */
  mailbox->texts[0] = event->text;
  mailbox->texts[1] = event->text + event->length[0];
}

uint32_t mh__show_answer(mh_mailbox *mailbox, mh_status status, const char *answer) {
  mh_event *event = &mailbox->event;
  const size_t length = answer == NULL ? 0 : strlen(answer);
  free(mailbox->long_answer);
  mailbox->long_answer = NULL;
  if (length > MH_EVENT_TEXT) {
    answer = mailbox->long_answer = strdup(answer);
    if (answer == NULL) status = MH_NO_MEMORY;
  }
  event->kind = MH_EVENT_DONE;
  event->status = status;
  event->flags = answer == NULL ? MH_FLAG_NULL_ANSWER : 0;
  mh__event_texts(mailbox, answer, (uint32_t)length, NULL, 0);
  return MH_EVENT_DONE;
}

uint32_t mh_event_text(mh_mailbox *mailbox, void *out, uint32_t size) {
  const mh_event *event = &mailbox->event;
  uint32_t offset = 0;
  for (int i = 0; i < 2; i++) {
    const uint32_t length = event->length[i];
    if (length == 0 || length > size - offset) continue;
    memcpy((char *)out + offset, mailbox->texts[i], length);
    offset += length;
  }
  return offset;
}

static uint32_t show_request(mh_mailbox *mailbox, const mh__request *request) {
  mh_event *event = &mailbox->event;
  event->kind = MH_EVENT_REQUEST;
  event->request = request->index;
  event->generation = request->generation;
  event->host = request->install->host_id;
  event->slot = request->slot;
  event->level = request->level;
  event->thread = request->thread;
  event->frame = request->frame.id;
  event->flags = request->flags;
  event->key[0] = (uint32_t)request->key;
  event->key[1] = (uint32_t)(request->key >> 32);
  event->agent = request->agent;
  event->plugin = request->plugin;
  event->has_on_chunk = request->on_chunk.on_chunk != NULL;
  mh__event_texts(mailbox, request->text[0], request->length[0], request->text[1], request->length[1]);
  return MH_EVENT_REQUEST;
}

uint32_t mh__show_direct(mh_mailbox *mailbox, const mh__request *request) {
  return show_request(mailbox, request);
}

static mh__request *shift_request(mh_mailbox *mailbox) {
  mh__request *request = mailbox->first_request;
  if (request == NULL) return NULL;
  mailbox->first_request = request->next;
  if (mailbox->first_request == NULL) mailbox->last_request = NULL;
  return request;
}

static mh_job *shift_job(mh_mailbox *mailbox) {
  mh_job *job = mailbox->first_job;
  if (job == NULL) return NULL;
  mailbox->first_job = job->next;
  if (mailbox->first_job == NULL) mailbox->last_job = NULL;
  job->is_queued = false;
  return job;
}

uint32_t mh_mailbox_next(mh_mailbox *mailbox) {
  pthread_mutex_lock(&mailbox->mutex);
  const mh__request *request = shift_request(mailbox);
  mh_job *job = request == NULL ? shift_job(mailbox) : NULL;
  if (request == NULL && job == NULL) mailbox->is_signalled = false;
  pthread_mutex_unlock(&mailbox->mutex);
  if (request != NULL) return show_request(mailbox, request);
  return job != NULL ? mh__show_job(job, &mailbox->event) : MH_EVENT_NONE;
}

/* JavaScript waits for this job from now on: the loop is not told, the owner is woken. */
static void begin_pump(mh_mailbox *mailbox, mh_job *job) {
  if (job->is_pumped) return;
  job->is_pumped = true;
  mailbox->pumped++;
}

static void end_pump(mh_mailbox *mailbox, mh_job *job) {
  if (!job->is_pumped) return;
  job->is_pumped = false;
  mailbox->pumped--;
  if (mailbox->pumped == 0 && (mailbox->first_request != NULL || mailbox->first_job != NULL))
    signal_loop(mailbox);
}

uint32_t mh_mailbox_wait(mh_mailbox *mailbox, mh_job *job, uint32_t slice) {
  const uint64_t end = mh__monotonic() + (uint64_t)slice * 1000000u;
  for (;;) {
    pthread_mutex_lock(&mailbox->mutex);
    begin_pump(mailbox, job);
    const bool is_done = job->is_finished;
    const mh__request *request = is_done ? NULL : shift_request(mailbox);
    mh_job *other = is_done || request != NULL ? NULL : shift_job(mailbox);
    if (is_done) end_pump(mailbox, job);
    pthread_mutex_unlock(&mailbox->mutex);
    if (is_done) return mh__show_job(job, &mailbox->event);
    if (request != NULL) return show_request(mailbox, request);
    if (other != NULL) return mh__show_job(other, &mailbox->event);
    /* Wakes that bring nothing for this wait do not make the slice longer. */
    const int64_t left = (int64_t)(end - mh__monotonic());
    if (left <= 0 || !mh__park(mailbox->parker, left)) return MH_EVENT_TICK;
  }
}

/* ---- finished jobs ------------------------------------------------------------------------------------- */

void mh__mailbox_hold(mh_mailbox *mailbox, mh_job *job) {
  pthread_mutex_lock(&mailbox->mutex);
  job->newer = NULL;
  job->older = mailbox->held;
  if (job->older != NULL) job->older->newer = job;
  mailbox->held = job;
  /* The plugin may ask before its caller waits. */
  if (job->is_waited_for) begin_pump(mailbox, job);
  pthread_mutex_unlock(&mailbox->mutex);
}

static void let_go(mh_mailbox *mailbox, mh_job *job) {
  if (job->newer != NULL) {
    job->newer->older = job->older;
  } else {
    mailbox->held = job->older;
  }
  if (job->older != NULL) job->older->newer = job->newer;
  job->is_released = true;
}

bool mh__mailbox_finish(mh_mailbox *mailbox, mh_job *job) {
  pthread_mutex_lock(&mailbox->mutex);
  job->is_finished = true;
  const bool is_wanted = !job->is_released;
  if (is_wanted && !job->is_waited_for) {
    job->is_queued = true;
    job->next = NULL;
    if (mailbox->last_job == NULL) {
      mailbox->first_job = job;
    } else {
      mailbox->last_job->next = job;
    }
    mailbox->last_job = job;
  }
  if (is_wanted) wake_owner(mailbox);
  pthread_mutex_unlock(&mailbox->mutex);
  return is_wanted;
}

static void unqueue(mh_mailbox *mailbox, mh_job *job) {
  mh_job *before = NULL;
  for (mh_job *at = mailbox->first_job; at != job; at = at->next)
    before = at;
  if (before == NULL) {
    mailbox->first_job = job->next;
  } else {
    before->next = job->next;
  }
  if (mailbox->last_job == job) mailbox->last_job = before;
}

bool mh__mailbox_release(mh_mailbox *mailbox, mh_job *job) {
  pthread_mutex_lock(&mailbox->mutex);
  end_pump(mailbox, job);
  if (job->is_queued) unqueue(mailbox, job);
  let_go(mailbox, job);
  const bool is_finished = job->is_finished;
  pthread_mutex_unlock(&mailbox->mutex);
  return is_finished;
}

/* Jobs in progress free themselves when they finish. Result: the others, by `older`. */
static mh_job *let_all_go(mh_mailbox *mailbox) {
  mh_job *finished = NULL;
  while (mailbox->held != NULL) {
    mh_job *job = mailbox->held;
    let_go(mailbox, job);
    if (!job->is_finished) continue;
    job->older = finished;
    finished = job;
  }
  mailbox->first_job = mailbox->last_job = NULL;
  return finished;
}

/* Result: the requests that JavaScript itself left behind, by `next`. */
static mh__request *fail_everyone(mh_mailbox *mailbox) {
  mh__request *direct = NULL;
  for (uint32_t i = 0; i < mailbox->place_count; i++) {
    mh__request *request = mailbox->places[i].request;
    if (request == NULL) continue;
    if (request->parker != NULL) {
      fail(mailbox, request);
      continue;
    }
    mailbox->places[i].request = NULL;
    request->next = direct;
    direct = request;
  }
  mailbox->first_request = mailbox->last_request = NULL;
  return direct;
}

/* JavaScript closes the end that it was given, unless it was ended before it had made a socket of it: then
 * nobody else knows the descriptor. By now it may be another file's, but while the other end is open no other
 * pipe has this number. (On macOS the ends of a pipe differ: there it stays open.) */
static bool is_read_end_left(const mh_mailbox *mailbox) {
  struct stat read_end, write_end;
  if (!mailbox->is_read_end_taken) return true;
  return fstat(mailbox->read_end, &read_end) == 0 && fstat(mailbox->write_end, &write_end) == 0 &&
         read_end.st_dev == write_end.st_dev && read_end.st_ino == write_end.st_ino;
}

void mh__mailbox_close(mh_mailbox *mailbox) {
  mh__uninstall_all_of(mailbox);
  pthread_mutex_lock(&mailbox->mutex);
  mailbox->is_over = true;
  mh__request *direct = fail_everyone(mailbox);
  mh_job *job = let_all_go(mailbox);
  if (is_read_end_left(mailbox)) close(mailbox->read_end);
  if (mailbox->write_end >= 0) close(mailbox->write_end);
  mailbox->write_end = -1;
  free(mailbox->places);
  mailbox->places = NULL;
  mailbox->place_count = 0;
  pthread_mutex_unlock(&mailbox->mutex);
  while (job != NULL) {
    mh_job *next = job->older;
    mh__job_free(job);
    job = next;
  }
  while (direct != NULL) {
    mh__request *next = direct->next;
    free(direct);
    direct = next;
  }
  free(mailbox->long_answer);
  mailbox->long_answer = NULL;
  mh__close_all_of(mailbox);
}
