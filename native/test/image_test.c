/* Which files of plugins are loaded, and by whom. */
#include "kit.h"

TEST(image_claimed, "a file belongs to the owner that claimed it first") {
  const uint32_t first = mh_unique(), second = mh_unique();
  CHECK_NUMBER(mh_image_claim("/image_test/a", first), 1);
  CHECK_NUMBER(mh_image_claim("/image_test/a", first), 1);
  CHECK_NUMBER(mh_image_claim("/image_test/a", second), 0);
  CHECK_NUMBER(mh_image_claim("/image_test/b", second), 1);
}

TEST(images_counted, "private images are counted one by one") {
  const uint32_t first = mh_image_count_private();
  CHECK_NUMBER(mh_image_count_private(), first + 1);
  CHECK_NUMBER(mh_image_count_private(), first + 2);
}
