/* What the ABI says of each slot, as far as every call needs it. */
#ifndef MOCKHOST_SLOT_RULES_H
#define MOCKHOST_SLOT_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "trampoline_size.h"

typedef struct mh__slot_rules {
  uint8_t required; /* bit n: text n must not be NULL */
  bool answers_text;
  bool drops_to_null; /* a dropped call answers NULL, not context_unavailable (rule R7) */
} mh__slot_rules;

/* Fact sheet, section 1.2. */
static const mh__slot_rules mh__rules[MH_SLOTS] = {
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

#endif
