/* Locks: open_mutex, around mh_flight_open as a whole; in it requests_mutex, around the handlers of signals.
 * All else is atomic. */
#define _GNU_SOURCE
#include "flight.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "clock.h"
#include "crash.h"
#include "job.h"
#include "journal.h"
#include "plugin.h"
#include "thread.h"

#define PAGE ((uint64_t)4096)
#define HEAD (offsetof(mh__flight_file, chunks))
/* Of the room that a file system has, the recorder leaves the most to others. */
#define SHARE 8
/* Nanoseconds after which the handlers of signals are looked at again. */
#define LOOK_AGAIN ((uint64_t)100 * 1000 * 1000)

static pthread_mutex_t open_mutex = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(mh__flight_file *) flight; /* NULL before it is open, and in a fork of the process */
static mh__flight_file *mapped;           /* this and what follows: written once, before `flight` */
static int flight_file = -1;
static char flight_path[1024];
static pid_t flight_pid;
static uint64_t arena_size;
static _Atomic bool is_full;
static _Atomic uint32_t test_count;
static _Atomic uint32_t test_hosts[MH_FLIGHT_TESTS]; /* by slot: found without a look at the file */

static mh__flight_file *current(void) {
  return atomic_load_explicit(&flight, memory_order_acquire);
}

static void copy_text(char *to, size_t size, const char *text) {
  const size_t length = text == NULL ? 0 : strnlen(text, size - 1);
  if (length > 0) memcpy(to, text, length);
  to[length] = '\0';
}

/* ---- opening ------------------------------------------------------------------------------------------ */

/* Reserves memory of the file, so that touching it cannot fail. */
static bool reserve(int file, uint64_t offset, uint64_t size) {
#ifdef __APPLE__
  /* Its file systems reserve for a whole file only; a disk that is full was looked for at the opening. */
  (void)file, (void)offset, (void)size;
  return true;
#else
  int error;
  do {
    error = posix_fallocate(file, (off_t)offset, (off_t)size);
  } while (error == EINTR);
  return error == 0;
#endif
}

/* Field 22 of /proc/self/stat; the name of the program, field 2, may have blanks and brackets. */
static uint64_t start_of_process(void) {
#ifdef __linux__
  char text[1024];
  const int file = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  const ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  text[length < 0 ? 0 : length] = '\0';
  const char *at = strrchr(text, ')');
  for (int field = 2; at != NULL && field < 22; field++)
    at = strchr(at + 1, ' ');
  return at == NULL ? 0 : strtoull(at, NULL, 10);
#else
  return 0;
#endif
}

/* A fork has the memory of its parent for itself, as it is used to: not what it shares a file with. */
static void leave_to_parent(void) {
  if (mapped == NULL) return;
  atomic_store(&flight, NULL);
  mmap(mapped, HEAD + arena_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, flight_file, 0);
}

static const int requests[] = {SIGTERM, SIGINT, SIGHUP};
#define REQUESTS (sizeof requests / sizeof requests[0])
static struct sigaction
    before[REQUESTS]; /* written before the handler is installed, guarded by requests_mutex */
static pthread_mutex_t requests_mutex = PTHREAD_MUTEX_INITIALIZER;

static void on_request(int signal) {
  mh__flight_close();
  for (size_t i = 0; i < REQUESTS; i++) {
    if (requests[i] == signal) sigaction(signal, &before[i], NULL);
  }
  raise(signal);
}

/* Those that end the process: of itself, or by a handler of Node that is used once. Whoever handles one of
 * them, in JavaScript, keeps it; and may leave none behind, so tests look again. */
static void watch_requests(void) {
  struct sigaction ours = {.sa_handler = on_request};
  sigemptyset(&ours.sa_mask);
  pthread_mutex_lock(&requests_mutex);
  for (size_t i = 0; i < REQUESTS; i++) {
    struct sigaction present;
    if (sigaction(requests[i], NULL, &present) != 0) continue;
    if (present.sa_handler != SIG_DFL && (present.sa_flags & (int)SA_RESETHAND) == 0) continue;
    before[i] = present;
    sigaction(requests[i], &ours, NULL);
  }
  pthread_mutex_unlock(&requests_mutex);
}

