/* Crashes of plugins: the thread writes down what is known and rests for ever, so that the process goes on.
 */
#ifndef MOCKHOST_CRASH_H
#define MOCKHOST_CRASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mh__thread mh__thread;

/* Watches for SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP and SIGABRT from now on; handlers that were there get
 * what is none of ours. Called before each library is opened: a handler that was taken away since
 * is installed again. Not under a sanitizer,
 * which watches itself. */
void mh__watch_crashes(void);

/* Takes note of an image, so that a crash in its code counts as the plugin's, on any thread. `address` lies
 * in it. */
void mh__note_image(const void *address);

/* Copies the text of every dossier to `page` as well, from now on: a later one over an earlier one. The text
 * ends with a NUL; what does not fit in `size` bytes is cut off. At most 4 pages, which are written to for as
 * long as the process lives. Result: false when there are 4. */
bool mh__add_dossier_page(char *page, uint32_t size);

#define MH__UNKNOWN_PC SIZE_MAX

/* Address of the instruction at which a signal has stopped the thread; MH__UNKNOWN_PC where nobody knows how
 * to tell. `context`: third argument of the handler. */
size_t mh__pc_of(const void *context);

/* Writes down where the calling thread stands, as if it had crashed there, and copies it to the pages:
 * `stand` instead of `signal`. For the handler of a signal that stops the thread, which has `context` as its
 * third argument; one thread at a time. */
void mh__write_stand(const void *context);

/* Writes places of code, innermost first, as a dossier has them: a first line `stand`, then a line each, `in`
 * for `pc`, where the thread was stopped, and `at` for return addresses. Cut off where they do not fit.
 * Thread: any, but no signal handler. Result: length. */
uint32_t mh__describe_places(char *out, uint32_t size, void *const *places, int count, size_t pc);

/* Books a crash in another process, of which nobody else will tell. */
void mh__book_crash(const char *text);

/* From now on every crash takes its course when it has been written down: for a process that has nothing else
 * to do. */
void mh__die_of_crashes(void);

/* Takes note that the calling thread, one of a plugin, has called exit(), and does not return: its call ends
 * as MH_EXITED, and the process goes on. It does return under MH_RULE_DIE, after mh__die_of_crashes, and
 * where the C library lets no other thread exit any more (glibc from 2.41 on). Linux only. */
void mh__exit_by_plugin(int code);

/* Gives the calling thread a stack for its signal handlers, so that the end of its own can be told. NULL when
 * there is no memory. */
void *mh__crash_stack_take(void);
/* Takes it away at the end of the thread. Accepts NULL. */
void mh__crash_stack_give(void *stack);

#endif
