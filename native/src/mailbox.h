/* The mailbox of a JS thread: requests of plugin threads and finished jobs, and who is woken for them. */
#ifndef MOCKHOST_MAILBOX_H
#define MOCKHOST_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "install.h"
#include "mockhost.h"
#include "thread.h"

/* Where the chunks of complete_stream go. on_chunk NULL: nowhere. */
typedef struct mh__chunk_callback {
  osr_on_chunk on_chunk;
  void *user_data;
} mh__chunk_callback;

/* A slot call that JavaScript answers. It lives on the stack of the thread that asks, or on the heap when
 * JavaScript itself called the slot. */
typedef struct mh__request {
  struct mh__request *next; /* in the queue; guarded by the mailbox */
  uint32_t index;           /* this and `generation` name the request; guarded by the mailbox */
  uint32_t generation;
  mh_install *install; /* from here on: written by the asking thread before it asks */
  uint64_t key;        /* 0: the journal is full and holds nothing of the call */
  uint8_t slot;
  int32_t level;
  uint32_t flags;
  uint32_t thread;
  uint32_t agent;
  uint32_t plugin;
  mh__frame frame;
  mh__chunk_callback on_chunk;
  const char *text[2];
  uint32_t length[2];
  mh__parker *parker; /* NULL: JavaScript called the slot */
  mh_stack *stack;    /* then: the one that the calling thread bore */
  char *answer;       /* handed string; this and the next two: written before is_answered */
  bool wants_default; /* the asking thread takes the default of the slot */
  bool has_failed;    /* nobody will answer */
  _Atomic bool is_answered;
  _Atomic uint32_t chunks; /* calls of on_chunk in progress: they may use the stack of the asking thread */
} mh__request;

/* Asks JavaScript and waits. Result: false when nobody will answer: there is no mailbox, its thread has
 * ended, its event loop reads no more, or this thread cannot park. */
bool mh__ask(mh_mailbox *mailbox, mh__request *request);

/* Takes note of a request that JavaScript made itself, without queueing it. */
bool mh__ask_directly(mh_mailbox *mailbox, mh__request *request);

/* Takes note of a job that starts. Thread: the owner. */
void mh__mailbox_hold(mh_mailbox *mailbox, mh_job *job);

/* Delivers a finished job, or tells that nobody wants it (then the job is the caller's). */
bool mh__mailbox_finish(mh_mailbox *mailbox, mh_job *job);

/* The mailbox takes nothing any more; whoever waits gets no answer. Hosts of the thread are closed. */
void mh__mailbox_close(mh_mailbox *mailbox);

/* Says that JavaScript wants nothing of a job any more. Result: whether it is finished. */
bool mh__mailbox_release(mh_mailbox *mailbox, mh_job *job);

/* A slot call that JavaScript makes on its own thread, which cannot wait for itself: a slot that JavaScript
 * answers leaves its request here and returns at once. */
struct mh__direct {
  mh_mailbox *mailbox;
  mh__request *pending;
};

/* Completes such a call: its string, its entry in the journal. Frees the request. Result: the string. */
const char *mh__finish_direct(mh__request *request, const char *text);

/* What the slot of a request answers when nothing is set; NULL is NULL. Owner: the caller. */
char *mh__default_of(const mh__request *request);

/* The request of that name, if it is not answered and has a chunk callback: its asking thread does not go on
 * before mh__release_from_chunk was called as often. Else NULL. */
mh__request *mh__hold_for_chunk(mh_mailbox *mailbox, uint32_t index, uint32_t generation);
/* The request may be gone afterwards. */
void mh__release_from_chunk(mh__request *request);

/* Takes back a request that mh__ask_directly took note of; NULL when it was answered before. */
mh__request *mh__take_direct(mh_mailbox *mailbox, uint32_t index, uint32_t generation);
/* Shows it as the event of the mailbox. */
uint32_t mh__show_direct(mh_mailbox *mailbox, const mh__request *request);

/* Shows the outcome of a slot call. The event has its own copy of `answer`. */
uint32_t mh__show_answer(mh_mailbox *mailbox, mh_status status, const char *answer);

/* Fills the event with texts; those that do not fit must live until the next event. */
void mh__event_texts(mh_mailbox *mailbox, const char *text0, uint32_t length0, const char *text1,
                     uint32_t length1);

#endif
