/* Stops a thread between two machine instructions, as the scheduler may, so that a test can have another
 * thread do something just then. One thread at a time. */
#ifndef MOCKHOST_TEST_STEP_H
#define MOCKHOST_TEST_STEP_H

#include "kit.h"

/* Whether that works here; otherwise it prints why not. */
bool can_step(void);

/* Runs the work on the calling thread, which stops after so many instructions until it is let go. A lock that
 * it holds there stays locked. */
void run_in_steps(uint32_t stop_after, work *work, void *argument);
/* The same, but it stops in front of the function `before`. */
void run_up_to(void (*before)(void), work *work, void *argument);

/* To be called first. Then another thread waits for the stop, and lets it go, stopped or not. Result: false
 * when the work was over before. */
void expect_stop(void);
bool wait_for_stop(void);
void let_go(void);

#endif
