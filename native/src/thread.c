/* Locks: infos_mutex guards the table of thread records; nothing is called while it is held. */
#define _GNU_SOURCE
#include "thread.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __linux__
#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "flight.h"
#include "folder.h"
#include "lease.h"
#include "mailbox.h"
#include "remote.h"
#include "runner.h"

#define RECORDS 65536 /* the newest threads of the process; a record is found by number modulo this */
#define BUCKETS 1024  /* of live threads by OS id */
#define NAME_SIZE 64

typedef enum thread_owner { OWNED_BY_PLUGIN, OWNED_BY_CORE, OWNED_BY_JAVASCRIPT } thread_owner;

struct mh__thread_record {
  mh__thread_record *next; /* in the bucket of its OS id, live ones only */
  mh__thread_record *next_javascript;
  uint32_t id;
  uint32_t os_id;
  pthread_t thread;
  bool is_alive;
  thread_owner owner;
  char name[NAME_SIZE];
};

typedef mh__thread_record record;

_Thread_local mh__thread mh__this_thread;

static _Atomic uint32_t thread_ids;
static pthread_key_t exit_key;
static pthread_once_t exit_key_once = PTHREAD_ONCE_INIT;
static pthread_mutex_t infos_mutex = PTHREAD_MUTEX_INITIALIZER;
static record *records[RECORDS]; /* guarded by infos_mutex, as all below; allocated one by one, then reused */
static record *by_os_id[BUCKETS]; /* live threads */
static record *javascript;        /* live JS threads */

uint32_t mh__os_thread_id(void) {
#ifdef __linux__
  return (uint32_t)syscall(SYS_gettid);
#else
  uint64_t id = 0;
  pthread_threadid_np(NULL, &id);
  return (uint32_t)id;
#endif
}

static bool has_place(const record *entry) {
  return records[entry->id % RECORDS] == entry;
}

static record *record_of(uint32_t id) {
  record *found = records[id % RECORDS];
  if (found != NULL && found->id == id) return found;
  for (uint32_t i = 0; i < BUCKETS; i++) {
    for (record *at = by_os_id[i]; at != NULL; at = at->next) {
      if (at->id == id) return at;
    }
  }
  return NULL;
}

static record *live_record_of(uint32_t os_id) {
  record *at = by_os_id[os_id % BUCKETS];
  while (at != NULL && at->os_id != os_id)
    at = at->next;
  return at;
}

static void enter_lists(record *entry) {
  record **bucket = &by_os_id[entry->os_id % BUCKETS];
  entry->next = *bucket;
  *bucket = entry;
  entry->is_alive = true;
}

static void leave_lists(record *entry) {
  record **at = &by_os_id[entry->os_id % BUCKETS];
  while (*at != entry)
    at = &(*at)->next;
  *at = entry->next;
  entry->is_alive = false;
  if (entry->owner != OWNED_BY_JAVASCRIPT) return;
  at = &javascript;
  while (*at != entry)
    at = &(*at)->next_javascript;
  *at = entry->next_javascript;
}

static void set_owner(record *entry, thread_owner owner) {
  if (owner == OWNED_BY_JAVASCRIPT && entry->owner != owner) {
    entry->next_javascript = javascript;
    javascript = entry;
  }
  entry->owner = owner;
}

static void read_name(pthread_t thread, char name[NAME_SIZE]) {
  if (pthread_getname_np(thread, name, NAME_SIZE) != 0) name[0] = '\0';
}

/* A thread made in a frame bears the name of the frame thread until it gets its own. */
static void forget_inherited_name(record *entry) {
  if (entry->owner != OWNED_BY_CORE && strcmp(entry->name, MH_FRAME_THREAD_NAME) == 0) entry->name[0] = '\0';
}

void mh__note_name(void) {
  const mh__thread *self = &mh__this_thread;
  record *entry = self->record;
  char name[NAME_SIZE];
  if (entry == NULL) return;
  read_name(pthread_self(), name);
  pthread_mutex_lock(&infos_mutex);
  set_owner(entry, self->mailbox != NULL ? OWNED_BY_JAVASCRIPT
                   : self->is_ours       ? OWNED_BY_CORE
                                         : OWNED_BY_PLUGIN);
  memcpy(entry->name, name, sizeof name);
  forget_inherited_name(entry);
  memcpy(name, entry->name, sizeof name);
  pthread_mutex_unlock(&infos_mutex);
  mh__flight_thread_named(self->id, self->os_id, name);
}

