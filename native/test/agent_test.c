/* Agent ids as numbers. */
#include "kit.h"

#include <stdio.h>

TEST(same_text, "the same text has the same number, another text another") {
  const uint32_t first = mh_agent("agent one"), second = mh_agent("agent two");
  CHECK(first != 0 && second != 0 && first != second);
  CHECK_NUMBER(mh_agent("agent one"), first);
  CHECK_TEXT(mh_agent_text(first), "agent one");
  CHECK_TEXT(mh_agent_text(second), "agent two");
}

TEST(no_agent, "NULL has the number 0, and 0 and unknown numbers no text") {
  CHECK_NUMBER(mh_agent(NULL), 0);
  CHECK(mh_agent_text(0) == NULL);
  CHECK(mh_agent_text(4000000) == NULL);
  CHECK(mh_agent_text(UINT32_MAX) == NULL);
}

static uint32_t numbers[8][3000];

static void name_many(void *unused, uint32_t index) {
  char text[32];
  (void)unused;
  for (int i = 0; i < 3000; i++) {
    snprintf(text, sizeof text, "shared agent %d", i);
    numbers[index][i] = mh_agent(text);
    CHECK_TEXT(mh_agent_text(numbers[index][i]), text);
  }
}

TEST(threads_name, "8 threads that name 3 000 agents agree on the numbers") {
  run_threads(8, name_many, NULL);
  for (int thread = 1; thread < 8; thread++)
    CHECK(memcmp(numbers[0], numbers[thread], sizeof numbers[0]) == 0);
}
