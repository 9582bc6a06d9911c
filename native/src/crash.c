/* Everything from `on_signal` on runs inside a signal handler, wherever the thread was: no memory is
 * allocated and no lock taken but those of the mailbox that hears of the crash, which the crashed code never
 * holds. */
#define _GNU_SOURCE
#include "crash.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ucontext.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "flight.h"
#include "host.h"
#include "install.h"
#include "job.h"
#include "mockhost.h"
#include "place.h"
#include "process.h"
#include "thread.h"

#define HANDLER_STACK ((size_t)64 << 10)
#define TRACE 48
#define IMAGES 2048
#define DOSSIERS 1024 /* 8 MB of memory that is only there once it is written to */
#define DOSSIER_SIZE 8000
#define PAGES 4

static const int watched[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
#define WATCHED (sizeof watched / sizeof watched[0])

static struct sigaction before[WATCHED]; /* written before the handler is installed, guarded by watch_mutex */
static pthread_once_t watch_once = PTHREAD_ONCE_INIT;
static pthread_mutex_t watch_mutex = PTHREAD_MUTEX_INITIALIZER;
static bool is_sanitized; /* written once, by prepare */

static _Atomic(const void *) images[IMAGES]; /* where the images of plugins begin */
static _Atomic uint32_t image_count;

typedef struct dossier {
  char text[DOSSIER_SIZE];
  _Atomic bool is_written;
} dossier;

static dossier dossiers[DOSSIERS];
static _Atomic uint32_t dossier_count; /* taken so far; those above DOSSIERS are counted only */

/* Where every dossier is copied to. A page is there when its address is: the size is written before. */
static struct {
  _Atomic(char *) start;
  _Atomic uint32_t size;
} pages[PAGES];
static _Atomic uint32_t page_count;

static _Atomic bool is_final; /* a crash ends the process */

/* ---- images and stacks -------------------------------------------------------------------------------- */

static const void *base_of(const void *address) {
  mh__place found;
  return mh__find_place(address, &found) ? found.base : NULL;
}

static bool is_noted(const void *base) {
  const uint32_t count = atomic_load(&image_count);
  for (uint32_t i = 0; base != NULL && i < count && i < IMAGES; i++) {
    if (atomic_load(&images[i]) == base) return true;
  }
  return false;
}

static bool is_of_plugin(const void *address) {
  return is_noted(base_of(address));
}

void mh__note_image(const void *address) {
  const void *base = base_of(address);
  if (base == NULL || is_noted(base)) return;
  const uint32_t index = atomic_fetch_add(&image_count, 1);
  if (index < IMAGES) atomic_store(&images[index], base);
}

void *mh__crash_stack_take(void) {
  void *stack = mmap(NULL, HANDLER_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack == MAP_FAILED) return NULL;
  const stack_t own = {.ss_sp = stack, .ss_size = HANDLER_STACK};
  if (sigaltstack(&own, NULL) == 0) return stack;
  munmap(stack, HANDLER_STACK);
  return NULL;
}

void mh__crash_stack_give(void *stack) {
  if (stack == NULL) return;
  const stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&none, NULL);
  munmap(stack, HANDLER_STACK);
}

/* ---- the dossier -------------------------------------------------------------------------------------- */

typedef struct writer {
  char *at;
  char *end;
} writer;

/* snprintf allocates nothing for the directives used here. */
static __attribute__((format(printf, 2, 3))) void put(writer *out, const char *format, ...) {
  va_list values;
  va_start(values, format);
  const int length = vsnprintf(out->at, (size_t)(out->end - out->at), format, values);
  va_end(values);
  if (length <= 0) return;
  out->at += length < out->end - out->at ? length : out->end - out->at - 1;
}

static const char *name_of(int signal) {
  switch (signal) {
  case SIGSEGV:
    return "SIGSEGV";
  case SIGBUS:
    return "SIGBUS";
  case SIGILL:
    return "SIGILL";
  case SIGFPE:
    return "SIGFPE";
  case SIGTRAP:
    return "SIGTRAP";
  default:
    return "SIGABRT";
  }
}