static void note_end(record *entry) {
  if (entry == NULL) return;
  mh__note_name();
  pthread_mutex_lock(&infos_mutex);
  leave_lists(entry);
  const bool is_kept = has_place(entry);
  pthread_mutex_unlock(&infos_mutex);
  if (!is_kept) free(entry);
}

/* Runs in two rounds: destructors of the plugin's own thread-local objects may still call the host, and
 * they are to find the thread as it was. */
static void thread_ends(void *unused) {
  (void)unused;
  mh__thread *self = &mh__this_thread;
  if (self->rounds++ == 0) {
    pthread_setspecific(exit_key, self);
    return;
  }
  mh__uninstall_stack(self->own_stack);
  if (self->mailbox != NULL) mh__mailbox_close(self->mailbox);
  mh__stop_runners_of(self->id);
  mh__remove_folders_of(self->id);
  mh__kill_remotes_of(self->id);
  /* Whoever gets the leases next finds this thread's hosts gone. */
  mh__free_leases_of(self->id);
  note_end(self->record);
  mh__stack_drop(self->own_stack);
  if (self->parker != NULL) mh__parker_give(self->parker);
  memset(self, 0, sizeof *self);
}

static _Atomic bool has_exit_key;

static void make_exit_key(void) {
  atomic_store(&has_exit_key, pthread_key_create(&exit_key, thread_ends) == 0);
}

/* Thread-local memory that a thread touches first is allocated, so the key is asked. */
mh__thread *mh__known_self(void) {
  return atomic_load(&has_exit_key) ? pthread_getspecific(exit_key) : NULL;
}

static void add_record(mh__thread *self) {
  record *added = calloc(1, sizeof *added);
  pthread_mutex_lock(&infos_mutex);
  record **place = &records[self->id % RECORDS];
  if (*place == NULL || (*place)->is_alive) {
    *place = added;
    added = NULL;
  }
  record *entry = *place;
  if (entry != NULL) {
    *entry = (record){.id = self->id,
                      .os_id = self->os_id,
                      .thread = pthread_self(),
                      .owner = self->is_ours ? OWNED_BY_CORE : OWNED_BY_PLUGIN};
    enter_lists(entry);
  }
  pthread_mutex_unlock(&infos_mutex);
  free(added);
  self->record = entry;
  mh__note_name();
}

static mh__thread *introduce(bool is_ours) {
  mh__thread *self = &mh__this_thread;
  pthread_once(&exit_key_once, make_exit_key);
  memset(self, 0, sizeof *self);
  self->is_ours = is_ours;
  self->id = atomic_fetch_add(&thread_ids, 1) + 1;
  self->os_id = mh__os_thread_id();
  pthread_setspecific(exit_key, self);
  add_record(self);
  return self;
}

mh__thread *mh__introduce(void) {
  return introduce(false);
}

mh__thread *mh__introduce_as_ours(void) {
  return introduce(true);
}

mh__parker *mh__own_parker(void) {
  mh__thread *self = mh__self();
  if (self->parker == NULL) self->parker = mh__parker_take();
  return self->parker;
}

uint32_t mh_thread_self(void) {
  return mh__self()->id;
}

/* Plugins name their threads late, so the name of a live one is read again. */
uint32_t mh_thread_info(uint32_t id, uint32_t *os_id, char *name) {
  mh_status status = MH_STALE;
  pthread_mutex_lock(&infos_mutex);
  record *entry = record_of(id);
  if (entry != NULL) {
    if (entry->is_alive) {
      read_name(entry->thread, entry->name);
      forget_inherited_name(entry);
    }
    *os_id = entry->os_id;
    memcpy(name, entry->name, NAME_SIZE);
    status = MH_OK;
  }
  pthread_mutex_unlock(&infos_mutex);
  return status;
}

