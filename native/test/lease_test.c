/* The leases of the process. */
#include "kit.h"

#include <sched.h>
#include <stdio.h>

TEST(taken, "a lease has one owner, who may take it again, and whose name is told") {
  char name[256];
  const uint32_t first = mh_unique(), second = mh_unique();
  CHECK(first != 0 && second != 0 && first != second);
  CHECK_NUMBER(mh_lease_try(MH_LEASE_INSTALL, first, "first file"), 1);
  CHECK_NUMBER(mh_lease_try(MH_LEASE_INSTALL, first, "first file"), 1);
  CHECK_NUMBER(mh_lease_try(MH_LEASE_INSTALL, second, "second file"), 0);
  CHECK_NUMBER(mh_lease_try(MH_LEASE_SERIALIZED, second, "second file"), 1);
  CHECK_NUMBER(atomic_load(&mh_process_counters()->lease[MH_LEASE_INSTALL]), first);
  mh_lease_owner(MH_LEASE_INSTALL, name);
  CHECK_TEXT(name, "first file");
  mh_lease_release(MH_LEASE_INSTALL, second);
  CHECK_NUMBER(mh_lease_try(MH_LEASE_INSTALL, second, "second file"), 0);
  mh_lease_release(MH_LEASE_INSTALL, first);
  mh_lease_owner(MH_LEASE_INSTALL, name);
  CHECK_TEXT(name, "");
  CHECK_NUMBER(mh_lease_try(MH_LEASE_INSTALL, second, NULL), 1);
  mh_lease_release(MH_LEASE_INSTALL, second);
  mh_lease_release(MH_LEASE_SERIALIZED, second);
}

TEST(no_lease, "there is no third lease, and no owner 0") {
  char name[256] = "x";
  CHECK_NUMBER(mh_lease_try(2, 1, "x"), 0);
  CHECK_NUMBER(mh_lease_try(MH_LEASE_INSTALL, 0, "x"), 0);
  mh_lease_release(2, 1);
  mh_lease_owner(2, name);
  CHECK_TEXT(name, "");
}

static uint32_t inside, visits; /* guarded by the lease, which is what is tested */

static void visit(void *unused, uint32_t index) {
  (void)unused, (void)index;
  const uint32_t owner = mh_unique();
  for (int i = 0; i < MANY(1000); i++) {
    while (mh_lease_try(MH_LEASE_INSTALL, owner, "visitor") == 0)
      sched_yield();
    CHECK_NUMBER(++inside, 1);
    visits++;
    inside--;
    mh_lease_release(MH_LEASE_INSTALL, owner);
  }
}

TEST(threads_exclude, "8 threads that hold a lease in turn never meet") {
  inside = visits = 0;
  run_threads(8, visit, NULL);
  CHECK_NUMBER(visits, 8 * MANY(1000));
}

static void take_install_and_end(void *unused, uint32_t index) {
  (void)unused, (void)index;
  CHECK_NUMBER(mh_lease_try(MH_LEASE_INSTALL, mh_unique(), "ends"), 1);
  mh_mailbox_open();
  install(open_asking_host());
}

static _Atomic bool is_over;

static void watch(void *unused, uint32_t index) {
  (void)unused;
  if (index > 0) {
    for (int i = 0; i < MANY(200); i++)
      run_thread(take_install_and_end, NULL);
    atomic_store(&is_over, true);
    return;
  }
  const mh_counters *counters = mh_process_counters();
  while (!atomic_load(&is_over)) {
    /* Read in this order: hosts of a former owner must be gone when its lease is. */
    if (atomic_load(&counters->lease[MH_LEASE_INSTALL]) != 0) continue;
    const uint32_t installed = atomic_load(&counters->installed);
    if (atomic_load(&counters->lease[MH_LEASE_INSTALL]) == 0) CHECK_NUMBER(installed, 0);
  }
}

TEST(thread_ends, "the end of a thread frees its lease, and not before its hosts are uninstalled") {
  atomic_store(&is_over, false);
  run_threads(2, watch, NULL);
  CHECK_NUMBER(atomic_load(&mh_process_counters()->lease[MH_LEASE_INSTALL]), 0);
  CHECK_NUMBER(atomic_load(&mh_process_counters()->installed), 0);
}

TEST(thread_ends_orphan, "whose thread ended with the lease is told once; whoever gave it back is not") {
  char name[256];
  mh_lease_orphan(MH_LEASE_INSTALL, name);
  run_thread(take_install_and_end, NULL);
  mh_lease_orphan(MH_LEASE_SERIALIZED, name);
  CHECK_TEXT(name, "");
  mh_lease_orphan(MH_LEASE_INSTALL, name);
  CHECK_TEXT(name, "ends");
  mh_lease_orphan(MH_LEASE_INSTALL, name);
  CHECK_TEXT(name, "");
  const uint32_t owner = mh_unique();
  CHECK_NUMBER(mh_lease_try(MH_LEASE_INSTALL, owner, "gives back"), 1);
  mh_lease_release(MH_LEASE_INSTALL, owner);
  mh_lease_orphan(MH_LEASE_INSTALL, name);
  CHECK_TEXT(name, "");
  mh_lease_orphan(2, name);
  CHECK_TEXT(name, "");
}
