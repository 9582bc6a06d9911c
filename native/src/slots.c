/* The slots of the host table: find the host, record the call, answer it.
 *
 * A trampoline passes the number of its set as the fourth argument. Slots have at most three, so every
 * function here has four parameters, and those that a slot does not have hold anything. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "drops.h"
#include "host.h"
#include "journal_write.h"
#include "mailbox.h"
#include "route.h"
#include "strings.h"
#include "thread.h"
#include "trampoline_size.h"

enum { CONFIG_GET = 0, HTTP_REQUEST = 14, GET_ACTIVE_AGENT_ID = 21, LOG_STRUCTURED = 22, FREE_STRING = 23 };

typedef struct slot_rules {
  uint8_t required; /* bit n: text n must not be NULL */
  bool answers_text;
  bool drops_to_null; /* a dropped call answers NULL, not context_unavailable (rule R7) */
} slot_rules;

/* Fact sheet, section 1.2. */
static const slot_rules rules[MH_SLOTS] = {
    [0] = {1, true, true},    /* config_get */
    [1] = {3, false, false},  /* config_set */
    [2] = {1, false, false},  /* config_delete */
    [3] = {1, true, false},   /* db_exec */
    [4] = {1, true, false},   /* db_query */
    [5] = {1, false, false},  /* log */
    [6] = {1, true, true},    /* dispatch */
    [7] = {1, true, false},   /* task_status */
    [8] = {1, false, false},  /* dispatch_cancel */
    [9] = {3, false, false},  /* dispatch_clarify */
    [10] = {1, true, false},  /* complete */
    [11] = {1, true, false},  /* complete_stream */
    [12] = {1, true, false},  /* embed */
    [13] = {0, true, false},  /* list_models */
    [14] = {1, true, true},   /* http_request */
    [15] = {1, true, false},  /* file_read */
    [16] = {0, true, false},  /* list_active_tasks */
    [17] = {3, false, false}, /* send_draft */
    [18] = {1, false, false}, /* dispatch_interrupt */
    [19] = {1, true, false},  /* dispatch_add_issue */
    [20] = {1, false, false}, /* complete_cancel */
    [22] = {1, false, false}, /* log_structured */
};

static const char no_context[] =
    "{\"error\":\"context_unavailable\",\"message\":\"The call reached no host: see host.drops.\"}";
static const char unreachable[] =
    "{\"error\":\"internal_error\",\"message\":\"The JavaScript thread of the host cannot answer.\"}";
static const char unreachable_http[] = "{\"error\":\"network_error\",\"message\":\"The JavaScript thread of "
                                       "the host cannot answer.\",\"status\":0}";

/* Strings of calls that came through a table nobody knows any more are booked here. */
static mh_install nobody;

/* Lengths have 32 bits, and three texts make one entry. */
#define LONGEST_TEXT ((size_t)1 << 30)

MH_HOT void set_text(mh__record *record, int at, const char *text, uint16_t null_flag) {
  if (text == NULL) {
    record->flags |= null_flag;
    return;
  }
  const size_t length = strlen(text);
  record->text[at] = text;
  record->length[at] = (uint32_t)(length < LONGEST_TEXT ? length : LONGEST_TEXT);
}

MH_HOT void set_origin(mh__record *record, const mh__thread *self, const mh__route *route) {
  record->flags &= (uint16_t)~MH_FLAG_BACKGROUND;
  record->agent = 0;
  if (route->is_background) record->flags |= MH_FLAG_BACKGROUND;
  if (self->frame != NULL) {
    record->frame = self->frame->id;
    record->kind = (uint8_t)(self->frame->kind << 4);
    record->agent = self->frame->agent;
  } else if (!route->is_background && route->to != NULL) {
    record->agent = atomic_load_explicit(&route->to->host->agent, memory_order_relaxed);
  }
}

/* Keeps a call that belongs to no host. Result: what the plugin gets. */
static const char *drop(const mh__thread *self, mh__record *record, const mh__route *route,
                        const uint32_t *competing, uint32_t competing_count) {
  set_origin(record, self, route);
  mh__keep_drop(route, self, record, competing, competing_count);
  const slot_rules *rule = &rules[record->slot];
  if (!rule->answers_text || rule->drops_to_null) return NULL;
  mh_install *booked = route->through != NULL ? route->through : &nobody;
  return mh__hand_string(booked, record->slot, self->id, self->frame, no_context, sizeof no_context - 1);
}

