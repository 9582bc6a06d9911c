/* Locks: leases_mutex guards the leases; nothing is called while it is held. */
#include "lease.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "mockhost.h"
#include "thread.h"

#define LEASES 2
#define NAME_SIZE 256

typedef struct lease {
  uint32_t owner;  /* 0: free */
  uint32_t thread; /* that took it */
  char name[NAME_SIZE];
  char orphan[NAME_SIZE]; /* name of the last owner whose thread has ended, until it is told */
} lease;

static pthread_mutex_t leases_mutex = PTHREAD_MUTEX_INITIALIZER;
static lease leases[LEASES]; /* guarded by leases_mutex */

static void set_owner(uint32_t which, uint32_t owner) {
  leases[which].owner = owner;
  atomic_store(&mh_process_counters()->lease[which], owner);
}

uint32_t mh_lease_try(uint32_t which, uint32_t owner, const char *name) {
  if (which >= LEASES || owner == 0) return 0;
  const uint32_t thread = mh__self()->id;
  pthread_mutex_lock(&leases_mutex);
  const uint32_t present = leases[which].owner;
  if (present == 0) {
    set_owner(which, owner);
    leases[which].thread = thread;
    snprintf(leases[which].name, NAME_SIZE, "%s", name == NULL ? "" : name);
  }
  pthread_mutex_unlock(&leases_mutex);
  return present == 0 || present == owner;
}

void mh_lease_release(uint32_t which, uint32_t owner) {
  if (which >= LEASES) return;
  pthread_mutex_lock(&leases_mutex);
  if (leases[which].owner == owner) set_owner(which, 0);
  pthread_mutex_unlock(&leases_mutex);
}

void mh_lease_owner(uint32_t which, char *name) {
  name[0] = '\0';
  if (which >= LEASES) return;
  pthread_mutex_lock(&leases_mutex);
  if (leases[which].owner != 0) memcpy(name, leases[which].name, NAME_SIZE);
  pthread_mutex_unlock(&leases_mutex);
}

void mh_lease_orphan(uint32_t which, char *name) {
  name[0] = '\0';
  if (which >= LEASES) return;
  pthread_mutex_lock(&leases_mutex);
  memcpy(name, leases[which].orphan, NAME_SIZE);
  leases[which].orphan[0] = '\0';
  pthread_mutex_unlock(&leases_mutex);
}

void mh__free_leases_of(uint32_t thread) {
  pthread_mutex_lock(&leases_mutex);
  for (uint32_t which = 0; which < LEASES; which++) {
    if (leases[which].owner == 0 || leases[which].thread != thread) continue;
    memcpy(leases[which].orphan, leases[which].name, NAME_SIZE);
    set_owner(which, 0);
  }
  pthread_mutex_unlock(&leases_mutex);
}