static const char *file_of(const char *path) {
  const char *slash = path == NULL ? NULL : strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

/* One line an address: library, offset in it, symbol. `at`: behind a call, and behind one that never returns
 * the next function may begin, so the symbol is that of the call. `in`: of the instruction itself. */
static void put_place(writer *out, const void *address, bool is_return) {
  mh__place found, call;
  const char *label = is_return ? "at" : "in";
  if (!mh__find_place(address, &found)) {
    put(out, "%s\t0x%zx\n", label, (size_t)address);
    return;
  }
  const uintptr_t offset = (uintptr_t)address - (uintptr_t)found.base;
  const char *symbol = found.symbol;
  if (is_return && mh__find_place((const char *)address - 1, &call)) symbol = call.symbol;
  put(out, "%s\t%s+0x%zx\t%s\n", label, file_of(found.path), (size_t)offset, symbol == NULL ? "" : symbol);
}

size_t mh__pc_of(const void *context) {
  const ucontext_t *at = context;
#if defined(__linux__) && defined(__x86_64__)
  return (size_t)at->uc_mcontext.gregs[REG_RIP];
#elif defined(__linux__) && defined(__aarch64__)
  return (size_t)at->uc_mcontext.pc;
#elif defined(__APPLE__) && defined(__x86_64__)
  return (size_t)at->uc_mcontext->__ss.__rip;
#elif defined(__APPLE__) && defined(__aarch64__)
  return (size_t)__darwin_arm_thread_state64_get_pc(at->uc_mcontext->__ss);
#else
  (void)at;
  return MH__UNKNOWN_PC;
#endif
}

typedef struct crash {
  int signal;    /* 0: none, the thread has called exit(), or only stands there */
  int exit_code; /* of exit() */
  bool is_stand;
  size_t pc; /* of the instruction that crashed */
  const siginfo_t *info;
  const mh__thread *self; /* NULL: a thread that never called a host */
  void *trace[TRACE];
  int depth;
} crash;

/* Linux tells no address of an access to what can be none. */
static bool has_address(const crash *crash) {
#ifdef SI_KERNEL
  if (crash->signal != 0 && crash->info->si_code == SI_KERNEL) return false;
#endif
  return crash->signal == SIGSEGV || crash->signal == SIGBUS;
}

static bool is_code(size_t pc) {
  mh__place found;
  return mh__find_place((const void *)pc, &found); /* NOLINT: an address, whatever is there */
}

/* Who is told: the call of a callback, or a host. Nobody in JavaScript waits for on_chunk itself. */
static void put_owner(writer *out, const mh__thread *self) {
  const mh__frame *frame = self->frame;
  if (frame != NULL && frame->kind != MH_FRAME_ON_CHUNK) {
    put(out, "frame\t%u\n", frame->id);
    return;
  }
  const mh_install *told = frame != NULL ? frame->install : self->last;
  if (told != NULL) put(out, "host\t%u\n", told->host_id);
}

/* Lines of words behind tabs, for JavaScript to read. */
static void write_dossier(dossier *at, const crash *crash) {
  writer out = {at->text, at->text + sizeof at->text};
  char name[64] = "";
  pthread_getname_np(pthread_self(), name, sizeof name);
  if (crash->is_stand) {
    put(&out, "stand\t\n");
  } else if (crash->signal == 0) {
    put(&out, "exit\t%d\n", crash->exit_code);
  } else {
    put(&out, "signal\t%s\n", name_of(crash->signal));
  }
  if (has_address(crash)) put(&out, "address\t0x%zx\n", (size_t)crash->info->si_addr);
  if (!crash->is_stand && crash->pc != MH__UNKNOWN_PC) put(&out, "pc\t0x%zx\n", crash->pc);
  put(&out, "thread\t%u\t%s\n", crash->self == NULL ? 0 : crash->self->id, name);
  if (crash->self != NULL) put_owner(&out, crash->self);
  for (int i = 0; i < crash->depth; i++)
    put_place(&out, crash->trace[i], (size_t)crash->trace[i] != crash->pc);
  atomic_store(&at->is_written, true);
}

bool mh__add_dossier_page(char *page, uint32_t size) {
  const uint32_t index = atomic_fetch_add(&page_count, 1);
  if (index >= PAGES) return false;
  atomic_store(&pages[index].size, size);
  atomic_store(&pages[index].start, page);
  return true;
}

static void copy_to_pages(const char *text) {
  for (int i = 0; i < PAGES; i++) {
    char *start = atomic_load(&pages[i].start);
    if (start == NULL) continue;
    const size_t room = atomic_load(&pages[i].size) - 1;
    const size_t length = strlen(text);
    memcpy(start, text, length < room ? length : room);
    start[length < room ? length : room] = '\0';
  }
}

/* The next one, or NULL when all are taken. */
static dossier *take_dossier(void) {
  const uint32_t index = atomic_fetch_add(&dossier_count, 1);
  return index < DOSSIERS ? &dossiers[index] : NULL;
}

/* Last: who sees the number finds the text. */
static void count_crash(void) {
  atomic_fetch_add(&mh_process_counters()->crashes, 1);
}

static const char *keep_dossier(const crash *crash) {
  dossier *kept = take_dossier();
  if (kept != NULL) write_dossier(kept, crash);
  const char *text = kept == NULL ? "signal\tunknown\n" : kept->text;
  copy_to_pages(text);
  count_crash();
  return text;
}

void mh__write_stand(const void *context) {
  static dossier stand;
  crash crash = {.is_stand = true, .pc = mh__pc_of(context), .self = mh__known_self()};
  crash.depth = backtrace(crash.trace, TRACE);
  write_dossier(&stand, &crash);
  copy_to_pages(stand.text);
}

uint32_t mh__describe_places(char *out, uint32_t size, void *const *places, int count, size_t pc) {
  writer to = {out, out + size};
  put(&to, "stand\t\n");
  for (int i = 0; i < count; i++)
    put_place(&to, places[i], (size_t)places[i] != pc);
  return (uint32_t)(to.at - out);
}

void mh__book_crash(const char *text) {
  dossier *kept = take_dossier();
  if (kept != NULL) {
    strncpy(kept->text, text, DOSSIER_SIZE - 1);
    atomic_store(&kept->is_written, true);
  }
  count_crash();
}

uint32_t mh_crash_text(uint32_t index, char *out, uint32_t size) {
  if (index >= DOSSIERS || !atomic_load(&dossiers[index].is_written)) return 0;
  const uint32_t length = (uint32_t)strlen(dossiers[index].text);
  if (length <= size) memcpy(out, dossiers[index].text, length);
  return length;
}

/* ---- the handler -------------------------------------------------------------------------------------- */

static void on_signal(int signal, siginfo_t *info, void *context);

static void hand_on(int signal, siginfo_t *info, void *context) {
  size_t index = 0;
  while (watched[index] != signal)
    index++;
  const struct sigaction *old = &before[index];
  mh__flight_signal((uint32_t)signal);
  if ((old->sa_flags & SA_SIGINFO) != 0) {
    old->sa_sigaction(signal, info, context);
    /* V8 takes its handler away before the instruction runs once more, and kills. */
    struct sigaction now;
    if (sigaction(signal, NULL, &now) == 0 && now.sa_sigaction == on_signal) mh__flight_signal(0);
  } else if (old->sa_handler == SIG_DFL || old->sa_handler == SIG_IGN) {
    /* The instruction is run once more, or the signal raised again, and takes its course. */
    sigaction(signal, old, NULL);
    if (signal == SIGABRT || info->si_code <= 0) raise(signal);
  } else {
    old->sa_handler(signal);
    mh__flight_signal(0);
  }
}

static bool touches_plugin(const crash *crash) {
  for (int i = 0; i < crash->depth; i++) {
    if (is_of_plugin(crash->trace[i])) return true;
  }
  return false;
}

/* The host of the callback; of a thread of the plugin, the one that got its last call; and where that is
 * gone, every host that there is: another one may live in its struct by now. */
static bool is_to_die(const mh__thread *self) {
  if (atomic_load(&is_final)) return true;
  const mh_install *told = self == NULL ? NULL : self->frame != NULL ? self->frame->install : self->last;
  if (told != NULL && mh_host_id(told->host) == told->host_id) return mh__has_rule(told->host, MH_RULE_DIE);
  return mh__every_host_dies();
}

static void rest_for_ever(void) {
  for (;;)
    pause();
}

/* Has the thread stand where what is no code was called from: the unwinder reads instructions at the place of
 * a crash, and would crash itself. Done when there is code at the caller's place. */
static bool return_from_no_code(ucontext_t *at) {
#if defined(__linux__) && defined(__x86_64__)
  const size_t caller = *(const size_t *)at->uc_mcontext.gregs[REG_RSP];
  at->uc_mcontext.gregs[REG_RIP] = (greg_t)caller;
  at->uc_mcontext.gregs[REG_RSP] += (greg_t)sizeof caller;
#elif defined(__linux__) && defined(__aarch64__)
  const size_t caller = (size_t)at->uc_mcontext.regs[30];
  at->uc_mcontext.pc = caller;
#elif defined(__APPLE__) && defined(__x86_64__)
  const size_t caller = *(const size_t *)at->uc_mcontext->__ss.__rsp;
  at->uc_mcontext->__ss.__rip = caller;
  at->uc_mcontext->__ss.__rsp += sizeof caller;
#elif defined(__APPLE__) && defined(__aarch64__)
  const size_t caller = (size_t)__darwin_arm_thread_state64_get_lr(at->uc_mcontext->__ss);
  __darwin_arm_thread_state64_set_pc_fptr(at->uc_mcontext->__ss, (void *)caller);
#else
  const size_t caller = 0;
  (void)at;
#endif
  return is_code(caller);
}

/* The context is as it was afterwards: whoever gets the signal next reads it. */
static void trace_back(crash *crash, ucontext_t *context) {
#ifdef __APPLE__
  _STRUCT_MCONTEXT registers = *context->uc_mcontext;
#else
  mcontext_t registers = context->uc_mcontext;
#endif
  if (crash->pc == MH__UNKNOWN_PC || is_code(crash->pc) || return_from_no_code(context))
    crash->depth = backtrace(crash->trace, TRACE);
#ifdef __APPLE__
  *context->uc_mcontext = registers;
#else
  context->uc_mcontext = registers;
#endif
}

/* Whether `address` is in one of the functions, the last of which is followed by NULL. */
static bool is_in(const void *address, const char *const *functions) {
  mh__place found;
  if (!mh__find_place(address, &found) || found.symbol == NULL) return false;
  const bool is_alias = strncmp(found.symbol, "__libc_", 7) == 0;
  const char *name = found.symbol + (is_alias ? 7 : 0);
  while (*functions != NULL && strcmp(name, *functions) != 0)
    functions++;
  return *functions != NULL;
}

/* The allocator has found its heap broken, and may hold locks that every thread needs. */
static bool is_in_allocator(const crash *crash) {
  static const char *const functions[] = {"malloc", "calloc",   "realloc",       "free",
                                          "cfree",  "memalign", "aligned_alloc", "posix_memalign",
                                          "valloc", "pvalloc",  "malloc_trim",   NULL};
  for (int i = 0; i < crash->depth && !is_of_plugin(crash->trace[i]); i++) {
    if (is_in(crash->trace[i], functions)) return true;
  }
  return false;
}

/* The constructors and destructors of a library run while the thread holds the lock of the dynamic linker. */
static bool is_in_linker(const crash *crash) {
  static const char *const functions[] = {"dlopen", "dlmopen", "dlclose", NULL};
  if (crash->self != NULL && crash->self->frame != NULL && crash->self->frame->kind == MH_FRAME_LOAD)
    return true;
  for (int i = 0; i < crash->depth; i++) {
    if (is_in(crash->trace[i], functions)) return true;
  }
  return false;
}

/* A thread that rested there would keep what every other one needs: nothing can go on. */
static bool may_rest(const crash *crash) {
  return !is_in_allocator(crash) && !is_in_linker(crash);
}

void mh__die_of_crashes(void) {
  atomic_store(&is_final, true);
}

/* The process ends, so this is the last that is heard of it, unless another one reads the page. */
static void print(const char *text) {
  static const char title[] = "osaurus-mockhost: the plugin crashed, and the process ends\n";
  if (atomic_load(&is_final)) return;
  if (write(STDERR_FILENO, title, sizeof title - 1) < 0 || write(STDERR_FILENO, text, strlen(text)) < 0)
    return;
}

/* JavaScript has handlers of its own for its threads (WebAssembly), so those are never ours. */
static void on_signal(int signal, siginfo_t *info, void *context) {
  crash crash = {.signal = signal, .pc = mh__pc_of(context), .info = info, .self = mh__known_self()};
  if (mh__is_fork()) {
    /* Nobody waits for its frame, and somebody waits for its end. */
    hand_on(signal, info, context);
    return;
  }
  const bool is_javascript = crash.self != NULL && crash.self->mailbox != NULL;
  if (!is_javascript) trace_back(&crash, context);
  const bool is_ours = crash.self != NULL && crash.self->frame != NULL;
  if (is_javascript || (!is_ours && !touches_plugin(&crash))) {
    hand_on(signal, info, context);
    return;
  }
  const char *text = keep_dossier(&crash);
  if (is_to_die(crash.self) || !may_rest(&crash)) {
    mh__flight_die();
    print(text);
    hand_on(signal, info, context);
    return;
  }
  if (is_ours && crash.self->job != NULL) mh__job_crashed(crash.self->job, MH_CRASHED, text);
  rest_for_ever();
}

#ifdef __linux__

/* Since 2.41 a thread that rests in exit() keeps every other one from it. */
static bool may_rest_in_exit(void) {
#ifdef __GLIBC__
  int major = 0, minor = 0;
  if (sscanf(gnu_get_libc_version(), "%d.%d", &major, &minor) != 2) return false;
  return major == 2 && minor < 41;
#else
  return false;
#endif
}

void mh__exit_by_plugin(int code) {
  crash crash = {.exit_code = code, .pc = MH__UNKNOWN_PC, .self = mh__known_self()};
  crash.depth = backtrace(crash.trace, TRACE);
  const char *text = keep_dossier(&crash);
  if (is_to_die(crash.self) || !may_rest_in_exit() || is_in_linker(&crash)) {
    mh__flight_die();
    print(text);
    return;
  }
  if (crash.self != NULL && crash.self->job != NULL) mh__job_crashed(crash.self->job, MH_EXITED, text);
  rest_for_ever();
}

#endif

/* Packages that look after the end of a process (signal-exit, in Jest) take all handlers away when they are
 * done. One that somebody has installed over ours stays: a runtime may live by it. */
static void install_handlers(void) {
  static bool is_first = true; /* guarded by watch_mutex */
  struct sigaction ours = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK}, present;
  sigemptyset(&ours.sa_mask);
  for (size_t i = 0; i < WATCHED; i++) {
    if (sigaction(watched[i], NULL, &present) != 0 || (!is_first && present.sa_handler != SIG_DFL)) continue;
    before[i] = present;
    sigaction(watched[i], &ours, NULL);
  }
  is_first = false;
}

/* backtrace() loads a library at its first use, which must not be in the handler. */
static void prepare(void) {
  void *first[1];
  mh__prepare_places();
  is_sanitized = dlsym(RTLD_DEFAULT, "__asan_init") != NULL || dlsym(RTLD_DEFAULT, "__tsan_init") != NULL;
  if (!is_sanitized) backtrace(first, 1);
}

void mh__watch_crashes(void) {
  pthread_once(&watch_once, prepare);
  if (is_sanitized) return;
  pthread_mutex_lock(&watch_mutex);
  install_handlers();
  pthread_mutex_unlock(&watch_mutex);
}
