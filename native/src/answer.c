/* Locks: the mutex of a host's answers; nothing but the allocator is called while it is held. */
#define _GNU_SOURCE
#include "answer.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __APPLE__
#include <sys/random.h>
#endif
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <unistd.h>

enum { DISPATCH = 6 };

struct mh__queued {
  mh__queued *next;
  char *text; /* NULL is an answer */
};

void mh__answers_init(mh__answers *answers) {
  pthread_mutex_init(&answers->mutex, NULL);
}

/* The mutex is held. */
static uint32_t forget_queue(mh__answers *answers, uint32_t slot) {
  uint32_t count = 0;
  mh__queued *at = answers->slots[slot].first;
  while (at != NULL) {
    mh__queued *next = at->next;
    free(at->text);
    free(at);
    at = next;
    count++;
  }
  answers->slots[slot].first = answers->slots[slot].last = NULL;
  atomic_store(&answers->queued[slot], 0);
  return count;
}

uint32_t mh__unqueue_answers(mh__answers *answers, uint32_t slot) {
  pthread_mutex_lock(&answers->mutex);
  const uint32_t count = forget_queue(answers, slot);
  pthread_mutex_unlock(&answers->mutex);
  return count;
}

/* The mutex is held. */
static void set_kind(mh__answers *answers, uint32_t slot, uint32_t kind) {
  atomic_store(&answers->kind[slot], (uint8_t)kind);
  if (kind == MH_ANSWER_ASK) {
    atomic_fetch_or(&answers->asked, 1u << slot);
  } else {
    atomic_fetch_and(&answers->asked, ~(1u << slot));
  }
}

static bool has_slot(uint32_t slots, uint32_t slot) {
  return (slots >> slot & 1) != 0;
}

void mh__answers_open(mh__answers *answers, uint32_t host_id, const mh__first_answers *first) {
  pthread_mutex_lock(&answers->mutex);
  answers->host_id = host_id;
  for (uint32_t slot = 0; slot < MH_SLOTS; slot++) {
    const mh_answer_kind kind = has_slot(first->config_slots, slot)    ? MH_ANSWER_CONFIG
                                : has_slot(first->default_slots, slot) ? MH_ANSWER_DEFAULT
                                                                       : MH_ANSWER_NULL;
    answers->by_default[slot] = (uint8_t)kind;
    if (has_slot(first->asked_slots, slot)) {
      set_kind(answers, slot, MH_ANSWER_ASK);
    } else if (kind != MH_ANSWER_NULL) {
      set_kind(answers, slot, kind);
    }
  }
  pthread_mutex_unlock(&answers->mutex);
}

void mh__answers_clear(mh__answers *answers) {
  pthread_mutex_lock(&answers->mutex);
  answers->host_id = 0;
  for (uint32_t slot = 0; slot < MH_SLOTS; slot++) {
    forget_queue(answers, slot);
    free(answers->slots[slot].text);
    answers->slots[slot].text = NULL;
    answers->by_default[slot] = MH_ANSWER_NULL;
    set_kind(answers, slot, MH_ANSWER_NULL);
  }
  pthread_mutex_unlock(&answers->mutex);
}

mh_status mh__set_answer(mh__answers *answers, uint32_t slot, uint32_t kind, const char *text) {
  char *copy = NULL;
  if (kind == MH_ANSWER_TEXT && text == NULL) kind = MH_ANSWER_NULL;
  if (kind == MH_ANSWER_TEXT && (copy = strdup(text)) == NULL) return MH_NO_MEMORY;
  pthread_mutex_lock(&answers->mutex);
  char *old = answers->slots[slot].text;
  answers->slots[slot].text = copy;
  set_kind(answers, slot, kind);
  pthread_mutex_unlock(&answers->mutex);
  free(old);
  return MH_OK;
}

mh_status mh__queue_answer(mh__answers *answers, uint32_t slot, const char *text) {
  mh__queued *added = calloc(1, sizeof *added);
  if (added == NULL) return MH_NO_MEMORY;
  if (text != NULL && (added->text = strdup(text)) == NULL) {
    free(added);
    return MH_NO_MEMORY;
  }
  pthread_mutex_lock(&answers->mutex);
  mh__answer *answer = &answers->slots[slot];
  if (answer->last == NULL) {
    answer->first = added;
  } else {
    answer->last->next = added;
  }
  answer->last = added;
  atomic_store(&answers->queued[slot], 1);
  pthread_mutex_unlock(&answers->mutex);
  return MH_OK;
}