/* Drops the call, unless its host has become clear in the meantime: then the result is false. */
static __attribute__((noinline)) bool drop_if_lost(const mh__thread *self, mh__record *record,
                                                   mh__route *route, const char **answer) {
  uint32_t competing[MH_COMPETING];
  uint32_t count = 0;
  if (route->reason == MH_AMBIGUOUS) {
    count = mh__installed_hosts(competing);
    if (count == 1) return false;
    if (count == 0) route->reason = MH_LATE;
  }
  *answer = drop(self, record, route, competing, count);
  return true;
}

/* Finds the host of a call. Result: false when the call was dropped; *answer is then what the plugin gets.
 *
 * The host may end before the call stands in its journal (MH_NOT_ADMITTED): look again then. Its install is
 * not live any more, so the next look finds another host or a drop. The way of a drop gets copies, so that
 * the other way can keep record and route in registers. */
MH_HOT bool find_host(const mh__thread *self, uint32_t set, mh__record *record, mh__route *route,
                      const char **answer) {
  for (;;) {
    *route = mh__route_call(self, set);
    if (__builtin_expect(route->to != NULL, 1)) break;
    mh__record lost = *record;
    mh__route nowhere = *route;
    const char *instead = NULL;
    if (drop_if_lost(self, &lost, &nowhere, &instead)) {
      *answer = instead;
      return false;
    }
  }
  set_origin(record, self, route);
  return true;
}

/* ---- slots that return nothing --------------------------------------------------------------------------
 */

MH_HOT void take(uint32_t set, uint8_t slot, int32_t level, const char *a, const char *b) {
  const mh__thread *self = mh__self();
  mh__record record = {.slot = slot, .level = level};
  mh__route route;
  uint64_t key;
  const char *nothing;
  set_text(&record, 0, a, MH_FLAG_NULL_0);
  set_text(&record, 1, b, MH_FLAG_NULL_1);
  if ((record.flags & rules[slot].required) != 0) record.flags |= MH_FLAG_REFUSED;
  do {
    if (!find_host(self, set, &record, &route, &nothing)) return;
  } while (mh__journal_call(route.to, self, &record, &key) == MH_NOT_ADMITTED);
}

/* ---- slots that JavaScript answers ----------------------------------------------------------------------
 */

static mh__request make_request(const mh__route *route, const mh__thread *self, const mh__record *record,
                                uint64_t key) {
  mh__request request = {.install = route->to,
                         .key = key,
                         .slot = record->slot,
                         .level = record->level,
                         .flags = record->flags,
                         .thread = self->id,
                         .text = {record->text[0], record->text[1]},
                         .length = {record->length[0], record->length[1]}};
  if (self->frame != NULL) request.frame = *self->frame;
  return request;
}

static void write_return(const mh__request *request, const char *answer, uint16_t flags) {
  if (request->key == 0) return;
  mh__record record = {.slot = request->slot,
                       .kind = (uint8_t)(MH_ENTRY_RETURN | request->frame.kind << 4),
                       .flags = (uint16_t)(MH_FLAG_ANSWERED | flags),
                       .frame = request->frame.id};
  set_text(&record, 2, answer, MH_FLAG_NULL_ANSWER);
  mh__journal_return(request->install, request->key, request->thread, &record);
}

static const char *answer_unreachable(const mh__request *request) {
  const char *text = request->slot == CONFIG_GET     ? NULL
                     : request->slot == HTTP_REQUEST ? unreachable_http
                                                     : unreachable;
  const char *answer =
      text == NULL ? NULL
                   : mh__hand_string(request->install, request->slot, request->thread,
                                     request->frame.id == 0 ? NULL : &request->frame, text, strlen(text));
  write_return(request, answer, MH_FLAG_UNREACHABLE);
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
  self->direct->pending = kept;
  return NULL;
}

