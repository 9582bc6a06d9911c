/* The slots of the host table: find the host, record the call, answer it.
 *
 * A trampoline passes the number of its set as the fourth argument. Slots have at most three, so every
 * function here has four parameters, and those that a slot does not have hold anything. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "config.h"
#include "drops.h"
#include "host.h"
#include "journal_write.h"
#include "record.h"
#include "route.h"
#include "slot_numbers.h"
#include "slot_rules.h"
#include "strings.h"
#include "thread.h"
#include "trampoline_size.h"

static const char no_context[] =
    "{\"error\":\"context_unavailable\",\"message\":\"The call reached no host: see host.drops.\"}";
/* Strings of calls that came through a table nobody knows any more are booked here. */
static mh_install nobody;

/* Log levels go from 0 to 4. */
#define HIGHEST_LEVEL 4u

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
  const mh__slot_rules *rule = &mh__rules[record->slot];
  if (!rule->answers_text || rule->drops_to_null) return NULL;
  mh_install *booked = route->through != NULL ? route->through : &nobody;
  return mh__hand_string(booked, record->slot, self->id, self->frame, no_context, sizeof no_context - 1);
}

/* Drops the call, unless its host has become clear in the meantime: then the result is false. Which hosts
 * compete is read after the call was found ambiguous: if its own has ended by then, it is not among them. */
