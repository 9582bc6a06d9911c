/* Jobs: one call of a plugin, or of a slot, on a native thread of ours. */
#ifndef MOCKHOST_JOB_H
#define MOCKHOST_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "install.h"
#include "mockhost.h"
#include "thread.h"

typedef enum mh__job_purpose { MH_JOB_PLUGIN_CALL, MH_JOB_SLOT_CALL, MH_JOB_CHUNK } mh__job_purpose;

typedef struct mh__request mh__request;
typedef struct mh__flight_frame mh__flight_frame;

struct mh_job {
  mh_job *next;  /* finished and not shown; guarded by the mailbox, as is all down to `purpose` */
  mh_job *newer; /* held by JavaScript */
  mh_job *older;
  bool is_waited_for; /* by mh_mailbox_wait, not through the event loop */
  bool is_pumped;
  bool is_queued;
  bool is_finished;
  bool is_released;        /* JavaScript gave it back */
  mh__job_purpose purpose; /* from here on: written before the start, read by the thread of the job */
  mh_mailbox *mailbox;
  mh_plugin *plugin;
  mh_install *install;
  mh_stack *stack;
  mh__frame frame;
  uint32_t number;
  uint32_t slot;
  int32_t level;
  uint64_t pointer;
  mh__request *request; /* MH_JOB_CHUNK: held until the callback has returned */
  char *text[3];
  mh_status status; /* the result: written by the thread of the job before it is finished */
  uint32_t missing;
  _Atomic uint32_t thread; /* that runs it; 0 before */
  char *result;
  uint32_t result_length;
  mh__flight_frame *flight; /* where the recorder has it, or NULL; touched by the thread of the job */
  const char *dossier;      /* MH_CRASHED, MH_EXITED: what is known of it; valid for ever */
};

void mh__job_free(mh_job *job);

/* Runs the job on the calling thread. */
void mh__job_run(mh_job *job);
/* Hands over a job whose thread has crashed, or called exit(), and will never go on. `status` says which.
 * Signal handlers may call it. */
void mh__job_crashed(mh_job *job, mh_status status, const char *dossier);
/* Hands it to its mailbox; the job may be gone afterwards. */
void mh__job_deliver(mh_job *job);

/* Shows a finished job as the event of its mailbox. Result: MH_EVENT_DONE. */
uint32_t mh__show_job(mh_job *job, mh_event *event);

#endif
