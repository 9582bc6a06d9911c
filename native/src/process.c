#define _GNU_SOURCE
#include "process.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <link.h>
#elif defined(__APPLE__)
#include <mach-o/dyld.h>
#endif

static mh_counters counters;
static _Atomic uint32_t host_ids;
static _Atomic uint32_t frame_ids;
static _Atomic uint32_t tokens;

const char *mh_version(void) {
  return MH_VERSION;
}

mh_counters *mh_process_counters(void) {
  return &counters;
}

static pid_t own_process; /* written once, before anything else runs */

__attribute__((constructor)) static void note_process(void) {
  own_process = getpid();
}

bool mh__is_fork(void) {
  return getpid() != own_process;
}

uint32_t mh__next_host_id(void) {
  return atomic_fetch_add(&host_ids, 1) + 1;
}

uint32_t mh__next_frame_id(void) {
  return atomic_fetch_add(&frame_ids, 1) + 1;
}

uint32_t mh_unique(void) {
  uint32_t token;
  do {
    token = atomic_fetch_add(&tokens, 1) + 1;
  } while (token == 0);
  return token;
}

static _Thread_local char first_core[4096];

static bool is_core(const char *path) {
  static const char name[] = "libosaurus_mockhost.";
  if (path == NULL) return false;
  const char *slash = strrchr(path, '/');
  return strncmp(slash == NULL ? path : slash + 1, name, sizeof name - 1) == 0;
}

/* Takes note of `path` if it is a core. Libraries are visited in the order in which they were loaded. */
static int take_first_core(const char *path, const void *base, const void *own_base) {
  if (!is_core(path)) return 0;
  snprintf(first_core, sizeof first_core, "%s", base == own_base ? "" : path);
  return 1;
}

#ifdef __linux__
static int visit(struct dl_phdr_info *info, size_t size, void *own_base) {
  (void)size;
  return take_first_core(info->dlpi_name, (const void *)info->dlpi_addr, own_base);
}
#endif

/* The walk holds a lock of the dynamic linker that dlopen() takes while it holds another one, the one of
 * dladdr(): whoever calls dladdr() during the walk waits for ever for a thread inside dlopen(). */
static bool find_first_core(void) {
  Dl_info own;
  if (dladdr(&counters, &own) == 0) return false;
  first_core[0] = '\0'; /* the first touch of the thread's memory takes locks of the linker as well */
#ifdef __linux__
  return dl_iterate_phdr(visit, own.dli_fbase) != 0;
#elif defined(__APPLE__)
  for (uint32_t i = 0; i < _dyld_image_count(); i++) {
    if (take_first_core(_dyld_get_image_name(i), _dyld_get_image_header(i), own.dli_fbase)) return true;
  }
  return false;
#else
  return false;
#endif
}

const char *mh_first_core(void) {
  return find_first_core() && first_core[0] != '\0' ? first_core : NULL;
}