static bool fill_random(uint8_t *bytes, size_t size) {
#ifdef __linux__
  /* The C library has getentropy from 2.25 on. */
  return syscall(SYS_getrandom, bytes, size, 0) == (long)size;
#else
  return getentropy(bytes, size) == 0;
#endif
}

/* {"id":"<upper-case UUID, version 4>","status":"running"} */
static char *fresh_task(void) {
  uint8_t b[16];
  char *text = NULL;
  if (!fill_random(b, sizeof b)) return NULL;
  b[6] = (uint8_t)((b[6] & 0x0f) | 0x40);
  b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
  const int length = asprintf(
      &text,
      "{\"id\":\"%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X\","
      "\"status\":\"running\"}",
      b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
  return length < 0 ? NULL : text;
}

/* Texts of the defaults; set once each and kept for ever. */
static _Atomic(char *) default_texts[MH_SLOTS];

uint32_t mh_set_default_answer(uint32_t slot, const char *text) {
  char *expected = NULL;
  char *copy = slot < MH_SLOTS && text != NULL ? strdup(text) : NULL;
  if (copy == NULL) return MH_NO_MEMORY;
  if (!atomic_compare_exchange_strong(&default_texts[slot], &expected, copy)) free(copy);
  return MH_OK;
}

static char *default_text(uint32_t slot) {
  if (slot == DISPATCH) return fresh_task();
  const char *text = atomic_load(&default_texts[slot]);
  return text == NULL ? NULL : strdup(text);
}

static bool shift_queue(mh__answers *answers, uint32_t slot, char **text) {
  mh__answer *answer = &answers->slots[slot];
  mh__queued *first = answer->first;
  if (first == NULL) return false;
  answer->first = first->next;
  if (answer->first == NULL) {
    answer->last = NULL;
    atomic_store(&answers->queued[slot], 0);
  }
  *text = first->text;
  free(first);
  return true;
}

mh_answer_kind mh__take_answer(mh__answers *answers, uint32_t host_id, uint32_t slot, char **text) {
  *text = NULL;
  if (atomic_load(&answers->queued[slot]) == 0) {
    const uint8_t kind = atomic_load(&answers->kind[slot]);
    if (kind == MH_ANSWER_NULL || kind == MH_ANSWER_ASK || kind == MH_ANSWER_CONFIG)
      return (mh_answer_kind)kind;
  }
  mh_answer_kind kind = MH_ANSWER_TEXT;
  pthread_mutex_lock(&answers->mutex);
  if (answers->host_id != host_id) {
    kind = MH_ANSWER_NULL;
  } else if (!shift_queue(answers, slot, text)) {
    kind = (mh_answer_kind)atomic_load(&answers->kind[slot]);
    if (kind == MH_ANSWER_TEXT && answers->slots[slot].text != NULL)
      *text = strdup(answers->slots[slot].text);
  }
  pthread_mutex_unlock(&answers->mutex);
  if (kind == MH_ANSWER_TASK) *text = fresh_task();
  if (kind == MH_ANSWER_DEFAULT) *text = default_text(slot);
  if (kind == MH_ANSWER_ASK || kind == MH_ANSWER_CONFIG) return kind;
  return *text == NULL ? MH_ANSWER_NULL : MH_ANSWER_TEXT;
}

mh_answer_kind mh__default_answer(mh__answers *answers, uint32_t host_id, uint32_t slot, char **text) {
  *text = NULL;
  pthread_mutex_lock(&answers->mutex);
  const mh_answer_kind kind =
      answers->host_id == host_id ? (mh_answer_kind)answers->by_default[slot] : MH_ANSWER_NULL;
  pthread_mutex_unlock(&answers->mutex);
  if (kind == MH_ANSWER_CONFIG) return kind;
  if (kind == MH_ANSWER_DEFAULT) *text = default_text(slot);
  return *text == NULL ? MH_ANSWER_NULL : MH_ANSWER_TEXT;
}
