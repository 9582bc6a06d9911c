/* Which files of plugins are loaded, and by whom: an image can be had only once from its own path. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "mockhost.h"

typedef struct claim {
  struct claim *next;
  uint32_t owner;
  char key[];
} claim;

static pthread_mutex_t claims_mutex = PTHREAD_MUTEX_INITIALIZER;
static claim *claims; /* guarded by claims_mutex; only the allocator is called under it */
static _Atomic uint32_t private_images;

static claim *find(const char *key) {
  claim *at = claims;
  while (at != NULL && strcmp(at->key, key) != 0)
    at = at->next;
  return at;
}

static claim *add(const char *key, uint32_t owner) {
  const size_t size = strlen(key) + 1;
  claim *added = malloc(sizeof *added + size);
  if (added == NULL) return NULL;
  memcpy(added->key, key, size);
  added->owner = owner;
  added->next = claims;
  claims = added;
  return added;
}

uint32_t mh_image_claim(const char *key, uint32_t owner) {
  pthread_mutex_lock(&claims_mutex);
  const claim *found = find(key);
  if (found == NULL) found = add(key, owner);
  const uint32_t is_owner = found != NULL && found->owner == owner;
  pthread_mutex_unlock(&claims_mutex);
  return is_owner;
}

uint32_t mh_image_count_private(void) {
  return atomic_fetch_add(&private_images, 1) + 1;
}
