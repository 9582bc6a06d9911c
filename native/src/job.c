/* Locks: none of its own; the flags of a job are guarded by its mailbox. */
#define _GNU_SOURCE
#include "job.h"

#include <stdlib.h>
#include <string.h>

#include "flight.h"
#include "mailbox.h"
#include "plugin.h"
#include "process.h"
#include "runner.h"
#include "slot_call.h"

#define LARGEST_STACK_SIZE ((double)((size_t)1 << 36))

static _Atomic uint32_t running;

uint32_t mh_jobs_running(void) {
  return atomic_load(&running);
}

void mh__job_free(mh_job *job) {
  for (int i = 0; i < 3; i++)
    free(job->text[i]);
  mh__stack_drop(job->stack);
  free(job->result);
  free(job);
}

static mh_job *make_job(mh_mailbox *mailbox, const char *const text[3]) {
  mh_job *job = calloc(1, sizeof *job);
  if (job == NULL) return NULL;
  job->mailbox = mailbox;
  for (int i = 0; i < 3; i++) {
    if (text[i] == NULL) continue;
    job->text[i] = strdup(text[i]);
    if (job->text[i] == NULL) {
      mh__job_free(job);
      return NULL;
    }
  }
  return job;
}

static mh_job *start(mh_job *job, mh_runner *runner) {
  atomic_fetch_add(&running, 1);
  mh__mailbox_hold(job->mailbox, job);
  mh__runner_give(runner, job);
  return job;
}

mh_job *mh_job_start(const mh_call *call) {
  mh_job *job = make_job(call->mailbox, call->text);
  if (job == NULL) return NULL;
  const bool has_size = call->stack_size >= 1 && call->stack_size < LARGEST_STACK_SIZE;
  mh_runner *runner = mh__runner_take(has_size ? (size_t)call->stack_size : 0);
  if (runner == NULL) {
    mh__job_free(job);
    return NULL;
  }
  job->purpose = MH_JOB_PLUGIN_CALL;
  job->plugin = call->plugin;
  job->install = call->install;
  mh__stack_hold(call->stack);
  job->stack = call->stack;
  job->number = call->number;
  job->is_waited_for = call->waiting != 0;
  job->frame = (mh__frame){.id = mh__next_frame_id(),
                           .kind = call->kind,
                           .agent = call->agent,
                           .plugin = call->plugin == NULL ? 0 : call->plugin->id,
                           .install = call->install};
  return start(job, runner);
}

mh_job *mh_job_call(mh_mailbox *mailbox, mh_plugin *plugin, mh_install *install, mh_stack *stack,
                    uint32_t kind, uint32_t agent, uint32_t number, uint32_t waiting, double stack_size,
                    const char *text0, const char *text1, const char *text2) {
  const mh_call call = {.mailbox = mailbox,
                        .plugin = plugin,
                        .install = install,
                        .stack = stack,
                        .kind = kind,
                        .agent = agent,
                        .number = number,
                        .waiting = waiting,
                        .stack_size = stack_size,
                        .text = {text0, text1, text2}};
  return mh_job_start(&call);
}

mh_job *mh_runner_call(mh_mailbox *mailbox, mh_runner *runner, mh_install *install, uint32_t slot,
                       int32_t level, const char *text0, const char *text1, uint64_t pointer) {
  const char *const text[3] = {text0, text1, NULL};
  mh_job *job = make_job(mailbox, text);
  if (job == NULL) return NULL;
  job->purpose = MH_JOB_SLOT_CALL;
  job->install = install;
  job->slot = slot;
  job->level = level;
  job->pointer = pointer;
  job->is_waited_for = true;
  return start(job, runner);
}

static mh_job *start_chunk(mh_mailbox *mailbox, mh__request *request, const char *chunk) {
  const char *const text[3] = {chunk, NULL, NULL};
  mh_job *job = make_job(mailbox, text);
  if (job == NULL) return NULL;
  mh_runner *runner = mh__runner_take(0);
  if (runner == NULL) {
    mh__job_free(job);
    return NULL;
  }
  job->purpose = MH_JOB_CHUNK;
  job->install = request->install;
  job->request = request;
  job->frame = (mh__frame){.id = mh__next_frame_id(),
                           .kind = MH_FRAME_ON_CHUNK,
                           .plugin = request->plugin,
                           .install = request->install};
  return start(job, runner);
}