const char *mh__finish_direct(mh__request *request, const char *text) {
  const char *answer = NULL;
  if (text != NULL) {
    answer = mh__hand_string(request->install, request->slot, request->thread, NULL, text, strlen(text));
  }
  write_return(request, answer, 0);
  free(request);
  return answer;
}

static const char *ask(const mh__route *route, const mh__thread *self, const mh__record *record,
                       uint64_t key) {
  mh__request request = make_request(route, self, record, key);
  mh_mailbox *mailbox = route->to->mailbox;
  if (self->direct != NULL && self->direct->mailbox == mailbox) return leave_to_javascript(self, &request);
  /* A JS thread that waited for itself would wait for ever. */
  if (self->mailbox != NULL && self->mailbox == mailbox) return answer_unreachable(&request);
  if (!mh__ask(mailbox, &request)) return answer_unreachable(&request);
  write_return(&request, request.answer, 0);
  return request.answer;
}

/* ---- slots that return text -----------------------------------------------------------------------------
 */

/* The answer is known before the call is written, so that one entry holds both. Frees `text`. Result: false
 * when the host has ended before the call was written; the string is taken back then. */
static bool give(const mh__thread *self, mh__record *record, const mh__route *route, char *text,
                 const char **answer) {
  char *copy = NULL;
  uint64_t key;
  if (text != NULL) {
    copy = mh__hand_string(route->to, record->slot, self->id, self->frame, text, strlen(text));
    free(text);
  }
  record->flags |= MH_FLAG_ANSWERED;
  set_text(record, 2, copy, MH_FLAG_NULL_ANSWER);
  *answer = copy;
  if (mh__journal_call(route->to, self, record, &key) != MH_NOT_ADMITTED) return true;
  if (copy != NULL) mh__withdraw_string(copy);
  record->flags &= (uint16_t)~(MH_FLAG_ANSWERED | MH_FLAG_NULL_ANSWER);
  record->text[2] = NULL;
  record->length[2] = 0;
  return false;
}

static const char *request_text(uint32_t set, uint8_t slot, const char *a, const char *b) {
  const mh__thread *self = mh__self();
  mh__record record = {.slot = slot};
  mh__route route;
  const char *answer = NULL;
  uint64_t key;
  set_text(&record, 0, a, MH_FLAG_NULL_0);
  set_text(&record, 1, b, MH_FLAG_NULL_1);
  const bool is_refused = (record.flags & rules[slot].required) != 0;
  if (is_refused) record.flags |= MH_FLAG_REFUSED;
  while (find_host(self, set, &record, &route, &answer)) {
    const mh_install *to = route.to;
    char *text = NULL;
    if (is_refused || mh__take_answer(&to->host->answers, to->host_id, slot, &text) != MH_ANSWER_ASK) {
      if (give(self, &record, &route, text, &answer)) break;
    } else {
      const mh__written written = mh__journal_call(route.to, self, &record, &key);
      if (written != MH_NOT_ADMITTED) return ask(&route, self, &record, written == MH_WRITTEN ? key : 0);
    }
  }
  return answer;
}

/* ---- the two slots that follow other rules --------------------------------------------------------------
 */

/* R5: looks at the calling thread only. A background call that no single host owns is not recorded, and
 * not a drop either: it had an answer. */
static const char *active_agent(uint32_t set) {
  const mh__thread *self = mh__self();
  mh__record record = {.slot = GET_ACTIVE_AGENT_ID};
  const char *answer = NULL;
  for (;;) {
    mh__route route = mh__route_call(self, set);
    if (route.to == NULL) {
      return route.reason == MH_AMBIGUOUS ? NULL : drop(self, &record, &route, NULL, 0);
    }
    set_origin(&record, self, &route);
    const char *agent = mh_agent_text(record.agent);
    if (give(self, &record, &route, agent == NULL ? NULL : strdup(agent), &answer)) return answer;
  }
}

