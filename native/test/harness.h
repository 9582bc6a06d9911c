/* The test harness: tests register themselves, checks print what they wanted, the run ends with
 * `N passed, N failed`.
 *
 *   run [name] [--filter name] [--repeat times]     the tests whose "file: title" contains the name
 *
 * A failed CHECK lets the test go on, a failed REQUIRE ends it. Both may be used on any thread.
 */
#ifndef MOCKHOST_TEST_HARNESS_H
#define MOCKHOST_TEST_HARNESS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct test {
  const char *file;
  const char *title;
  void (*run)(void);
  struct test *next;
} test;

/* Adds a test to the run. Owner: the caller; it lives as long as the program. */
void add_test(test *added);

/* TEST(name, "a fact") { checks } */
#define TEST(name, fact)                                                                                     \
  static void test_##name(void);                                                                             \
  __attribute__((constructor)) static void add_##name(void) {                                                \
    static test added = {__FILE__, fact, test_##name, NULL};                                                 \
    add_test(&added);                                                                                        \
  }                                                                                                          \
  static void test_##name(void)

/* A part of a test that runs in a process of its own: CHILD(name) { ... } and `run_child("name")`. */
typedef struct child {
  const char *name;
  void (*run)(void);
  struct child *next;
} child;

void add_child(child *added);

#define CHILD(name)                                                                                          \
  static void child_##name(void);                                                                            \
  __attribute__((constructor)) static void add_child_##name(void) {                                          \
    static child added = {#name, child_##name, NULL};                                                        \
    add_child(&added);                                                                                       \
  }                                                                                                          \
  static void child_##name(void)

/* Path of this program. */
const char *program_path(void);

/* Exit code of the child, or 128 + the signal that ended it. */
int run_child(const char *name);

bool check(bool is_true, const char *file, int line, const char *text);
bool check_number(int64_t actual, int64_t expected, const char *file, int line, const char *text);
bool check_text(const char *actual, const char *expected, const char *file, int line, const char *text);

#define CHECK(claim) check((claim), __FILE__, __LINE__, #claim)
#define CHECK_NUMBER(actual, expected)                                                                       \
  check_number((int64_t)(actual), (int64_t)(expected), __FILE__, __LINE__, #actual)
#define CHECK_TEXT(actual, expected) check_text((actual), (expected), __FILE__, __LINE__, #actual)
#define REQUIRE(claim)                                                                                       \
  do {                                                                                                       \
    if (!CHECK(claim)) return;                                                                               \
  } while (0)

/* Work for tests of many calls: a tenth under a sanitizer, which is as many times slower. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#ifdef UNDER_SANITIZER
#define MANY(times) ((times) / 10)
#else
#define MANY(times) (times)
#endif

#endif
