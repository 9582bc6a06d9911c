/* Crashes of plugins: the thread writes down what is known and rests for ever, so that the process goes on.
 */
#ifndef MOCKHOST_CRASH_H
#define MOCKHOST_CRASH_H

#include <stdbool.h>

typedef struct mh__thread mh__thread;

/* Watches for SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP and SIGABRT from now on; handlers that were there get
 * what is none of ours. Called before a library is opened; a second call does nothing. Not under a sanitizer,
 * which watches itself. */
void mh__watch_crashes(void);

/* Takes note of an image, so that a crash in its code counts as the plugin's, on any thread. `address` lies
 * in it. */
void mh__note_image(const void *address);

/* Gives the calling thread a stack for its signal handlers, so that the end of its own can be told. NULL when
 * there is no memory. */
void *mh__crash_stack_take(void);
/* Takes it away at the end of the thread. Accepts NULL. */
void mh__crash_stack_give(void *stack);

#endif
