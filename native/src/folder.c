/* Locks: folders_mutex guards the list; nothing is called while it is held. */
#define _GNU_SOURCE
#ifdef __APPLE__
#define _DARWIN_C_SOURCE
#endif
#include "folder.h"

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mockhost.h"
#include "thread.h"

#define OPEN_AT_ONCE 16 /* folders, while a tree is walked */

typedef struct folder {
  struct folder *next;
  uint32_t thread; /* that made it */
  pid_t process;   /* likewise: a fork that exits must not remove what its parent uses */
  char path[];
} folder;

static pthread_mutex_t folders_mutex = PTHREAD_MUTEX_INITIALIZER;
static folder *folders; /* guarded by folders_mutex */
static pthread_once_t exit_once = PTHREAD_ONCE_INIT;

static void remove_at_exit(void) {
  atexit(mh__remove_all_folders);
}

static folder *make_record(const char *prefix) {
  static const char random_part[] = "XXXXXX";
  const size_t length = strlen(prefix);
  folder *made = malloc(sizeof *made + length + sizeof random_part);
  if (made == NULL) return NULL;
  made->thread = mh__self()->id;
  made->process = getpid();
  memcpy(made->path, prefix, length);
  memcpy(made->path + length, random_part, sizeof random_part);
  return made;
}

const char *mh_folder_make(const char *prefix) {
  folder *made = make_record(prefix);
  if (made == NULL) return NULL;
  pthread_once(&exit_once, remove_at_exit);
  if (mkdtemp(made->path) == NULL) {
    free(made);
    return NULL;
  }
  pthread_mutex_lock(&folders_mutex);
  made->next = folders;
  folders = made;
  pthread_mutex_unlock(&folders_mutex);
  return made->path;
}

static int remove_entry(const char *path, const struct stat *unused, int type, struct FTW *place) {
  (void)unused, (void)type, (void)place;
  remove(path);
  return 0;
}

/* Contents first. Never without FTW_PHYS: it would empty the folders that links lead to. */
static void remove_tree(const char *path) {
  nftw(path, remove_entry, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* Which folders are meant: those of a thread (0: any), or the one at a path. */
typedef struct choice {
  uint32_t thread;
  const char *path;
} choice;

static bool is_meant(const folder *at, choice choice) {
  if (choice.path != NULL) return strcmp(at->path, choice.path) == 0;
  return choice.thread == 0 || choice.thread == at->thread;
}

static folder *take(choice choice) {
  pthread_mutex_lock(&folders_mutex);
  folder **at = &folders;
  while (*at != NULL && !is_meant(*at, choice))
    at = &(*at)->next;
  folder *found = *at;
  if (found != NULL) *at = found->next;
  pthread_mutex_unlock(&folders_mutex);
  return found;
}

static void remove_chosen(choice choice) {
  for (folder *found; (found = take(choice)) != NULL; free(found)) {
    if (found->process == getpid()) remove_tree(found->path);
  }
}

void mh_folder_remove(const char *path) {
  remove_chosen((choice){.path = path});
}

void mh__remove_folders_of(uint32_t thread) {
  remove_chosen((choice){.thread = thread});
}

void mh__remove_all_folders(void) {
  remove_chosen((choice){.thread = 0});
}
