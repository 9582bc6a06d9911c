/* Calling a slot of a host table by number, as a plugin would by name. */
#ifndef MOCKHOST_SLOT_CALL_H
#define MOCKHOST_SLOT_CALL_H

#include <stdint.h>

#include "mockhost.h"

typedef struct mh__slot_call {
  uint32_t slot; /* 0 = config_get */
  int32_t level;
  const char *text[2];
  uint64_t pointer; /* free_string */
} mh__slot_call;

/* Result: MH_OK and *answer set (NULL for void slots), or MH_SLOT_IS_NULL. */
mh_status mh__call_slot(const osr_host_api *table, const mh__slot_call *call, const char **answer);

/* The same of complete_stream, with a chunk callback. */
mh_status mh__call_stream(const osr_host_api *table, const char *request, osr_on_chunk on_chunk,
                          void *user_data, const char **answer);

/* Gives an answer back as a plugin should: by free_string, below v6 by libc free. */
void mh__give_back(const osr_host_api *table, const char *answer);

#endif
