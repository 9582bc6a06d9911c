/* Runners: native threads that run jobs. Frame threads are pooled, last in first out, and stay warm. */
#ifndef MOCKHOST_RUNNER_H
#define MOCKHOST_RUNNER_H

#include <stddef.h>

#include "job.h"

/* A frame thread with a stack of at least that size (0: 8 MiB); NULL when none can be made. */
mh_runner *mh__runner_take(size_t stack_size);
/* Bytes that a thread gets when it asks for so many: 0 means 8 MiB. */
size_t mh__usable_stack_size(size_t size);
/* Gives the runner its next job and wakes it. */
void mh__runner_give(mh_runner *runner, mh_job *job);

/* Ends the threads that a thread which ends has started by mh_runner_start. */
void mh__stop_runners_of(uint32_t thread);

#endif
