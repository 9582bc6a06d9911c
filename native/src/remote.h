/* Isolated plugins, as the process of the tests sees them.
 *
 * A callback is still a job on a frame thread. The frame thread sends it over, and makes the slot calls that
 * come back in the meantime itself: so they have its frame, its agent and its install stack, as those of any
 * other plugin. Each thread that the plugin has started has a partner here, with an empty stack and the same
 * name, which makes its calls: so they are background calls.
 *
 * A thread of ours waits for what the other process says on the control line, and for its end. */
#ifndef MOCKHOST_REMOTE_H
#define MOCKHOST_REMOTE_H

#include <stdint.h>

#include "job.h"

typedef struct mh__remote mh__remote;

/* Has the other process make the callback of a job, and fills the result. When that process ends, the status
 * is MH_CRASHED or MH_EXITED. Thread: of the job. */
void mh__remote_call(mh_job *job);

/* One more plugin in that process. */
void mh__remote_share(mh__remote *remote);
/* One less: with the last one the process ends. */
void mh__remote_leave(mh__remote *remote);

/* Kills the processes that a JS thread which ends has started; and all of them. */
void mh__kill_remotes_of(uint32_t thread);
void mh__kill_remotes(void);

#endif
