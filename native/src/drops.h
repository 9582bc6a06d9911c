/* The drop ledger: calls that reached no host (rule R7). */
#ifndef MOCKHOST_DROPS_H
#define MOCKHOST_DROPS_H

#include "journal.h"
#include "route.h"

/* Keeps a drop: with its arguments while fewer than 1 000 came through the same install, else counted. */
void mh__keep_drop(const mh__route *route, const mh__thread *self, const mh__record *record,
                   const uint32_t *competing, uint32_t competing_count);

#endif