void mh__name_thread(const char *name) {
  char cut[16];
  snprintf(cut, sizeof cut, "%s", name);
#ifdef __APPLE__
  pthread_setname_np(cut);
#else
  pthread_setname_np(pthread_self(), cut);
#endif
  mh__note_name();
}

uint32_t mh_calling_threads(uint32_t *os_ids, uint32_t capacity) {
  uint32_t found = 0;
  pthread_mutex_lock(&infos_mutex);
  for (uint32_t i = 0; i < BUCKETS; i++) {
    for (const record *entry = by_os_id[i]; entry != NULL; entry = entry->next) {
      if (entry->owner != OWNED_BY_PLUGIN) continue;
      if (found < capacity) os_ids[found] = entry->os_id;
      found++;
    }
  }
  pthread_mutex_unlock(&infos_mutex);
  return found;
}

/* ---- threads of the process that are not ours -----------------------------------------------------------
 */

#ifdef __linux__

void mh_os_thread_name(uint32_t os_id, char *name) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%u/comm", os_id);
  name[0] = '\0';
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  const ssize_t length = read(file, name, NAME_SIZE - 1);
  close(file);
  name[length > 0 ? length - 1 : 0] = '\0';
}

/* Threads that Node and V8 make bear the name of the thread that made them, or one of these. */
static bool is_name_of_node(const char *name) {
  static const char *const names[] = {"node",     "MainThread",      "DelayedTaskSche", "WorkerThread",
                                      "V8Worker", "V8 DefaultWorke", "SignalInspector", "libuv-worker",
                                      "iou-sqp",  "SignalInspecto",  "inspector"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strncmp(name, names[i], strlen(names[i])) == 0) return true;
  }
  return false;
}

/* The thread called a host, so it is a plugin's; or the core made it; or it runs JavaScript. */
static bool is_known(uint32_t os_id, thread_owner *owner) {
  pthread_mutex_lock(&infos_mutex);
  const record *entry = live_record_of(os_id);
  if (entry != NULL) *owner = entry->owner;
  pthread_mutex_unlock(&infos_mutex);
  return entry != NULL;
}

/* Threads that a JS thread has made inherit its name. */
static bool is_name_of_javascript(const char *name) {
  pthread_mutex_lock(&infos_mutex);
  const record *at = javascript;
  while (at != NULL && strcmp(at->name, name) != 0)
    at = at->next_javascript;
  pthread_mutex_unlock(&infos_mutex);
  return at != NULL;
}

static bool is_foreign(uint32_t os_id, const char *main_name) {
  thread_owner owner;
  if (is_known(os_id, &owner)) return owner == OWNED_BY_PLUGIN;
  char name[NAME_SIZE];
  mh_os_thread_name(os_id, name);
  return name[0] != '\0' && strcmp(name, main_name) != 0 && !is_name_of_node(name) &&
         !is_name_of_javascript(name);
}

uint32_t mh_foreign_threads(uint32_t *os_ids, uint32_t capacity) {
  uint32_t count = 0;
  char main_name[NAME_SIZE];
  mh_os_thread_name((uint32_t)getpid(), main_name);
  DIR *tasks = opendir("/proc/self/task");
  if (tasks == NULL) return 0;
  for (struct dirent *task; (task = readdir(tasks)) != NULL;) {
    const uint32_t os_id = (uint32_t)strtoul(task->d_name, NULL, 10);
    if (os_id == 0 || os_id == (uint32_t)getpid() || !is_foreign(os_id, main_name)) continue;
    if (count < capacity) os_ids[count] = os_id;
    count++;
  }
  closedir(tasks);
  return count;
}

#else

/* macOS tells the threads of a process by Mach ports; the ones that called a host are known without. */
void mh_os_thread_name(uint32_t os_id, char *name) {
  name[0] = '\0';
  pthread_mutex_lock(&infos_mutex);
  const record *entry = live_record_of(os_id);
  if (entry != NULL) memcpy(name, entry->name, NAME_SIZE);
  pthread_mutex_unlock(&infos_mutex);
}

uint32_t mh_foreign_threads(uint32_t *os_ids, uint32_t capacity) {
  return mh_calling_threads(os_ids, capacity);
}

#endif
