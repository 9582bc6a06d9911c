/* Slots that JavaScript answers: the call is in the journal, the answer follows as its return. */
#ifndef MOCKHOST_ASK_H
#define MOCKHOST_ASK_H

#include <stdint.h>

#include "journal.h"
#include "mailbox.h"
#include "route.h"
#include "thread.h"

/* Has JavaScript answer a call that stands in the journal as `key` (0: the journal is full). Waits, unless
 * JavaScript made the call itself: then it finds the request in its mh__direct.
 * Result: the string that the slot returns; NULL for slots that return nothing. */
const char *mh__ask_javascript(const mh__route *route, const mh__thread *self, const mh__record *record,
                               uint64_t key, mh__chunk_callback on_chunk);

#endif
