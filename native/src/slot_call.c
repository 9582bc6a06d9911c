#define _GNU_SOURCE
#include "slot_call.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "mailbox.h"
#include "slot_numbers.h"
#include "strings.h"
#include "thread.h"
#include "trampoline_size.h"

/* ---- through the C function pointers --------------------------------------------------------------------
 */

typedef union slot_function {
  uintptr_t address;
  const char *(*text_of_nothing)(void);
  const char *(*text_of_text)(const char *);
  const char *(*text_of_texts)(const char *, const char *);
  const char *(*stream)(const char *, osr_on_chunk, void *);
  void (*take_text)(const char *);
  void (*take_texts)(const char *, const char *);
  void (*log)(int, const char *);
  void (*log_structured)(int, const char *, const char *);
} slot_function;

typedef enum shape {
  TEXT_OF_TEXT,
  TEXT_OF_TEXTS,
  TEXT_OF_NOTHING,
  STREAM,
  TAKE_TEXT,
  TAKE_TEXTS,
  LOG,
  LOG_STRUCTURED,
  FREE
} shape;

static const uint8_t shapes[MH_SLOTS] = {
    TEXT_OF_TEXT, TAKE_TEXTS,      TAKE_TEXT,    TEXT_OF_TEXTS,   TEXT_OF_TEXTS,   LOG,
    TEXT_OF_TEXT, TEXT_OF_TEXT,    TAKE_TEXT,    TAKE_TEXTS,      TEXT_OF_TEXT,    STREAM,
    TEXT_OF_TEXT, TEXT_OF_NOTHING, TEXT_OF_TEXT, TEXT_OF_TEXT,    TEXT_OF_NOTHING, TAKE_TEXTS,
    TAKE_TEXTS,   TEXT_OF_TEXTS,   TAKE_TEXT,    TEXT_OF_NOTHING, LOG_STRUCTURED,  FREE};

static slot_function find_function(const osr_host_api *table, uint32_t slot) {
  const _Atomic(uintptr_t) *slots = (const _Atomic(uintptr_t) *)(const void *)table + 1;
  return (slot_function){.address = slot < MH_SLOTS ? atomic_load(&slots[slot]) : 0};
}

mh_status mh__call_stream(const osr_host_api *table, const char *request, osr_on_chunk on_chunk,
                          void *user_data, const char **answer) {
  const slot_function function = find_function(table, MH_SLOT_COMPLETE_STREAM);
  *answer = NULL;
  if (function.address == 0) return MH_SLOT_IS_NULL;
  *answer = function.stream(request, on_chunk, user_data);
  return MH_OK;
}

mh_status mh__call_slot(const osr_host_api *table, const mh__slot_call *call, const char **answer) {
  const slot_function function = find_function(table, call->slot);
  const char *const *text = call->text;
  *answer = NULL;
  if (function.address == 0) return MH_SLOT_IS_NULL;
  switch ((shape)shapes[call->slot]) {
  case TEXT_OF_TEXT:
    *answer = function.text_of_text(text[0]);
    break;
  case TEXT_OF_TEXTS:
    *answer = function.text_of_texts(text[0], text[1]);
    break;
  case TEXT_OF_NOTHING:
    *answer = function.text_of_nothing();
    break;
  case STREAM:
    *answer = function.stream(text[0], NULL, NULL);
    break;
  case TAKE_TEXT:
    function.take_text(text[0]);
    break;
  case TAKE_TEXTS:
    function.take_texts(text[0], text[1]);
    break;
  case LOG:
    function.log(call->level, text[0]);
    break;
  case LOG_STRUCTURED:
    function.log_structured(call->level, text[0], text[1]);
    break;
  case FREE:
    function.take_text((const char *)(uintptr_t)call->pointer);
    break;
  }
  return MH_OK;
}

void mh__give_back(const osr_host_api *table, const char *answer) {
  if (table->free_string != NULL) {
    table->free_string(answer);
  } else {
    free((void *)(uintptr_t)answer);
  }
}

/* ---- calls that JavaScript makes on its own thread ------------------------------------------------------
 */

/* The event has its own copy of the answer, so the string goes back at once. */
static uint32_t show_answer(mh_mailbox *mailbox, mh_install *table, mh_status status, const char *answer) {
  const uint32_t kind = mh__show_answer(mailbox, status, answer);
  if (answer != NULL) mh__give_back(&table->table, answer);
  return kind;
}

static uint32_t call_on_this_thread(mh_mailbox *mailbox, mh_stack *stack, mh_install *table,
                                    const mh__slot_call *call) {
  mh__thread *self = mh__self();
  mh_stack *outer_stack = self->stack;
  mh__direct *outer_direct = self->direct;
  mh__direct direct = {.mailbox = mailbox};
  const char *answer = NULL;
  uint32_t result;
  self->stack = stack != NULL ? stack : self->own_stack;
  self->direct = &direct;
  const mh_status status = mh__call_slot(&table->table, call, &answer);
  if (direct.pending != NULL) {
    result = mh__show_direct(mailbox, direct.pending);
  } else {
    result = show_answer(mailbox, table, status, answer);
  }
  self->direct = outer_direct;
  self->stack = outer_stack;
  return result;
}

uint32_t mh_call_slot(mh_mailbox *mailbox, mh_stack *stack, mh_install *table, uint32_t slot, int32_t level,
                      const char *text0, const char *text1) {
  const mh__slot_call call = {.slot = slot, .level = level, .text = {text0, text1}};
  return call_on_this_thread(mailbox, stack, table, &call);
}

uint32_t mh_call_free(mh_mailbox *mailbox, mh_stack *stack, mh_install *table, uint64_t pointer) {
  const mh__slot_call call = {.slot = MH_SLOT_FREE_STRING, .pointer = pointer};
  return call_on_this_thread(mailbox, stack, table, &call);
}

/* The call gives its string back with the stack that it was made with. */
static uint32_t finish_direct(mh_mailbox *mailbox, mh__request *request, const char *text) {
  mh__thread *self = mh__self();
  mh_stack *outer_stack = self->stack;
  mh_install *table = request->install;
  self->stack = request->stack;
  const char *answer = mh__finish_direct(request, text);
  const uint32_t result =
      show_answer(mailbox, table, text != NULL && answer == NULL ? MH_NO_MEMORY : MH_OK, answer);
  self->stack = outer_stack;
  return result;
}

uint32_t mh_direct_answer(mh_mailbox *mailbox, uint32_t index, uint32_t generation, const char *text) {
  mh__request *request = mh__take_direct(mailbox, index, generation);
  if (request == NULL) return mh__show_answer(mailbox, MH_STALE, NULL);
  return finish_direct(mailbox, request, text);
}

uint32_t mh_direct_default(mh_mailbox *mailbox, uint32_t index, uint32_t generation) {
  mh__request *request = mh__take_direct(mailbox, index, generation);
  if (request == NULL) return mh__show_answer(mailbox, MH_STALE, NULL);
  char *text = mh__default_of(request);
  const uint32_t result = finish_direct(mailbox, request, text);
  free(text);
  return result;
}
