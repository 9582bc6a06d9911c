/* Where a call belongs (rules R4, R6, R8, R9). Inline, since every call passes here. */
#ifndef MOCKHOST_ROUTE_H
#define MOCKHOST_ROUTE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "install.h"
#include "thread.h"
#include "trampoline.h"

typedef struct mh__route {
  mh_install *to;      /* NULL: a drop */
  mh_install *through; /* NULL: a table whose trampolines were reused */
  mh_drop_reason reason;
  bool is_background;
} mh__route;

static inline bool mh__is_live(const mh_install *install) {
  return atomic_load_explicit(&install->is_live, memory_order_acquire);
}

/* R6 first, then the thread (R9), then the table if its host wants that (R8), then the sole host (R4).
 *
 * A thread may lose its CPU in here, and find the next test when it has it back. So whether the table has
 * ended is asked after the target was read: an install that ends says so before it leaves its stack and the
 * registry (end_install), so whoever reads there what came after it reads here that it has ended. A target
 * that ends later has closed its journal by then (MH_NOT_ADMITTED). */
MH_HOT mh__route mh__route_call(const mh__thread *self, uint32_t set) {
  mh_install *through = atomic_load_explicit(&mh__sets[set], memory_order_acquire);
  mh_install *top = mh__top(self->stack);
  /* A frame that uses the stack of a JS thread keeps its host, also when that stack is empty by now. */
  if (top == NULL && self->frame != NULL) top = self->frame->install;
  mh__route route = {.to = NULL, .through = through, .reason = MH_LATE, .is_background = top == NULL};
  if (through == NULL || !mh__is_live(through)) return route;
  if (top != NULL) {
    if (mh__is_live(top)) route.to = top;
    return route;
  }
  if (through->attribution == MH_BY_TABLE) {
    route.to = through;
    return route;
  }
  route.to = mh__sole_install();
  if (route.to != through && !mh__is_live(through)) {
    route.to = NULL;
    return route;
  }
  route.reason = MH_AMBIGUOUS;
  return route;
}

#endif
