/* What the core keeps of the many that have come and gone. */
#include "kit.h"

static uint32_t newest;

static void introduce(void *unused, uint32_t index) {
  (void)unused, (void)index;
  newest = mh_thread_self();
}

static void introduce_many(uint32_t count) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  for (uint32_t i = 0; i < count; i++)
    run_thread(introduce, NULL);
  pthread_attr_destroy(&attributes);
}

TEST(newcomers, "after 66 000 newcomers the living are known, the dead forgotten, and a census is quick") {
  char name[64];
  uint32_t os_id = 0;
  const uint32_t alive = mh_thread_self();
  introduce_many(1);
  const uint32_t dead = newest;
  CHECK_NUMBER(mh_thread_info(dead, &os_id, name), MH_OK);
  introduce_many(66000);
  CHECK_NUMBER(mh_thread_info(dead, &os_id, name), MH_STALE);
  CHECK_NUMBER(mh_thread_info(newest, &os_id, name), MH_OK);
  CHECK_NUMBER(mh_thread_info(alive, &os_id, name), MH_OK);
  double best = 1e12;
  for (int i = 0; i < 10; i++) {
    const double before = mh_now();
    mh_foreign_threads(NULL, 0);
    if (mh_now() - before < best) best = mh_now() - before;
  }
#ifndef UNDER_SANITIZER
  CHECK(best < 300e3);
#endif
}
