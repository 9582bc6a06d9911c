/* Locks: registry_mutex guards the registry. It is taken alone, and never while plugin code runs. */
#include "install.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "process.h"
#include "thread.h"
#include "trampoline.h"

static pthread_mutex_t registry_mutex = PTHREAD_MUTEX_INITIALIZER;
static mh_install *installed[MH_SETS]; /* guarded by registry_mutex */
static uint32_t installed_count;       /* guarded by registry_mutex */
_Atomic(mh_install *) mh__sole;
static _Thread_local uint32_t last_status;

static void count_changed(void) {
  atomic_store(&mh__sole, installed_count == 1 ? installed[0] : NULL);
  atomic_store(&mh_process_counters()->installed, installed_count);
}

static void enter_registry(mh_install *install) {
  pthread_mutex_lock(&registry_mutex);
  install->place = installed_count;
  installed[installed_count++] = install; /* at most MH_SETS - 1: each holds a set of its own */
  count_changed();
  pthread_mutex_unlock(&registry_mutex);
}

static void leave_registry(mh_install *install) {
  pthread_mutex_lock(&registry_mutex);
  mh_install *last = installed[--installed_count];
  installed[install->place] = last;
  last->place = install->place;
  count_changed();
  pthread_mutex_unlock(&registry_mutex);
}

uint32_t mh__installed_hosts(uint32_t ids[MH_COMPETING]) {
  pthread_mutex_lock(&registry_mutex);
  const uint32_t count = installed_count;
  for (uint32_t i = 0; i < count && i < MH_COMPETING; i++)
    ids[i] = installed[i]->host_id;
  pthread_mutex_unlock(&registry_mutex);
  return count;
}

mh_stack *mh_stack_create(mh_stack *parent) {
  mh_stack *stack = calloc(1, sizeof *stack);
  if (stack == NULL) return NULL;
  mh__stack_hold(parent);
  stack->parent = parent;
  atomic_store(&stack->holders, 1);
  return stack;
}

void mh__stack_hold(mh_stack *stack) {
  if (stack != NULL) atomic_fetch_add(&stack->holders, 1);
}

void mh__stack_drop(mh_stack *stack) {
  while (stack != NULL && atomic_fetch_sub(&stack->holders, 1) == 1) {
    mh_stack *parent = stack->parent;
    free(stack);
    stack = parent;
  }
}

void mh_stack_destroy(mh_stack *stack) {
  mh__stack_drop(stack);
}

mh_stack *mh_thread_stack(void) {
  mh__thread *self = mh__self();
  if (self->own_stack == NULL) {
    self->own_stack = mh_stack_create(NULL);
    if (self->stack == NULL) self->stack = self->own_stack;
  }
  return self->own_stack;
}

mh_install *mh_stack_top(mh_stack *stack) {
  return mh__top(stack);
}

/* All installs ever made: a table that was handed out stays readable. */
static _Atomic(mh_install *) newest;

static void keep_for_ever(mh_install *install) {
  install->older = atomic_load(&newest);
  while (!atomic_compare_exchange_weak(&newest, &install->older, install))
    continue;
}

static mh_install *make_install(mh_host *host) {
  mh_install *install = calloc(1, sizeof *install);
  if (install == NULL) return NULL;
  install->host = host;
  install->host_id = mh_host_id(host);
  install->mailbox = host->mailbox;
  install->journal_limit = host->journal_limit;
  install->attribution = host->attribution;
  install->thread = mh__self()->id;
  return install;
}

mh_status mh_install_host(mh_host *host, mh_stack *stack, mh_install **table) {
  if (host->install != NULL) return MH_ALREADY_INSTALLED;
  if (host->abi_version < 2) return MH_NO_HOST_TABLE;
  if (stack == NULL) stack = mh_thread_stack();
  mh_install *install = stack == NULL ? NULL : make_install(host);
  if (install == NULL) return MH_NO_MEMORY;
  /* Calls may come as soon as the set is bound, through a table that was copied by value. */
  mh__journal_admit(host, install);
  atomic_store(&install->is_live, true);
  if (!mh__bind_set(install, &install->table, host->abi_version, host->null_slots, &install->set)) {
    mh__journal_admit(host, NULL);
    free(install);
    return MH_POOL_EXHAUSTED;
  }
  keep_for_ever(install);
  mh__stack_hold(stack);
  install->stack = stack;
  install->below = atomic_load(&stack->top);
  host->install = install;
  atomic_store_explicit(&install->stack->top, install, memory_order_release);
  enter_registry(install);
  *table = install;
  return MH_OK;
}

mh_install *mh_install_table(mh_host *host, mh_stack *stack) {
  mh_install *table = NULL;
  last_status = mh_install_host(host, stack, &table);
  return table;
}

uint32_t mh_last_status(void) {
  return last_status;
}

static void leave_stack(mh_install *install) {
  mh_install *at = atomic_load(&install->stack->top);
  if (at == install) {
    atomic_store_explicit(&install->stack->top, install->below, memory_order_release);
    return;
  }
  while (at != NULL && at->below != install)
    at = at->below;
  if (at != NULL) at->below = install->below;
}

/* The order matters: first the table has ended, so that a call through it goes to nobody who comes to light
 * or is installed next (mh__route_call); then nothing is routed here any more; then the journal closes. A
 * call that passed the first check on another thread finds the journal closed and becomes a late drop. */
static void end_install(mh_host *host) {
  mh_install *install = host->install;
  host->install = NULL;
  atomic_store_explicit(&install->is_live, false, memory_order_release);
  leave_stack(install);
  leave_registry(install);
  mh__journal_admit(host, NULL);
  mh__rest_set(install);
  mh__stack_drop(install->stack);
  install->stack = NULL;
}

uint32_t mh_uninstall(mh_host *host, mh_stack *stack) {
  mh_install *install = host->install;
  if (install == NULL) return MH_OK;
  if (install->thread != mh__self()->id) return MH_WRONG_THREAD;
  if (stack == NULL) stack = mh__self()->own_stack;
  if (install->stack != stack || atomic_load(&stack->top) != install) return MH_NOT_LAST_INSTALLED;
  end_install(host);
  return MH_OK;
}

void mh_uninstall_anywhere(mh_host *host) {
  if (host->install != NULL) end_install(host);
}

void mh_keep_trampolines(mh_install *table) {
  mh__keep_set(table);
}

void mh_install_counts(mh_install *table, uint32_t *out) {
  out[0] = atomic_load(&table->handed_out);
  out[1] = atomic_load(&table->freed);
  out[2] = atomic_load(&table->drops);
  out[3] = atomic_load(&table->bad_frees);
}

void mh__uninstall_all_of(mh_mailbox *mailbox) {
  for (;;) {
    mh_install *found = NULL;
    pthread_mutex_lock(&registry_mutex);
    for (uint32_t i = 0; i < installed_count && found == NULL; i++) {
      if (installed[i]->host->mailbox == mailbox) found = installed[i];
    }
    pthread_mutex_unlock(&registry_mutex);
    if (found == NULL) return;
    mh_uninstall_anywhere(found->host);
  }
}

void mh__uninstall_stack(mh_stack *stack) {
  mh_install *top;
  while (stack != NULL && (top = atomic_load(&stack->top)) != NULL)
    mh_uninstall_anywhere(top->host);
}