static __attribute__((noinline)) bool drop_if_lost(const mh__thread *self, mh__record *record,
                                                   mh__route *route, const char **answer) {
  uint32_t competing[MH_COMPETING];
  uint32_t count = 0;
  if (route->reason == MH_AMBIGUOUS) {
    count = mh__installed_hosts(competing);
    if (count == 1) return false;
    if (count == 0 || !mh__is_live(route->through)) {
      route->reason = MH_LATE;
      count = 0;
    }
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

/* Whether the app would not hear the call (fact sheet, sections 3.1 and 10), and this host does as the app.
 */
MH_HOT bool is_lost(const mh__thread *self, const mh__record *record, const mh_install *to) {
  const uint32_t host_rules = atomic_load_explicit(&to->host->rules, memory_order_relaxed);
  if (self->frame != NULL && self->frame->kind == MH_FRAME_ENTRY) return (host_rules & MH_RULE_CONTEXT) != 0;
  if (record->slot != MH_SLOT_CONFIG_SET && record->slot != MH_SLOT_CONFIG_DELETE) return false;
  if ((host_rules & MH_RULE_CONFIG_LIMIT) != 0 && record->length[1] > atomic_load(&to->host->config_limit))
    return true;
  return (host_rules & MH_RULE_AGENT) != 0 && !mh__has_own_config(record->agent);
}

static __attribute__((noinline)) void write_config(const mh__thread *self, const mh_install *to,
                                                   uint32_t agent, const char *key, const char *value) {
  mh_host *host = to->host;
  if (!mh__has_rule(host, MH_RULE_CONFIG)) return;
  mh__config_set(&host->config, to->host_id, mh__plugin_of_call(self, host), agent, key, value);
}

static char *read_config(const mh__thread *self, const mh_install *to, uint32_t agent, const char *key) {
  return mh__host_config(to->host, to->host_id, mh__plugin_of_call(self, to->host), agent, key);
}

/* ---- slots that return nothing --------------------------------------------------------------------------
 */

/* The way to JavaScript gets copies, so that the other way can keep record and route in registers. */
static __attribute__((noinline)) void tell(const mh__route *route, const mh__thread *self,
                                           const mh__record *record, uint64_t key) {
  const mh__chunk_callback none = {NULL, NULL};
  mh__ask_javascript(route, self, record, key, none);
}

MH_HOT void take(uint32_t set, uint8_t slot, int32_t level, const char *a, const char *b) {
  mh__thread *self = mh__self();
  mh__record record = {.slot = slot, .level = level};
  mh__route route;
  uint64_t key;
  const char *nothing;
  mh__set_text(&record, 0, a, MH_FLAG_NULL_0);
  mh__set_text(&record, 1, b, MH_FLAG_NULL_1);
  const bool has_nulls = (record.flags & mh__rules[slot].required) != 0;
  bool is_refused;
  mh__written written;
  do {
    if (!find_host(self, set, &record, &route, &nothing)) return;
    is_refused = has_nulls || is_lost(self, &record, route.to);
    record.flags &= (uint16_t)~MH_FLAG_REFUSED;
    if (is_refused) record.flags |= MH_FLAG_REFUSED;
    written = mh__journal_call(route.to, self, &record, &key);
  } while (written == MH_NOT_ADMITTED);
  if ((slot == MH_SLOT_CONFIG_SET || slot == MH_SLOT_CONFIG_DELETE) && !is_refused) {
    write_config(self, route.to, record.agent, a, slot == MH_SLOT_CONFIG_SET ? b : NULL);
  }
  if (__builtin_expect(mh__is_asked(&route.to->host->answers, slot), 0) && !is_refused) {
    const mh__record copy = record;
    const mh__route to = route;
    tell(&to, self, &copy, written == MH_WRITTEN ? key : 0);
  }
}

/* A free_string that landed here, since the plugin's mirror of the table skips a slot: the first register
 * holds the address of a string, and nothing is known of the others. */
static __attribute__((noinline)) void take_mix_up(uint32_t set, uintptr_t address) {
  mh__thread *self = mh__self();
  mh__record record = {.slot = MH_SLOT_LOG_STRUCTURED,
                       .level = (int32_t)(uint32_t)address,
                       .flags = MH_FLAG_REFUSED | MH_FLAG_MIX_UP | MH_FLAG_NULL_0 | MH_FLAG_NULL_1};
  mh__route route;
  uint64_t key;
  const char *nothing;
  do {
    if (!find_host(self, set, &record, &route, &nothing)) return;
  } while (mh__journal_call(route.to, self, &record, &key) == MH_NOT_ADMITTED);
}

/* ---- slots that return text -----------------------------------------------------------------------------
 */

/* The answer is known before the call is written, so that one entry holds both. Frees `text`. Result: false
 * when the host has ended before the call was written; the string is taken back then. */
static bool give(mh__thread *self, mh__record *record, const mh__route *route, char *text,
                 const char **answer) {
  char *copy = NULL;
  uint64_t key;
  if (text != NULL) {
    copy = mh__hand_string(route->to, record->slot, self->id, self->frame, text, strlen(text));
    free(text);
  }
  record->flags |= MH_FLAG_ANSWERED;
  mh__set_text(record, 2, copy, MH_FLAG_NULL_ANSWER);
  *answer = copy;
  if (mh__journal_call(route->to, self, record, &key) != MH_NOT_ADMITTED) return true;
  if (copy != NULL) mh__withdraw_string(copy);
  record->flags &= (uint16_t)~(MH_FLAG_ANSWERED | MH_FLAG_NULL_ANSWER);
  record->text[2] = NULL;
  record->length[2] = 0;
  return false;
}

static const char *request_text(uint32_t set, uint8_t slot, const char *a, const char *b,
                                mh__chunk_callback on_chunk) {
  mh__thread *self = mh__self();
  mh__record record = {.slot = slot};
  mh__route route;
  const char *answer = NULL;
  uint64_t key;
  mh__set_text(&record, 0, a, MH_FLAG_NULL_0);
  mh__set_text(&record, 1, b, MH_FLAG_NULL_1);
  const bool has_nulls = (record.flags & mh__rules[slot].required) != 0;
  while (find_host(self, set, &record, &route, &answer)) {
    const mh_install *to = route.to;
    char *text = NULL;
    const bool is_unheard = !has_nulls && is_lost(self, &record, to);
    record.flags &= (uint16_t)~MH_FLAG_REFUSED;
    if (has_nulls || is_unheard) record.flags |= MH_FLAG_REFUSED;
    mh_answer_kind kind = MH_ANSWER_NULL;
    if (is_unheard) {
      if (!mh__rules[slot].drops_to_null) text = strdup(no_context);
    } else if (!has_nulls) {
      kind = mh__take_answer(&to->host->answers, to->host_id, slot, &text);
      if (kind == MH_ANSWER_CONFIG) text = read_config(self, to, record.agent, a);
    }
    if (kind != MH_ANSWER_ASK) {
      if (give(self, &record, &route, text, &answer)) break;
    } else {
      const mh__written written = mh__journal_call(route.to, self, &record, &key);
      if (written != MH_NOT_ADMITTED)
        return mh__ask_javascript(&route, self, &record, written == MH_WRITTEN ? key : 0, on_chunk);
    }
  }
  return answer;
}

/* ---- the two slots that follow other rules --------------------------------------------------------------
 */

/* R5: looks at the calling thread only. A background call that no single host owns is not recorded, and
 * not a drop either: it had an answer. */
static const char *active_agent(uint32_t set) {
  mh__thread *self = mh__self();
  mh__record record = {.slot = MH_SLOT_GET_ACTIVE_AGENT_ID};
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
  mh__thread *self = mh__self();
  mh__record record = {.slot = MH_SLOT_FREE_STRING};
  mh__route route = mh__route_call(self, set);
  mh_install *owner = NULL;
  uint64_t key;
  if (pointer == NULL) {
    record.flags |= MH_FLAG_NULL_0;
  } else {
    mh__refused_free refused;
    const mh__free_result result = mh__take_string(pointer, self, &owner, &refused);
    record.text[0] = &pointer;
    record.length[0] = sizeof pointer;
    if (result != MH_FREED) {
      record.flags |= MH_FLAG_BAD_FREE;
      mh__book_bad_free(owner != NULL ? owner : route.to != NULL ? route.to : route.through, &refused);
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
    return request_text(set, slot, "", "", (mh__chunk_callback){NULL, NULL});                                \
  }

#define ANSWERS_TEXT(name, slot)                                                                             \
  SLOT(const char *, name) {                                                                                 \
    (void)b, (void)c;                                                                                        \
    return request_text(set, slot, a, "", (mh__chunk_callback){NULL, NULL});                                 \
  }

#define ANSWERS_TEXTS(name, slot)                                                                            \
  SLOT(const char *, name) {                                                                                 \
    (void)c;                                                                                                 \
    return request_text(set, slot, a, b, (mh__chunk_callback){NULL, NULL});                                  \
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

__attribute__((visibility("hidden"))) const char *mh__slot_complete_stream(const char *, osr_on_chunk, void *,
                                                                           uint32_t);
const char *mh__slot_complete_stream(const char *request, osr_on_chunk on_chunk, void *user_data,
                                     uint32_t set) {
  return request_text(set, MH_SLOT_COMPLETE_STREAM, request, "", (mh__chunk_callback){on_chunk, user_data});
}

/* A level comes in the first register, so these two have parameters of their own. */
__attribute__((visibility("hidden"))) void mh__slot_log(int, const char *, uintptr_t, uint32_t);
void mh__slot_log(int level, const char *message, uintptr_t c, uint32_t set) {
  (void)c;
  take(set, 5, level, message, "");
}

/* The whole first register, which holds an address when the call was meant for free_string. */
__attribute__((visibility("hidden"))) void mh__slot_log_structured(uintptr_t, const char *, const char *,
                                                                   uint32_t);
void mh__slot_log_structured(uintptr_t first, const char *message, const char *payload, uint32_t set) {
  const uint32_t level = (uint32_t)first;
  if (__builtin_expect(level > HIGHEST_LEVEL, 0) && mh__is_outstanding((const void *)first)) {
    take_mix_up(set, first);
  } else {
    take(set, MH_SLOT_LOG_STRUCTURED, (int32_t)level, message, payload);
  }
}
