/* Where addresses lie, told without the lock of the dynamic linker. */
#define _GNU_SOURCE
#include "place.h"

#include <dlfcn.h>
#include <stddef.h>

#include "kit.h"

__attribute__((visibility("default"))) int an_exported_function(int number);
__attribute__((noinline)) int an_exported_function(int number) {
  return number + 1;
}

__attribute__((noinline)) static int a_static_function(int number) {
  return number + 2;
}

/* What dladdr() says, name by name. */
static void check_place(const void *address) {
  Dl_info expected;
  mh__place found = {NULL, NULL, NULL};
  REQUIRE(dladdr(address, &expected) != 0);
  REQUIRE(mh__find_place(address, &found));
  CHECK(found.base == expected.dli_fbase);
  CHECK_TEXT(found.path, expected.dli_fname);
  CHECK_TEXT(found.symbol == NULL ? "none" : found.symbol,
             expected.dli_sname == NULL ? "none" : expected.dli_sname);
}

TEST(places, "an address is found where dladdr() finds it") {
  mh__prepare_places();
  const char *const names[] = {"an_exported_function", "malloc", "qsort", "pthread_create", "dlopen"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    const char *address = dlsym(RTLD_DEFAULT, names[i]);
    if (address == NULL) continue; /* a libc that keeps it elsewhere */
    check_place(address);
    check_place(address + 5);
  }
  int (*function)(int) = a_static_function;
  check_place(*(const void **)&function);
  CHECK_NUMBER(an_exported_function(1) + function(1), 5);
}

TEST(place_of_nothing, "where no library is, nothing is found, and nothing written") {
  mh__prepare_places();
  int here = 0;
  mh__place found = {&here, "path", "symbol"};
  CHECK(!mh__find_place(&here, &found));
  CHECK(!mh__find_place(NULL, &found));
  CHECK(found.base == &here);
}
