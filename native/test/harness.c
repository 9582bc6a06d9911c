#define _GNU_SOURCE
#include "harness.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS_PER_TEST 120

static test *first_test; /* in the order of their files and lines */
static test *last_test;
static child *first_child;
static char *program;
static const char *running = "";  /* title of the test in progress */
static _Atomic uint32_t mistakes; /* of the test in progress */

void add_test(test *added) {
  if (last_test == NULL) {
    first_test = added;
  } else {
    last_test->next = added;
  }
  last_test = added;
}

void add_child(child *added) {
  added->next = first_child;
  first_child = added;
}

bool check(bool is_true, const char *file, int line, const char *text) {
  if (is_true) return true;
  atomic_fetch_add(&mistakes, 1);
  printf("# %s:%d: not so: %s\n", file, line, text);
  return false;
}

bool check_number(int64_t actual, int64_t expected, const char *file, int line, const char *text) {
  if (actual == expected) return true;
  atomic_fetch_add(&mistakes, 1);
  printf("# %s:%d: %s: expected %lld, actual %lld\n", file, line, text, (long long)expected,
         (long long)actual);
  return false;
}

bool check_text(const char *actual, const char *expected, const char *file, int line, const char *text) {
  if (actual == expected || (actual != NULL && expected != NULL && strcmp(actual, expected) == 0))
    return true;
  atomic_fetch_add(&mistakes, 1);
  printf("# %s:%d: %s: expected \"%s\", actual \"%s\"\n", file, line, text,
         expected == NULL ? "(NULL)" : expected, actual == NULL ? "(NULL)" : actual);
  return false;
}

const char *program_path(void) {
  return program;
}

int run_child(const char *name) {
  fflush(stdout);
  const pid_t process = fork();
  if (process == 0) {
    execl(program, program, "--child", name, (char *)NULL);
    _exit(127);
  }
  int status = 0;
  if (process < 0 || waitpid(process, &status, 0) != process) return -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int be_child(const char *name) {
  for (child *at = first_child; at != NULL; at = at->next) {
    if (strcmp(at->name, name) != 0) continue;
    at->run();
    return atomic_load(&mistakes) == 0 ? 0 : 1;
  }
  return 126;
}

static void hangs(int number) {
  (void)number;
  static const char text[] = "\n# hangs: ";
  if (write(STDOUT_FILENO, text, sizeof text - 1) < 0 || write(STDOUT_FILENO, running, strlen(running)) < 0 ||
      write(STDOUT_FILENO, "\n0 passed, 1 failed\n", 20) < 0) {
    abort();
  }
  abort();
}

static const char *base_name(const char *file) {
  const char *slash = strrchr(file, '/');
  return slash == NULL ? file : slash + 1;
}

/* Result: whether it passed. */
static bool run_test(const test *at, uint32_t number, const char *name) {
  atomic_store(&mistakes, 0);
  running = name;
  alarm(SECONDS_PER_TEST);
  at->run();
  alarm(0);
  const bool has_passed = atomic_load(&mistakes) == 0;
  printf("%s %u - %s\n", has_passed ? "ok" : "not ok", number, name);
  fflush(stdout);
  return has_passed;
}

int main(int count, char **arguments) {
  const char *filter = "";
  uint32_t repeats = 1, passed = 0, failed = 0;
  program = realpath(arguments[0], NULL);
  signal(SIGPIPE, SIG_IGN); /* as Node does */
  signal(SIGALRM, hangs);
  for (int i = 1; i < count; i++) {
    if (strcmp(arguments[i], "--child") == 0 && i + 1 < count) return be_child(arguments[i + 1]);
    if (strcmp(arguments[i], "--repeat") == 0 && i + 1 < count) {
      repeats = (uint32_t)strtoul(arguments[++i], NULL, 10);
    } else if (strcmp(arguments[i], "--filter") != 0) {
      filter = arguments[i];
    }
  }
  for (uint32_t round = 0; round < repeats; round++) {
    for (const test *at = first_test; at != NULL; at = at->next) {
      char name[256];
      snprintf(name, sizeof name, "%s: %s", base_name(at->file), at->title);
      if (strstr(name, filter) == NULL) continue;
      if (run_test(at, passed + failed + 1, name)) {
        passed++;
      } else {
        failed++;
      }
    }
  }
  free(program);
  printf("%u passed, %u failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
