/* Filling the record of a call. Inline, since every call passes here. */
#ifndef MOCKHOST_RECORD_H
#define MOCKHOST_RECORD_H

#include <string.h>

#include "journal.h"
#include "mockhost.h"
#include "thread.h"

/* Lengths have 32 bits, and three texts make one entry. */
#define MH_LONGEST_TEXT ((size_t)1 << 30)

MH_HOT void mh__set_text(mh__record *record, int at, const char *text, uint16_t null_flag) {
  if (text == NULL) {
    record->flags |= null_flag;
    return;
  }
  const size_t length = strlen(text);
  record->text[at] = text;
  record->length[at] = (uint32_t)(length < MH_LONGEST_TEXT ? length : MH_LONGEST_TEXT);
}

#endif
