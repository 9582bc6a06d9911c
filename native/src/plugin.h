/* A loaded plugin: its library, its table, its context. */
#ifndef MOCKHOST_PLUGIN_H
#define MOCKHOST_PLUGIN_H

#include <stdatomic.h>

#include "job.h"
#include "mockhost.h"

typedef struct mh__remote mh__remote;

struct mh_plugin {
  mh__remote *remote; /* the process that has it; NULL: this one. Written once */
  char file[320];     /* path of the library, cut off where it is longer; written as the library is opened */
  void *library;      /* everything here: written by one job at a time; JavaScript waits for it */
  osr_entry_v2 entry_v2;
  osr_entry_v1 entry_v1;
  uint32_t abi_version;   /* 1 behind the v1 entry, else at least 2 */
  osr_plugin_api api;     /* a copy; the part behind v1 is zero for a v1 plugin */
  const void *table;      /* what was copied: only its address is of use later */
  uint32_t table_version; /* of a remote plugin, as what follows */
  double table_offset;
  uint32_t callbacks; /* bit n: the callback of frame kind n is there */
  void *context;
  mh_install *host_table;      /* for the entry; NULL: the frame's */
  uint32_t unknown_id;         /* its number before its id is known; written once */
  uint32_t id;                 /* mh_agent number of the plugin id, before it is known unknown_id */
  _Atomic uint32_t returned;   /* strings that callbacks returned */
  _Atomic uint32_t given_back; /* of those, given back through free_string of the plugin */
};

/* Makes the callback that the job's frame names, and fills the result. Thread: of the job. */
void mh__plugin_call(mh_job *job);

#endif
