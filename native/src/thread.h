/* What the core knows of a thread: its number, its install stack, the frame in progress. */
#ifndef MOCKHOST_THREAD_H
#define MOCKHOST_THREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "install.h"
#include "mockhost.h"
#include "park.h"

/* Name of our frame threads; threads made in a frame inherit it and count as unnamed. */
#define MH_FRAME_THREAD_NAME "osr-frame"

/* For the few functions that every call passes: a record of a call that never gets an address stays in
 * registers, and writing it to memory and reading it back would cost as much as the rest. */
#define MH_HOT static inline __attribute__((always_inline))

typedef struct mh__frame {
  uint32_t id;
  uint32_t kind;       /* mh_frame_kind */
  uint32_t agent;      /* mh_agent number, 0 = none */
  uint32_t plugin;     /* number of the plugin, maybe an unknown one (MH_UNKNOWN_PLUGIN); 0 = none */
  mh_install *install; /* host of the plugin, or NULL */
} mh__frame;

/* A slot call that JavaScript made on its own thread. The first slot that needs JavaScript fills it. */
typedef struct mh__direct mh__direct;

/* What other threads may know of it. */
typedef struct mh__thread_record mh__thread_record;

/* Everything here belongs to the thread itself; other threads touch only what `parker` points to. */
typedef struct mh__thread {
  uint32_t id; /* 0: not introduced yet */
  uint32_t os_id;
  mh_stack *stack;           /* current install stack: own_stack, or one that was swapped in; NULL: empty */
  mh__frame *frame;          /* in progress, or NULL */
  mh_job *job;               /* whose frame that is */
  mh__direct *direct;        /* in progress, or NULL */
  mh_mailbox *mailbox;       /* JS threads only */
  mh__thread_record *record; /* NULL: no memory */
  mh_stack *own_stack;       /* made at the first install */
  mh__parker *parker;        /* taken at the first need */
  uint32_t rounds;           /* of thread-exit destructors */
  mh_install *last;          /* of its last call, or through whose table a lost one came; NULL: none */
  bool is_ours;              /* a thread that the core made */
} mh__thread;

/* Slow path of mh__self: gives the thread its number and arranges for its end to be seen. */
mh__thread *mh__introduce(void);
/* The same, at the start of a thread that the core made. */
mh__thread *mh__introduce_as_ours(void);

extern _Thread_local mh__thread mh__this_thread;

/* The calling thread. Never NULL. */
static inline mh__thread *mh__self(void) {
  mh__thread *self = &mh__this_thread;
  return __builtin_expect(self->id != 0, 1) ? self : mh__introduce();
}

/* The calling thread if it was introduced, else NULL: introduces nothing, so that signal handlers may ask. */
mh__thread *mh__known_self(void);

/* What the system calls the calling thread by. Signal handlers may ask. */
uint32_t mh__os_thread_id(void);

/* The parker of the calling thread, or NULL when there is no memory. */
mh__parker *mh__own_parker(void);

/* Reads the name that the calling thread bears now into its record. */
void mh__note_name(void);
/* Names the calling thread (15 bytes on Linux; longer names are cut). */
void mh__name_thread(const char *name);

#endif
