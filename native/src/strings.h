/* The ledger of strings that hosts handed to plugins (rule R11), one for the process, by address. */
#ifndef MOCKHOST_STRINGS_H
#define MOCKHOST_STRINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "install.h"
#include "thread.h"

/* Hands the plugin a copy of `text` and books it to `install`.
 *
 * Owner:  the plugin; it may give the copy to free_string or to libc free.
 * Thread: any; `thread` and `frame` say who gets it.
 * Result: the copy, or NULL when there is no memory. */
char *mh__hand_string(mh_install *install, uint32_t slot, uint32_t thread, const mh__frame *frame,
                      const char *text, size_t length);

/* Undoes mh__hand_string for a string that nobody has seen. */
void mh__withdraw_string(char *copy);

typedef enum mh__free_result { MH_FREED, MH_FREED_BEFORE, MH_NEVER_HANDED } mh__free_result;

/* A refused free with the first bytes of the text, as mh_strings_bad_frees shows it. */
typedef struct mh__refused_free {
  mh_bad_free header;
  char text[MH_BAD_FREE_TEXT];
} mh__refused_free;

/* Takes a string back. Freed memory rests in a bounded quarantine, so that a second free is recognised; a
 * refused pointer is not touched. *owner becomes the install that handed it out (unchanged when none);
 * *refused is filled when the free is. */
mh__free_result mh__take_string(const void *pointer, const mh__thread *self, mh_install **owner,
                                mh__refused_free *refused);

/* Whether a host handed that address out and it has not come back. */
bool mh__is_outstanding(const void *pointer);

/* Books a free that was refused to `install` (NULL: to nobody). */
void mh__book_bad_free(mh_install *install, const mh__refused_free *refused);

#endif
