#define _GNU_SOURCE
#include "ask.h"

#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "record.h"
#include "slot_rules.h"
#include "strings.h"

enum { CONFIG_GET = 0, HTTP_REQUEST = 14 };

static const char unreachable[] =
    "{\"error\":\"internal_error\",\"message\":\"The JavaScript thread of the host cannot answer.\"}";
static const char unreachable_http[] = "{\"error\":\"network_error\",\"message\":\"The JavaScript thread of "
                                       "the host cannot answer.\",\"status\":0}";

static mh__request make_request(const mh__route *route, const mh__thread *self, const mh__record *record,
                                uint64_t key, mh__chunk_callback on_chunk) {
  mh__request request = {.install = route->to,
                         .key = key,
                         .slot = record->slot,
                         .level = record->level,
                         .flags = record->flags,
                         .thread = self->id,
                         .agent = record->agent,
                         .plugin = mh__plugin_of_call(self, route->to->host),
                         .on_chunk = on_chunk,
                         .text = {record->text[0], record->text[1]},
                         .length = {record->length[0], record->length[1]}};
  if (self->frame != NULL) request.frame = *self->frame;
  return request;
}

static const char *hand(const mh__request *request, const char *text) {
  if (text == NULL) return NULL;
  const mh__frame *frame = request->frame.id == 0 ? NULL : &request->frame;
  return mh__hand_string(request->install, request->slot, request->thread, frame, text, strlen(text));
}

/* What returns nothing has no return in the journal either. */
static void write_return(const mh__request *request, const char *answer, uint16_t flags) {
  if (request->key == 0 || !mh__rules[request->slot].answers_text) return;
  mh__record record = {.slot = request->slot,
                       .kind = (uint8_t)(MH_ENTRY_RETURN | request->frame.kind << 4),
                       .flags = (uint16_t)(MH_FLAG_ANSWERED | flags),
                       .frame = request->frame.id};
  mh__set_text(&record, 2, answer, MH_FLAG_NULL_ANSWER);
  mh__journal_return(request->install, request->key, request->thread, &record);
}

static const char *unreachable_text(uint8_t slot) {
  if (!mh__rules[slot].answers_text || slot == CONFIG_GET) return NULL;
  return slot == HTTP_REQUEST ? unreachable_http : unreachable;
}

static const char *answer_unreachable(const mh__request *request) {
  const char *answer = hand(request, unreachable_text(request->slot));
  write_return(request, answer, MH_FLAG_UNREACHABLE);
  return answer;
}

char *mh__default_of(const mh__request *request) {
  const mh_install *to = request->install;
  char *text;
  const mh_answer_kind kind = mh__default_answer(&to->host->answers, to->host_id, request->slot, &text);
  if (kind != MH_ANSWER_CONFIG) return text;
  return mh__host_config(to->host, to->host_id, request->plugin, request->agent, request->text[0]);
}

static const char *answer_by_default(const mh__request *request) {
  char *text = mh__default_of(request);
  const char *answer = hand(request, text);
  free(text);
  return answer;
}

/* The texts of a request outlive the call of the slot, so they are copied behind it. */
static mh__request *keep_request(const mh__request *request) {
  const size_t size = sizeof *request + request->length[0] + request->length[1] + 2;
  mh__request *kept = malloc(size);
  if (kept == NULL) return NULL;
  *kept = *request;
  char *text = (char *)(kept + 1);
  for (int i = 0; i < 2; i++) {
    if (request->text[i] == NULL) continue;
    memcpy(text, request->text[i], request->length[i] + 1);
    kept->text[i] = text;
    text += request->length[i] + 1;
  }
  return kept;
}

static const char *leave_to_javascript(const mh__thread *self, const mh__request *request) {
  mh__request *kept = keep_request(request);
  if (kept == NULL || !mh__ask_directly(self->direct->mailbox, kept)) {
    free(kept);
    return answer_unreachable(request);
  }
  kept->stack = self->stack;
  self->direct->pending = kept;
  return NULL;
}

const char *mh__finish_direct(mh__request *request, const char *text) {
  const char *answer = hand(request, text);
  write_return(request, answer, 0);
  free(request);
  return answer;
}

const char *mh__ask_javascript(const mh__route *route, const mh__thread *self, const mh__record *record,
                               uint64_t key, mh__chunk_callback on_chunk) {
  mh__request request = make_request(route, self, record, key, on_chunk);
  mh_mailbox *mailbox = route->to->mailbox;
  if (self->direct != NULL && self->direct->mailbox == mailbox) return leave_to_javascript(self, &request);
  /* A JS thread that waited for itself would wait for ever. */
  if (self->mailbox != NULL && self->mailbox == mailbox) return answer_unreachable(&request);
  if (!mh__ask(mailbox, &request)) return answer_unreachable(&request);
  const char *answer = request.wants_default ? answer_by_default(&request) : request.answer;
  write_return(&request, answer, 0);
  return answer;
}
