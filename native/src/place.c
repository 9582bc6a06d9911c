/* dladdr() without its lock: the library by _dl_find_object(), which unwinders use, and the symbol from the
 * tables of that library. */
#define _GNU_SOURCE
#include "place.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GLIBC__) && defined(__LP64__)

#include <elf.h>
#include <errno.h>
#include <link.h>

/* As <dlfcn.h> has it from glibc 2.35 on, for x86-64 and aarch64. */
typedef struct object {
  unsigned long long flags;
  void *start;
  void *end;
  struct link_map *library;
  void *frames;
  unsigned long long reserved[16]; /* 7 there */
} object;

typedef int (*find_object)(void *address, object *found);

static _Atomic(find_object) finder;

void mh__prepare_places(void) {
  find_object found = NULL;
  *(void **)&found = dlsym(RTLD_DEFAULT, "_dl_find_object");
  atomic_store(&finder, found);
}

typedef struct symbols {
  const Elf64_Sym *entry;
  const char *names;
  const uint32_t *gnu_hash;
  const uint32_t *hash;
} symbols;

/* The linker has made addresses of what the file has as offsets, but not for the library of the kernel. */
static const void *address_in(const struct link_map *library, const object *found, uint64_t value) {
  const bool is_offset = value < (uintptr_t)found->start;
  return (const void *)(is_offset ? library->l_addr + value : value); /* NOLINT: of a table of the linker */
}

static symbols symbols_of(const struct link_map *library, const object *found) {
  symbols tables = {NULL, NULL, NULL, NULL};
  for (const ElfW(Dyn) *at = library->l_ld; at != NULL && at->d_tag != DT_NULL; at++) {
    const void *place = address_in(library, found, at->d_un.d_ptr);
    if (at->d_tag == DT_SYMTAB) tables.entry = place;
    if (at->d_tag == DT_STRTAB) tables.names = place;
    if (at->d_tag == DT_GNU_HASH) tables.gnu_hash = place;
    if (at->d_tag == DT_HASH) tables.hash = place;
  }
  return tables;
}

/* The best so far, unless `entry` begins nearer before `offset`. */
static const Elf64_Sym *nearer(const Elf64_Sym *best, const Elf64_Sym *entry, uint64_t offset) {
  const int type = ELF64_ST_TYPE(entry->st_info);
  const bool is_defined = entry->st_shndx != SHN_UNDEF && entry->st_value != 0;
  if (!is_defined || type == STT_TLS || entry->st_value > offset) return best;
  const bool is_around = entry->st_size == 0 ? entry->st_shndx != SHN_ABS && entry->st_value == offset
                                             : offset - entry->st_value < entry->st_size;
  if (!is_around || (best != NULL && best->st_value >= entry->st_value)) return best;
  return entry;
}

static const Elf64_Sym *search_gnu_hash(const symbols *in, uint64_t offset) {
  const uint32_t buckets = in->gnu_hash[0], first = in->gnu_hash[1], bloom_words = in->gnu_hash[2];
  const uint32_t *bucket = in->gnu_hash + 4 + (size_t)bloom_words * 2;
  const uint32_t *chain = bucket + buckets;
  const Elf64_Sym *best = NULL;
  for (uint32_t i = 0; i < buckets; i++) {
    if (bucket[i] < first) continue; /* empty */
    uint32_t index = bucket[i];
    do
      best = nearer(best, &in->entry[index], offset);
    while ((chain[index++ - first] & 1) == 0); /* the last of a chain is odd */
  }
  return best;
}

static const Elf64_Sym *search(const symbols *in, uint64_t offset) {
  if (in->entry == NULL || in->names == NULL) return NULL;
  if (in->gnu_hash != NULL) return search_gnu_hash(in, offset);
  const Elf64_Sym *best = NULL;
  for (uint32_t i = 0; in->hash != NULL && i < in->hash[1]; i++)
    best = nearer(best, &in->entry[i], offset);
  return best;
}

/* Result: whether this way can be gone; then *is_found says what came of it. */
static bool find_without_lock(const void *address, mh__place *found, bool *is_found) {
  const find_object find = atomic_load(&finder);
  object at;
  if (find == NULL) return false;
  *is_found = find((void *)address, &at) == 0; /* NOLINT: it is not written to */
  if (!*is_found) return true;
  const struct link_map *library = at.library;
  const symbols tables = symbols_of(library, &at);
  const Elf64_Sym *symbol = search(&tables, (uintptr_t)address - library->l_addr);
  const bool is_program = library->l_name == NULL || library->l_name[0] == '\0';
  found->base = at.start;
  found->path = is_program ? program_invocation_name : library->l_name;
  found->symbol = symbol == NULL ? NULL : tables.names + symbol->st_name;
  return true;
}

#else

void mh__prepare_places(void) {}

static bool find_without_lock(const void *address, mh__place *found, bool *is_found) {
  (void)address, (void)found, (void)is_found;
  return false;
}

#endif

bool mh__find_place(const void *address, mh__place *found) {
  bool is_found = false;
  if (find_without_lock(address, found, &is_found)) return is_found;
  Dl_info from;
  if (dladdr(address, &from) == 0 || from.dli_fname == NULL) return false;
  *found = (mh__place){.base = from.dli_fbase, .path = from.dli_fname, .symbol = from.dli_sname};
  return true;
}
