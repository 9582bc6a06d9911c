/* Install stacks, installs and the registry of installed hosts (rules R1 to R9). */
#ifndef MOCKHOST_INSTALL_H
#define MOCKHOST_INSTALL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "mockhost.h"

typedef struct mh__thread mh__thread;

/* Counted: an abandoned frame may look at the stack of a JS thread that has ended. */
struct mh_stack {
  _Atomic(mh_install *) top; /* written by the owner of the stack; a waiting owner's frame thread reads it */
  mh_stack *parent;          /* counted too */
  _Atomic uint32_t holders;  /* its creator, its children, the installs on it, the jobs that use it */
};

/* One period in which a host is installed. Never freed: plugins may read the table for ever. */
struct mh_install {
  osr_host_api table; /* first: the address of the table is the address of the install */
  mh_host *host;      /* reused after close: `host_id` tells; so what a call needs of it is copied here */
  mh_mailbox *mailbox;
  uint64_t journal_limit;
  uint32_t host_id;
  uint32_t set;
  uint32_t attribution;
  uint32_t thread; /* number of the thread that installed it */
  _Atomic bool is_live;
  _Atomic uint32_t handed_out; /* strings */
  _Atomic uint32_t freed;
  _Atomic uint32_t bad_frees;
  _Atomic uint32_t drops; /* calls through this table that reached no host */
  bool is_kept;           /* reuse its trampolines last; guarded by the mutex of their pool */
  mh_stack *stack;        /* where it stands, or NULL; guarded by the thread that installed it */
  mh_install *below;      /* what it displaced; likewise */
  uint32_t place;         /* in the registry; guarded by its mutex */
  mh_install *older;      /* in the list of all that ever were */
};

_Static_assert(offsetof(mh_install, table) == 0, "a table is found by the address of its install");

static inline mh_install *mh__top(const mh_stack *stack) {
  for (; stack != NULL; stack = stack->parent) {
    mh_install *top = atomic_load_explicit(&stack->top, memory_order_acquire);
    if (top != NULL) return top;
  }
  return NULL;
}

/* The one installed host of the process, or NULL. Written under the mutex of the registry. */
extern _Atomic(mh_install *) mh__sole;

static inline mh_install *mh__sole_install(void) {
  return atomic_load_explicit(&mh__sole, memory_order_acquire);
}

/* Copies the ids of the installed hosts, at most MH_COMPETING. Result: how many are installed. */
uint32_t mh__installed_hosts(uint32_t ids[MH_COMPETING]);

/* Keeps a stack from being freed, and no longer. Both accept NULL. */
void mh__stack_hold(mh_stack *stack);
void mh__stack_drop(mh_stack *stack);

/* Takes every host off a stack whose thread ends. Accepts NULL. */
void mh__uninstall_stack(mh_stack *stack);
/* Takes the hosts of a JS thread that ends off every stack. */
void mh__uninstall_all_of(mh_mailbox *mailbox);

#endif
