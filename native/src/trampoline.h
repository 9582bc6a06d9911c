/* Sets of trampolines, and which install each of them serves. */
#ifndef MOCKHOST_TRAMPOLINE_H
#define MOCKHOST_TRAMPOLINE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "osr_host_api.h"
#include "trampoline_size.h"

typedef struct mh_install mh_install;

/* The install that last took each set; NULL: never used, or the set of ended tables. */
extern _Atomic(mh_install *) mh__sets[MH_SETS];

/* Calls through a table that lost its set to a newer install arrive with this number. */
#define MH_ENDED_SET (MH_SETS - 1)

/* Fills `table` and binds a set to `install`. The set that has rested longest is taken; its previous
 * table is redirected to the set of ended tables first. Result: false when every set is installed. */
bool mh__bind_set(mh_install *install, osr_host_api *table, uint32_t abi_version, uint32_t null_slots,
                  uint32_t *set);
/* Lets the set of an install that ends rest, after all others if it is kept. */
void mh__rest_set(const mh_install *install);
/* Keeps the set of an install, which may rest already: threads may still hold its table. */
void mh__keep_set(mh_install *install);

#endif
