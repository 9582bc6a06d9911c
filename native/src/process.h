/* State of the whole process that is not a registry of its own. */
#ifndef MOCKHOST_PROCESS_H
#define MOCKHOST_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "mockhost.h"

/* Numbers for hosts, threads and frames, from 1. */
uint32_t mh__next_host_id(void);
uint32_t mh__next_frame_id(void);

/* Whether this is a child that somebody has forked, and that has not run another program yet: all that is
 * here is a copy, and locks may be held for ever. Signal handlers may call it. */
bool mh__is_fork(void);

#endif
