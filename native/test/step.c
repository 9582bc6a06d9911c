#define _GNU_SOURCE
#include "step.h"

#include <stdio.h>

#if defined(__linux__) && defined(__x86_64__) && !defined(UNDER_SANITIZER)

#include <sched.h>
#include <signal.h>
#include <ucontext.h>

#define TRAP_FLAG 0x100

typedef enum state { RUNS, STOPS, IS_OVER, GOES_ON } state;

static _Atomic state now;
/* Of the thread that is stepped. */
static uint32_t steps, stop_step;
static greg_t stop_place;

/* Behind every instruction. */
static void on_step(int signal, siginfo_t *info, void *context) {
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  (void)signal, (void)info;
  if (++steps != stop_step && registers[REG_RIP] != stop_place) return;
  registers[REG_EFL] &= ~TRAP_FLAG;
  atomic_store(&now, STOPS);
  while (atomic_load(&now) != GOES_ON)
    sched_yield();
}

static __attribute__((noinline)) void begin(void) {
  __asm__ volatile("pushfq; orq %0, (%%rsp); popfq" ::"i"(TRAP_FLAG) : "cc", "memory");
}

static __attribute__((noinline)) void end(void) {
  __asm__ volatile("pushfq; andq %0, (%%rsp); popfq" ::"i"(~TRAP_FLAG) : "cc", "memory");
}

static void run(work *work, void *argument) {
  struct sigaction stepping = {.sa_sigaction = on_step, .sa_flags = SA_SIGINFO}, before;
  sigaction(SIGTRAP, &stepping, &before);
  steps = 0;
  begin();
  work(argument, 0);
  end();
  sigaction(SIGTRAP, &before, NULL);
  state expected = RUNS;
  atomic_compare_exchange_strong(&now, &expected, IS_OVER);
}

void run_in_steps(uint32_t stop_after, work *work, void *argument) {
  stop_step = stop_after;
  stop_place = 0;
  run(work, argument);
}

void run_up_to(void (*before)(void), work *work, void *argument) {
  stop_step = 0;
  stop_place = (greg_t)before;
  run(work, argument);
}

void expect_stop(void) {
  atomic_store(&now, RUNS);
}

bool wait_for_stop(void) {
  while (atomic_load(&now) == RUNS)
    sched_yield();
  return atomic_load(&now) == STOPS;
}

void let_go(void) {
  atomic_store(&now, GOES_ON);
}

static void do_nothing(void *argument, uint32_t index) {
  (void)argument, (void)index;
}

/* Some emulators of the processor know no trap flag. */
bool can_step(void) {
  expect_stop();
  run_in_steps(UINT32_MAX, do_nothing, NULL);
  if (steps > 0) return true;
  printf("# skipped: this machine does not tell of single steps\n");
  return false;
}

#else

bool can_step(void) {
  printf("# skipped: single steps are for x86-64 Linux without a sanitizer\n");
  return false;
}

void run_in_steps(uint32_t stop_after, work *work, void *argument) {
  (void)stop_after, (void)work, (void)argument;
}

void run_up_to(void (*before)(void), work *work, void *argument) {
  (void)before, (void)work, (void)argument;
}

void expect_stop(void) {}

bool wait_for_stop(void) {
  return false;
}

void let_go(void) {}

#endif
