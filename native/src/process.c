#define _GNU_SOURCE
#include "process.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

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

static _Thread_local char other_core[4096];

/* Takes note of `path` if it is a core, but not this one. */
static int take_other_core(const char *path, const void *base) {
  static const char name[] = "libosaurus_mockhost.";
  Dl_info mine;
  if (path == NULL || dladdr(&counters, &mine) == 0 || mine.dli_fbase == base) return 0;
  const char *slash = strrchr(path, '/');
  if (strncmp(slash == NULL ? path : slash + 1, name, sizeof name - 1) != 0) return 0;
  if (mine.dli_fname != NULL && strcmp(mine.dli_fname, path) == 0) return 0;
  snprintf(other_core, sizeof other_core, "%s", path);
  return 1;
}

#ifdef __linux__
static int visit(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size;
  (void)unused;
  return take_other_core(info->dlpi_name, (const void *)info->dlpi_addr);
}
#endif

const char *mh_other_core(void) {
#ifdef __linux__
  return dl_iterate_phdr(visit, NULL) ? other_core : NULL;
#elif defined(__APPLE__)
  for (uint32_t i = 0; i < _dyld_image_count(); i++) {
    if (take_other_core(_dyld_get_image_name(i), _dyld_get_image_header(i))) return other_core;
  }
  return NULL;
#else
  return NULL;
#endif
}
