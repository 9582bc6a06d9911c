/* Locks: asking_mutex lets one thread be asked at a time; it is held while the thread writes, and nothing but
 * the system is called meanwhile.
 *
 * `on_signal` runs wherever the asked thread was, and may have interrupted anything: it calls backtrace() and
 * touches atomic variables, no more. backtrace() allocates and loads at its first call alone, which `prepare`
 * makes; before glibc 2.35 it takes the lock of the dynamic linker, for which it may have to wait as long as
 * somebody is inside dlopen(). What needs locks or memory besides, the names of the places, is done by the
 * thread that has asked. The handler needs some 3 KiB: threads with a small stack for signals have that. */
#define _GNU_SOURCE
#include "crash.h"
#include "mockhost.h"
#include "thread.h"

#ifdef __linux__

#include <errno.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define TRACE 48
#define LONGEST_WAIT 250    /* ms: a thread that gets no processor for so long is not waited for */
#define LONGEST_ANSWER 1000 /* ms */
#define OWNER_OFFSET 8      /* of the owner in a pthread_mutex_t of glibc, whose futex is its first word */

static pthread_mutex_t asking_mutex = PTHREAD_MUTEX_INITIALIZER;
static int asking_signal; /* guarded by asking_mutex, as the next; 0: none taken yet */
static bool is_prepared;
static bool is_broken; /* a thread never ended its answer, and may still write */

/* The question. Whoever gets the signal takes it, by making `asked` 0, and then owns the trace until
 * is_written. */
static _Atomic uint32_t question; /* number of the present one, which the signal carries */
static _Atomic uint32_t asked;    /* OS id of the thread that is to answer it, 0: nobody */
static _Atomic bool is_written;
static void *trace[TRACE];
static int depth;
static size_t pc; /* where the thread was stopped, below the handler in the trace */

static bool is_ours(const siginfo_t *info) {
  return info->si_code == SI_QUEUE && info->si_pid == getpid();
}

static void on_signal(int signal, siginfo_t *info, void *context) {
  const int error = errno;
  if (!is_ours(info)) {
    /* Nobody listened to this signal when it was taken, so to whoever sends it its default is due. */
    struct sigaction none = {.sa_handler = SIG_DFL};
    sigaction(signal, &none, NULL);
    raise(signal);
    return;
  }
  uint32_t self = mh__os_thread_id();
  const bool is_present = (uint32_t)info->si_value.sival_int == atomic_load(&question);
  /* A question that was given up is nobody's any more. */
  if (is_present && atomic_compare_exchange_strong(&asked, &self, 0)) {
    depth = backtrace(trace, TRACE);
    pc = mh__pc_of(context);
    atomic_store(&is_written, true);
  }
  errno = error;
}

/* Takes a signal that nobody uses, from the highest down; one that somebody has taken from us since is left
 * to them. Result: 0 when there is none. */
static int take_signal(void) {
  struct sigaction present;
  struct sigaction ours = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
  if (asking_signal != 0 && sigaction(asking_signal, NULL, &present) == 0 &&
      present.sa_sigaction == on_signal)
    return asking_signal;
  sigemptyset(&ours.sa_mask);
  asking_signal = 0;
  for (int signal = SIGRTMAX - 1; asking_signal == 0 && signal > SIGRTMIN; signal--) {
    if (sigaction(signal, NULL, &present) != 0 || present.sa_handler != SIG_DFL) continue;
    if (sigaction(signal, &ours, NULL) == 0) asking_signal = signal;
  }
  return asking_signal;
}

static void prepare(void) {
  void *first[1];
  if (!is_prepared) backtrace(first, 1);
  is_prepared = true;
}

static bool send_question(uint32_t os_id, int signal) {
  siginfo_t info = {.si_code = SI_QUEUE, .si_signo = signal};
  info.si_pid = getpid();
  info.si_uid = getuid();
  info.si_value.sival_int = (int)atomic_load(&question);
  return syscall(SYS_rt_tgsigqueueinfo, getpid(), os_id, signal, &info) == 0;
}

/* Result: whether the trace is there, and will not be written to. */
static bool ask(uint32_t os_id) {
  const struct timespec step = {.tv_nsec = 1000 * 1000};
  const int signal = is_broken ? 0 : take_signal();
  if (signal == 0) return false;
  prepare();
  atomic_store(&is_written, false);
  atomic_fetch_add(&question, 1);
  atomic_store(&asked, os_id);
  const bool is_sent = send_question(os_id, signal);
  for (int waited = 0; is_sent && !atomic_load(&is_written) && waited < LONGEST_WAIT; waited++)
    nanosleep(&step, NULL);
  uint32_t unanswered = os_id;
  if (atomic_compare_exchange_strong(&asked, &unanswered, 0)) return false;
  /* It has begun to write. */
  for (int waited = 0; !atomic_load(&is_written) && waited < LONGEST_ANSWER; waited++)
    nanosleep(&step, NULL);
  is_broken = !atomic_load(&is_written);
  return !is_broken;
}

uint32_t mh_thread_stand(uint32_t os_id, char *out, uint32_t size) {
  if (os_id == 0 || os_id == mh__os_thread_id() || size == 0) return 0;
  pthread_mutex_lock(&asking_mutex);
  void *places[TRACE];
  int count = 0;
  size_t stopped = MH__UNKNOWN_PC;
  if (ask(os_id)) {
    count = depth;
    stopped = pc;
    memcpy(places, trace, sizeof places);
  }
  pthread_mutex_unlock(&asking_mutex);
  return count == 0 ? 0 : mh__describe_places(out, size, places, count, stopped);
}

/* The system copies, so a lock that is gone by now is no harm. */
uint32_t mh_lock_owner(uintptr_t lock) {
#ifdef __GLIBC__
  uint32_t owner = 0;
  struct iovec into = {&owner, sizeof owner};
  struct iovec from = {(void *)(lock + OWNER_OFFSET), sizeof owner}; /* NOLINT: an address of ours */
  return process_vm_readv(getpid(), &into, 1, &from, 1, 0) == sizeof owner ? owner : 0;
#else
  (void)lock;
  return 0;
#endif
}

uint32_t mh_debugger(uint32_t process) {
  char line[256];
  uint32_t tracer = 0;
  snprintf(line, sizeof line, "/proc/%u/status", process == 0 ? (uint32_t)getpid() : process);
  FILE *status = fopen(line, "re");
  if (status == NULL) return 0;
  while (fgets(line, sizeof line, status) != NULL) {
    if (sscanf(line, "TracerPid: %u", &tracer) == 1) break;
  }
  fclose(status);
  return tracer;
}

void mh_allow_debugger(void) {
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
}

#else

#include <sys/sysctl.h>
#include <sys/types.h>
#include <unistd.h>

uint32_t mh_thread_stand(uint32_t os_id, char *out, uint32_t size) {
  (void)os_id, (void)out, (void)size;
  return 0;
}

uint32_t mh_lock_owner(uintptr_t lock) {
  (void)lock;
  return 0;
}

/* The system does not tell who it is: 1 stands for anybody. */
uint32_t mh_debugger(uint32_t process) {
  int name[4] = {CTL_KERN, KERN_PROC, KERN_PROC_PID, process == 0 ? getpid() : (int)process};
  struct kinfo_proc found = {0};
  size_t size = sizeof found;
  if (sysctl(name, 4, &found, &size, NULL, 0) != 0) return 0;
  return (found.kp_proc.p_flag & P_TRACED) != 0 ? 1 : 0;
}

void mh_allow_debugger(void) {}

#endif