mh_job *mh_chunk_call(mh_mailbox *mailbox, uint32_t index, uint32_t generation, const char *chunk) {
  mh__request *request = mh__hold_for_chunk(mailbox, index, generation);
  if (request == NULL) return NULL;
  mh_job *job = start_chunk(mailbox, request, chunk);
  if (job == NULL) mh__release_from_chunk(request);
  return job;
}

static void call_slot(mh_job *job) {
  const mh__slot_call call = {
      .slot = job->slot, .level = job->level, .text = {job->text[0], job->text[1]}, .pointer = job->pointer};
  const char *answer = NULL;
  job->status = mh__call_slot(&job->install->table, &call, &answer);
  if (answer == NULL) return;
  const size_t length = strlen(answer);
  job->result = malloc(length + 1);
  if (job->result == NULL) {
    job->status = MH_NO_MEMORY;
  } else {
    memcpy(job->result, answer, length + 1);
    job->result_length = (uint32_t)length;
  }
  mh__give_back(&job->install->table, answer);
}

static void call_back(mh_job *job) {
  if (job->purpose == MH_JOB_CHUNK) {
    const mh__chunk_callback callback = job->request->on_chunk;
    callback.on_chunk(job->text[0], callback.user_data);
  } else {
    mh__plugin_call(job);
  }
}

/* The stack that the thread bears during the job: the one of the JS thread that waits, or one of its own
 * with the host of the plugin. */
static void call_plugin(mh_job *job, mh__thread *self) {
  mh_stack own = {.parent = NULL};
  atomic_init(&own.top, job->install);
  self->stack = job->stack != NULL ? job->stack : &own;
  self->frame = &job->frame;
  self->job = job;
  mh__flight_begin(job);
  call_back(job);
  mh__flight_end(job);
  self->frame = NULL;
  self->job = NULL;
  self->stack = self->own_stack;
  if (job->purpose == MH_JOB_CHUNK) mh__release_from_chunk(job->request);
}

void mh__job_run(mh_job *job) {
  mh__thread *self = mh__self();
  atomic_store(&job->thread, self->id);
  if (job->purpose == MH_JOB_SLOT_CALL) {
    call_slot(job);
  } else {
    call_plugin(job, self);
  }
}

void mh__job_crashed(mh_job *job, mh_status status, const char *dossier) {
  mh__flight_end(job);
  job->status = status;
  job->dossier = dossier;
  if (job->purpose == MH_JOB_CHUNK) mh__release_from_chunk(job->request);
  atomic_fetch_sub(&running, 1);
  mh__mailbox_finish(job->mailbox, job);
}

void mh__job_deliver(mh_job *job) {
  atomic_fetch_sub(&running, 1);
  if (!mh__mailbox_finish(job->mailbox, job)) mh__job_free(job);
}

uint32_t mh__show_job(mh_job *job, mh_event *event) {
  event->kind = MH_EVENT_DONE;
  event->status = job->status;
  event->missing = job->missing;
  event->frame = job->frame.id;
  event->thread = job->thread;
  event->job[0] = (uint32_t)(uintptr_t)job;
  event->job[1] = (uint32_t)((uint64_t)(uintptr_t)job >> 32);
  event->flags = job->result == NULL ? MH_FLAG_NULL_ANSWER : 0;
  if (job->dossier != NULL) {
    event->flags = 0;
    mh__event_texts(job->mailbox, job->dossier, (uint32_t)strlen(job->dossier), NULL, 0);
  } else {
    mh__event_texts(job->mailbox, job->result, job->result_length, NULL, 0);
  }
  return MH_EVENT_DONE;
}

uint32_t mh_job_frame(mh_job *job) {
  return job->frame.id;
}

uint32_t mh_job_thread(mh_job *job) {
  return atomic_load(&job->thread);
}

void mh_job_release(mh_job *job) {
  if (mh__mailbox_release(job->mailbox, job)) mh__job_free(job);
}