/* The system is asked three times, which takes longer than all else here: tests that follow one another fast
 * need not all do it. */
static bool is_time_to_look(void) {
  static _Atomic uint64_t last;
  const uint64_t now = mh__monotonic();
  if (now - atomic_load_explicit(&last, memory_order_relaxed) < LOOK_AGAIN) return false;
  atomic_store_explicit(&last, now, memory_order_relaxed);
  return true;
}

/* How large the arena may become: whole pages. */
static uint64_t room_for_arena(int file) {
  struct statvfs room;
  if (fstatvfs(file, &room) != 0) return 0;
  const uint64_t share = (uint64_t)room.f_bavail * room.f_frsize / SHARE;
  return (share < MH_FLIGHT_ARENA ? share : MH_FLIGHT_ARENA) & ~(PAGE - 1);
}

static bool map(int file) {
  const uint64_t room = room_for_arena(file);
  if (room < HEAD || ftruncate(file, (off_t)(HEAD + room)) != 0 || !reserve(file, 0, HEAD)) return false;
  void *start = mmap(NULL, HEAD + room, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (start == MAP_FAILED) return false;
  mapped = start;
  arena_size = room;
  return true;
}

static void write_header(mh__flight_file *file, const char *label) {
  const uint32_t sizes[4] = {(uint32_t)sizeof(mh__chunk), 4 << 10, 64 << 10, 1 << 20};
  file->version = MH_FLIGHT_VERSION;
  file->pid = (uint32_t)flight_pid;
  file->start = start_of_process();
  memcpy(file->sizes, sizes, sizeof sizes);
  copy_text(file->label, sizeof file->label, label);
  atomic_signal_fence(memory_order_release); /* read when the process is gone */
  memcpy(file->magic, "MHFLIGHT", sizeof file->magic);
}

static mh_status open_flight(const char *path, const char *label) {
  if (strlen(path) >= sizeof flight_path) return MH_LOAD_FAILED;
  const int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return MH_LOAD_FAILED;
  if (!map(file)) {
    close(file);
    unlink(path);
    return MH_NO_MEMORY;
  }
  flight_file = file;
  flight_pid = getpid();
  copy_text(flight_path, sizeof flight_path, path);
  write_header(mapped, label);
  pthread_atfork(NULL, NULL, leave_to_parent);
  atexit(mh__flight_close);
  watch_requests();
  mh__add_dossier_page(mapped->dossier, sizeof mapped->dossier);
  atomic_store_explicit(&flight, mapped, memory_order_release);
  return MH_OK;
}

uint32_t mh_flight_open(const char *path, const char *label) {
  pthread_mutex_lock(&open_mutex);
  const mh_status status = mapped != NULL ? MH_OK : open_flight(path, label);
  pthread_mutex_unlock(&open_mutex);
  if (status == MH_OK) mh__note_name();
  return status;
}

uint32_t mh_flight_is_open(void) {
  return current() != NULL;
}

/* ---- the arena ---------------------------------------------------------------------------------------- */

/* What could not be reserved stays a hole in the file, which readers find empty. */
void *mh__flight_take(size_t size) {
  mh__flight_file *file = current();
  if (file == NULL || atomic_load_explicit(&is_full, memory_order_relaxed)) return NULL;
  uint64_t place = atomic_load(&file->arena);
  do {
    if (size > arena_size - place) return NULL;
  } while (!atomic_compare_exchange_weak(&file->arena, &place, place + size));
  if (reserve(flight_file, HEAD + place, size)) return file->chunks + place;
  atomic_store(&is_full, true);
  return NULL;
}

/* ---- callbacks and threads ---------------------------------------------------------------------------- */

static const char *title_of(const mh_job *job) {
  return job->frame.kind == MH_FRAME_INVOKE ? job->text[1] : job->text[0];
}

static void write_frame(mh__flight_frame *at, const mh_job *job) {
  const mh__thread *self = mh__self();
  at->kind = job->frame.kind;
  at->thread = self->id;
  at->os_id = self->os_id;
  at->host = job->frame.install == NULL ? 0 : job->frame.install->host_id;
  copy_text(at->title, sizeof at->title, title_of(job));
  copy_text(at->plugin, sizeof at->plugin, job->plugin == NULL ? NULL : job->plugin->file);
  copy_text(at->agent, sizeof at->agent, mh_agent_text(job->frame.agent));
}

void mh__flight_begin(mh_job *job) {
  mh__flight_file *file = current();
  job->flight = NULL;
  if (file == NULL) return;
  for (uint32_t i = 0; i < MH_FLIGHT_FRAMES; i++) {
    mh__flight_frame *at = &file->frames[(job->frame.id + i) % MH_FLIGHT_FRAMES];
    uint32_t nobody = 0;
    /* Taken by a number that no callback has. */
    if (!atomic_compare_exchange_strong(&at->id, &nobody, UINT32_MAX)) continue;
    write_frame(at, job);
    atomic_store(&at->id, job->frame.id);
    job->flight = at;
    return;
  }
}

void mh__flight_end(mh_job *job) {
  if (job->flight != NULL) atomic_store(&job->flight->id, 0);
  job->flight = NULL;
}

void mh__flight_thread_named(uint32_t id, uint32_t os_id, const char *name) {
  mh__flight_file *file = current();
  if (file == NULL) return;
  mh__flight_thread *at = &file->threads[id % MH_FLIGHT_THREADS];
  at->os_id = os_id;
  copy_text(at->name, sizeof at->name, name);
  at->id = id;
}

/* ---- tests -------------------------------------------------------------------------------------------- */

static bool take_test(mh__flight_test *at) {
  uint32_t state = atomic_load(&at->state);
  return (state == MH_TEST_NONE || state == MH_TEST_ENDED) &&
         atomic_compare_exchange_strong(&at->state, &state, MH_TEST_CHANGES);
}

static void begin_test(mh__flight_file *file, uint32_t host, const char *name, const char *path) {
  const uint32_t order = atomic_fetch_add(&test_count, 1) + 1;
  for (uint32_t i = 0; i < MH_FLIGHT_TESTS; i++) {
    const uint32_t index = (order + i) % MH_FLIGHT_TESTS;
    mh__flight_test *at = &file->tests[index];
    if (!take_test(at)) continue;
    at->host = host;
    at->thread = mh__self()->id;
    at->order = order;
    copy_text(at->name, sizeof at->name, name);
    copy_text(at->file, sizeof at->file, path);
    atomic_store(&test_hosts[index], host);
    atomic_store(&at->state, MH_TEST_RUNS);
    return;
  }
}

void mh__flight_host_closed(uint32_t host) {
  mh__flight_file *file = current();
  if (file == NULL || host == 0) return;
  for (uint32_t i = 0; i < MH_FLIGHT_TESTS; i++) {
    uint32_t meant = host;
    if (atomic_load_explicit(&test_hosts[i], memory_order_relaxed) != host) continue;
    if (atomic_compare_exchange_strong(&test_hosts[i], &meant, 0))
      atomic_store(&file->tests[i].state, MH_TEST_ENDED);
  }
}

void mh_flight_test(uint32_t host, const char *name, const char *path) {
  mh__flight_file *file = current();
  if (file == NULL || host == 0) return;
  if (name == NULL) {
    mh__flight_host_closed(host);
  } else {
    if (is_time_to_look()) watch_requests();
    begin_test(file, host, name, path);
  }
}

/* ---- the end ------------------------------------------------------------------------------------------ */

void mh__flight_die(void) {
  mh__flight_file *file = current();
  if (file != NULL) atomic_store(&file->is_final, 1);
}

void mh__flight_signal(uint32_t signal) {
  mh__flight_file *file = current();
  if (file != NULL) atomic_store(&file->signal, signal);
}

void mh__flight_close(void) {
  const mh__flight_file *file = current();
  if (file == NULL || flight_pid != getpid() || atomic_load(&file->is_final) != 0) return;
  unlink(flight_path);
}
