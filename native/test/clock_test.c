/* Time stamps by the cycle counter. */
#include "clock.h"

#include "kit.h"

TEST(agrees, "a tick that is converted says what the system's clock says, within 20 µs") {
  for (int i = 0; i < 100; i++) {
    const mh__clock_line line = mh__clock_line_now();
    const double before = mh_now();
    const uint64_t at = mh__nanoseconds(&line, mh__ticks());
    const double after = mh_now();
    CHECK((double)at > before - 20000 && (double)at < after + 20000);
  }
}

TEST(lines_agree, "two drains convert the same tick to the same time, within 20 µs") {
  const uint64_t ticks = mh__ticks();
  const mh__clock_line first = mh__clock_line_now();
  const double until = mh_now() + 20e6;
  while (mh_now() < until)
    continue;
  const mh__clock_line second = mh__clock_line_now();
  const double apart = (double)mh__nanoseconds(&first, ticks) - (double)mh__nanoseconds(&second, ticks);
  CHECK(apart < 20000 && apart > -20000);
}

TEST(before_start, "a tick from before the start is time 0") {
  const mh__clock_line line = mh__clock_line_now();
  CHECK_NUMBER(mh__nanoseconds(&line, line.ticks - 1000), 0);
}
