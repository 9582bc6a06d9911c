/* Agent ids as numbers, so that a journal entry holds one in four bytes.
 *
 * The texts are kept for ever: a process meets few agents, and journals refer to them at any time. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mockhost.h"

#define BUCKETS 256
#define PAGE 1024
#define PAGES 4096

typedef struct agent {
  struct agent *next; /* in the bucket; written once before the agent is published */
  uint32_t number;
  char text[];
} agent;

static pthread_mutex_t agents_mutex = PTHREAD_MUTEX_INITIALIZER;
static agent *buckets[BUCKETS];                  /* guarded by agents_mutex */
static uint32_t agent_count;                     /* guarded by agents_mutex */
static _Atomic(_Atomic(agent *) *) pages[PAGES]; /* written under agents_mutex, read by any thread */

static uint32_t bucket_of(const char *text) {
  uint32_t hash = 2166136261u;
  for (; *text != '\0'; text++)
    hash = (hash ^ (uint8_t)*text) * 16777619u;
  return hash % BUCKETS;
}

static agent *find(uint32_t bucket, const char *text) {
  agent *at = buckets[bucket];
  while (at != NULL && strcmp(at->text, text) != 0)
    at = at->next;
  return at;
}

static bool publish(agent *added) {
  const uint32_t page = added->number / PAGE;
  if (page >= PAGES) return false;
  _Atomic(agent *) *entries = atomic_load(&pages[page]);
  if (entries == NULL) {
    entries = calloc(PAGE, sizeof *entries);
    if (entries == NULL) return false;
    atomic_store(&pages[page], entries);
  }
  atomic_store(&entries[added->number % PAGE], added);
  return true;
}

static agent *add(uint32_t bucket, const char *text) {
  const size_t size = strlen(text) + 1;
  agent *added = malloc(sizeof *added + size);
  if (added == NULL) return NULL;
  memcpy(added->text, text, size);
  added->number = agent_count + 1;
  added->next = buckets[bucket];
  if (!publish(added)) {
    free(added);
    return NULL;
  }
  agent_count++;
  buckets[bucket] = added;
  return added;
}

uint32_t mh_agent(const char *text) {
  if (text == NULL) return 0;
  const uint32_t bucket = bucket_of(text);
  pthread_mutex_lock(&agents_mutex);
  agent *found = find(bucket, text);
  if (found == NULL) found = add(bucket, text);
  pthread_mutex_unlock(&agents_mutex);
  return found == NULL ? 0 : found->number;
}

const char *mh_agent_text(uint32_t number) {
  if (number == 0 || number / PAGE >= PAGES) return NULL;
  _Atomic(agent *) *entries = atomic_load(&pages[number / PAGE]);
  agent *found = entries == NULL ? NULL : atomic_load(&entries[number % PAGE]);
  return found == NULL ? NULL : found->text;
}
