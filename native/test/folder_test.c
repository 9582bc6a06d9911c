/* Temporary folders. */
#define _GNU_SOURCE
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_there(const char *path) {
  struct stat found;
  return lstat(path, &found) == 0;
}

/* A folder with a file, a folder below, and a link to `outside`. Never let it lead to a folder that is not of
 * the test: code that follows links by mistake empties what it finds there. */
static const char *make_full_folder(const char *outside) {
  char path[300];
  const char *folder = mh_folder_make("/tmp/mh-folder-test-");
  if (!CHECK(folder != NULL)) return "";
  snprintf(path, sizeof path, "%s/below", folder);
  CHECK_NUMBER(mkdir(path, 0700), 0);
  snprintf(path, sizeof path, "%s/below/file", folder);
  FILE *file = fopen(path, "w");
  if (CHECK(file != NULL)) fclose(file);
  snprintf(path, sizeof path, "%s/link", folder);
  CHECK_NUMBER(symlink(outside, path), 0);
  return folder;
}

TEST(removed, "a folder is removed with what is in it, and what a link leads to stays") {
  char outside[] = "/tmp/mh-folder-outside-XXXXXX";
  char kept[300], path[300];
  REQUIRE(mkdtemp(outside) != NULL);
  snprintf(kept, sizeof kept, "%s/kept", outside);
  CHECK_NUMBER(mkdir(kept, 0700), 0);
  snprintf(path, sizeof path, "%s", make_full_folder(outside));
  CHECK(is_there(path));
  mh_folder_remove(path);
  CHECK(!is_there(path));
  CHECK(is_there(kept));
  rmdir(kept);
  rmdir(outside);
}

TEST(foreign, "a path that is no folder of ours is left alone") {
  char path[] = "/tmp/mh-folder-test-XXXXXX";
  REQUIRE(mkdtemp(path) != NULL);
  mh_folder_remove(path);
  CHECK(is_there(path));
  rmdir(path);
}

TEST(refused, "where no folder can be made there is none") {
  CHECK(mh_folder_make("/no-such-folder/x-") == NULL);
}

static void make_and_end(void *path, uint32_t index) {
  (void)index;
  snprintf(path, 300, "%s", make_full_folder("nowhere"));
}

TEST(thread_ends_folder, "the end of a thread removes its folders, and those of others stay") {
  char of_thread[300];
  char own[300];
  make_and_end(own, 0);
  run_threads(1, make_and_end, of_thread);
  CHECK(!is_there(of_thread));
  CHECK(is_there(own));
  mh_folder_remove(own);
}

#ifdef __linux__

/* Where the child says which folder it has made. */
static FILE *open_note(pid_t test, const char *mode, char path[300]) {
  snprintf(path, 300, "/tmp/mh-folder-note-%ld", (long)test);
  return fopen(path, mode);
}

CHILD(exits_with_folder) {
  char path[300];
  const char *folder = make_full_folder("nowhere");
  FILE *note = open_note(getppid(), "w", path);
  REQUIRE(note != NULL);
  fprintf(note, "%s", folder);
  fclose(note);
  /* A process that was forked off has a copy of the list, and the folder is not its own. */
  const pid_t fork_id = fork();
  if (fork_id == 0) exit(0);
  int status;
  waitpid(fork_id, &status, 0);
  exit(is_there(folder) ? 7 : 8);
}

TEST(exit_removes, "the exit of the process removes its folders, that of a fork does not") {
  char path[300], folder[300] = "";
  CHECK_NUMBER(run_child("exits_with_folder"), 7);
  FILE *note = open_note(getpid(), "r", path);
  REQUIRE(note != NULL);
  CHECK(fgets(folder, sizeof folder, note) != NULL);
  fclose(note);
  unlink(path);
  CHECK(folder[0] != '\0' && !is_there(folder));
}

#endif
