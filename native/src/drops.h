/* The drop ledger: calls that reached no host (rule R7). */
#ifndef MOCKHOST_DROPS_H
#define MOCKHOST_DROPS_H

#include "journal.h"
#include "route.h"

/* Keeps a drop while fewer than 1 000 came through the same install, else it is counted only. The 16 384
 * newest of the process are there, and of their texts 64 MiB: above that, long ones of the oldest are cut. A
 * drop itself does not go for it: whoever has seen some of a host knows them by their place. */
void mh__keep_drop(const mh__route *route, const mh__thread *self, const mh__record *record,
                   const uint32_t *competing, uint32_t competing_count);

#endif