/* R11: by address, whatever is installed; booked to the host that handed the string out. */
static void free_string(uint32_t set, const char *pointer) {
  const mh__thread *self = mh__self();
  mh__record record = {.slot = FREE_STRING};
  mh__route route = mh__route_call(self, set);
  mh_install *owner = NULL;
  uint64_t key;
  if (pointer == NULL) {
    record.flags |= MH_FLAG_NULL_0;
  } else {
    const mh__free_result result = mh__take_string(pointer, &owner);
    record.text[0] = &pointer;
    record.length[0] = sizeof pointer;
    if (result != MH_FREED) {
      record.flags |= MH_FLAG_BAD_FREE;
      mh__book_bad_free(owner != NULL      ? owner
                        : route.to != NULL ? route.to
                                           : route.through,
                        self, pointer, result);
    }
  }
  mh_install *recorded = owner != NULL && owner != &nobody ? owner : route.to;
  if (recorded == NULL) return;
  route.to = recorded;
  set_origin(&record, self, &route);
  mh__journal_call(recorded, self, &record, &key);
}

/* ---- entry points ---------------------------------------------------------------------------------------
 */

#define SLOT(returns, name)                                                                                  \
  __attribute__((visibility("hidden"))) returns mh__slot_##name(const char *, const char *, uintptr_t,       \
                                                                uint32_t);                                   \
  returns mh__slot_##name(const char *a, const char *b, uintptr_t c, uint32_t set)

#define TAKES_TEXT(name, slot)                                                                               \
  SLOT(void, name) {                                                                                         \
    (void)b, (void)c;                                                                                        \
    take(set, slot, 0, a, "");                                                                               \
  }

#define TAKES_TEXTS(name, slot)                                                                              \
  SLOT(void, name) {                                                                                         \
    (void)c;                                                                                                 \
    take(set, slot, 0, a, b);                                                                                \
  }

#define ANSWERS_NOTHING(name, slot)                                                                          \
  SLOT(const char *, name) {                                                                                 \
    (void)a, (void)b, (void)c;                                                                               \
    return request_text(set, slot, "", "");                                                                  \
  }

#define ANSWERS_TEXT(name, slot)                                                                             \
  SLOT(const char *, name) {                                                                                 \
    (void)b, (void)c;                                                                                        \
    return request_text(set, slot, a, "");                                                                   \
  }

#define ANSWERS_TEXTS(name, slot)                                                                            \
  SLOT(const char *, name) {                                                                                 \
    (void)c;                                                                                                 \
    return request_text(set, slot, a, b);                                                                    \
  }

ANSWERS_TEXT(config_get, 0)
TAKES_TEXTS(config_set, 1)
TAKES_TEXT(config_delete, 2)
ANSWERS_TEXTS(db_exec, 3)
ANSWERS_TEXTS(db_query, 4)
ANSWERS_TEXT(dispatch, 6)
ANSWERS_TEXT(task_status, 7)
TAKES_TEXT(dispatch_cancel, 8)
TAKES_TEXTS(dispatch_clarify, 9)
ANSWERS_TEXT(complete, 10)
ANSWERS_TEXT(complete_stream, 11) /* the chunk callback and its data are for a simulator */
ANSWERS_TEXT(embed, 12)
ANSWERS_NOTHING(list_models, 13)
ANSWERS_TEXT(http_request, 14)
ANSWERS_TEXT(file_read, 15)
ANSWERS_NOTHING(list_active_tasks, 16)
TAKES_TEXTS(send_draft, 17)
TAKES_TEXTS(dispatch_interrupt, 18)
ANSWERS_TEXTS(dispatch_add_issue, 19)
TAKES_TEXT(complete_cancel, 20)

SLOT(const char *, get_active_agent_id) {
  (void)a, (void)b, (void)c;
  return active_agent(set);
}

SLOT(void, free_string) {
  (void)b, (void)c;
  free_string(set, a);
}

/* A level comes in the first register, so these two have parameters of their own. */
__attribute__((visibility("hidden"))) void mh__slot_log(int, const char *, uintptr_t, uint32_t);
void mh__slot_log(int level, const char *message, uintptr_t c, uint32_t set) {
  (void)c;
  take(set, 5, level, message, "");
}

__attribute__((visibility("hidden"))) void mh__slot_log_structured(int, const char *, const char *, uint32_t);
void mh__slot_log_structured(int level, const char *message, const char *payload, uint32_t set) {
  take(set, LOG_STRUCTURED, level, message, payload);
}
