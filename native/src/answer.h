/* Fixed answers and queues of answers, served without JavaScript. */
#ifndef MOCKHOST_ANSWER_H
#define MOCKHOST_ANSWER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "mockhost.h"
#include "trampoline_size.h"

typedef struct mh__queued mh__queued;

typedef struct mh__answer {
  char *text;        /* guarded by mutex; MH_ANSWER_TEXT only */
  mh__queued *first; /* guarded by mutex */
  mh__queued *last;  /* guarded by mutex */
} mh__answer;

typedef struct mh__answers {
  pthread_mutex_t mutex;
  uint32_t host_id;                 /* whose answers these are, 0: nobody's; guarded by mutex */
  _Atomic uint8_t kind[MH_SLOTS];   /* written under mutex; read without it, to skip the mutex for NULL */
  _Atomic uint8_t queued[MH_SLOTS]; /* 1: the queue is not empty; likewise */
  _Atomic uint32_t asked;           /* bit n: slot n asks JavaScript; likewise */
  uint8_t by_default[MH_SLOTS];     /* mh_answer_kind of a slot for which nothing is set; guarded by mutex */
  mh__answer slots[MH_SLOTS];
} mh__answers;

void mh__answers_init(mh__answers *answers);
/* What the slots of a host answer when it is made; bit n stands for slot n. A slot in none of these answers
 * NULL. */
typedef struct mh__first_answers {
  uint32_t default_slots; /* their defaults */
  uint32_t config_slots;  /* what the store has */
  uint32_t asked_slots;   /* what JavaScript says, which may leave it to one of the two above */
} mh__first_answers;

/* Only calls to that host get what is set from now on. */
void mh__answers_open(mh__answers *answers, uint32_t host_id, const mh__first_answers *first);
/* Every slot answers NULL again. */
void mh__answers_clear(mh__answers *answers);

mh_status mh__set_answer(mh__answers *answers, uint32_t slot, uint32_t kind, const char *text);
mh_status mh__queue_answer(mh__answers *answers, uint32_t slot, const char *text);
/* Empties the queue of a slot. Result: how many answers nobody had taken. */
uint32_t mh__unqueue_answers(mh__answers *answers, uint32_t slot);

/* Takes the next answer of a slot for a call to `host_id`: from its queue, else its fixed one. *text is a
 * copy that the caller frees, or NULL. Result: MH_ANSWER_ASK (ask JavaScript), MH_ANSWER_CONFIG (look into
 * the store), else MH_ANSWER_TEXT or MH_ANSWER_NULL; MH_ANSWER_NULL too when the answers are another host's
 * by now. */
mh_answer_kind mh__take_answer(mh__answers *answers, uint32_t host_id, uint32_t slot, char **text);

/* What the slot answers when nothing is set: MH_ANSWER_CONFIG, or MH_ANSWER_TEXT and *text as above, or
 * MH_ANSWER_NULL. */
mh_answer_kind mh__default_answer(mh__answers *answers, uint32_t host_id, uint32_t slot, char **text);

/* Whether the slot asks JavaScript: for the slots that return nothing and so take no answer. */
static inline bool mh__is_asked(const mh__answers *answers, uint32_t slot) {
  return (atomic_load_explicit(&answers->asked, memory_order_relaxed) >> slot & 1) != 0;
}

#endif
