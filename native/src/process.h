/* State of the whole process that is not a registry of its own. */
#ifndef MOCKHOST_PROCESS_H
#define MOCKHOST_PROCESS_H

#include <stdint.h>

#include "mockhost.h"

/* Numbers for hosts, threads and frames, from 1. */
uint32_t mh__next_host_id(void);
uint32_t mh__next_frame_id(void);

#endif
