/* Install stacks and the registry: R1 to R4, R6, R8, R9. */
#include "kit.h"
#include "route.h"
#include "step.h"

static const char *only_text(mh_host *host) {
  calls read = read_calls(host);
  const char *text = read.count == 1 ? text_of(read.entry[0], 0) : NULL;
  forget_calls(&read);
  return text;
}

TEST(r1_nesting, "R1: the host that was installed last gets the calls, the one below again after it") {
  mh_host *outer = open_host(), *inner = open_host();
  osr_host_api *outer_table = install(outer);
  outer_table->log(1, "before");
  CHECK_TEXT(only_text(outer), "before");
  osr_host_api *inner_table = install(inner);
  inner_table->log(1, "inside");
  CHECK_TEXT(only_text(inner), "inside");
  CHECK_NUMBER(mh_uninstall(inner, NULL), MH_OK);
  outer_table->log(1, "after");
  CHECK_TEXT(only_text(outer), "after");
  CHECK_NUMBER(count_calls(inner), 0);
  mh_host_close(inner);
  close_host(outer);
}

TEST(r1_child_stack, "R1: a child stack shows its parent's top while it is empty") {
  mh_host *outer = open_host(), *inner = open_host();
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_stack *parent = mh_stack_create(NULL), *child = mh_stack_create(parent);
  mh_install *outer_table = mh_install_table(outer, parent);
  mh_call_slot(mailbox, child, outer_table, LOG, 1, "to the parent's", NULL);
  CHECK_TEXT(only_text(outer), "to the parent's");
  mh_install *inner_table = mh_install_table(inner, child);
  mh_call_slot(mailbox, child, inner_table, LOG, 1, "to the child's", NULL);
  CHECK_TEXT(only_text(inner), "to the child's");
  mh_call_slot(mailbox, parent, outer_table, LOG, 1, "beside", NULL);
  CHECK_TEXT(only_text(outer), "beside");
  CHECK_NUMBER(mh_uninstall(inner, child), MH_OK);
  mh_call_slot(mailbox, child, outer_table, LOG, 1, "again", NULL);
  CHECK_TEXT(only_text(outer), "again");
  CHECK_NUMBER(mh_uninstall(outer, parent), MH_OK);
  mh_stack_destroy(parent); /* its child goes on */
  mh_stack_destroy(child);
  mh_stack_destroy(NULL);
  mh_host_close(inner);
  mh_host_close(outer);
}

TEST(r2_twice, "R2: an installed host cannot be installed again, an uninstalled one can") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_install *again = NULL;
  CHECK_NUMBER(mh_install_host(host, NULL, &again), MH_ALREADY_INSTALLED);
  CHECK(again == NULL);
  table->log(1, "still mine");
  CHECK_TEXT(only_text(host), "still mine");
  CHECK_NUMBER(mh_uninstall(host, NULL), MH_OK);
  osr_host_api *second = install(host);
  CHECK(second != table);
  second->log(1, "mine again");
  CHECK_TEXT(only_text(host), "mine again");
  close_host(host);
}

TEST(r3_not_installed, "R3: uninstalling a host that is not installed does nothing") {
  mh_host *host = open_host();
  CHECK_NUMBER(mh_uninstall(host, NULL), MH_OK);
  install(host);
  CHECK_NUMBER(mh_uninstall(host, NULL), MH_OK);
  CHECK_NUMBER(mh_uninstall(host, NULL), MH_OK);
  mh_host_close(host);
}

TEST(r3_not_last, "R3: uninstalling a host below another changes nothing, and the right unwind works") {
  mh_host *outer = open_host(), *inner = open_host();
  osr_host_api *table = install(outer);
  install(inner);
  CHECK_NUMBER(mh_uninstall(outer, NULL), MH_NOT_LAST_INSTALLED);
  CHECK_NUMBER(atomic_load(&mh_process_counters()->installed), 2);
  table->log(1, "inner's");
  CHECK_TEXT(only_text(inner), "inner's");
  CHECK_NUMBER(mh_uninstall(inner, NULL), MH_OK);
  table->log(1, "outer's");
  CHECK_TEXT(only_text(outer), "outer's");
  CHECK_NUMBER(mh_uninstall(outer, NULL), MH_OK);
  CHECK_NUMBER(atomic_load(&mh_process_counters()->installed), 0);
  mh_host_close(inner);
  mh_host_close(outer);
}

TEST(r3_other_stack, "R3: a host is not the top of a stack that it does not stand on") {
  mh_host *host = open_host();
  mh_stack *other = mh_stack_create(NULL);
  install(host);
  CHECK_NUMBER(mh_uninstall(host, other), MH_NOT_LAST_INSTALLED);
  mh_stack_destroy(other);
  close_host(host);
}

static void uninstall_elsewhere(void *host, uint32_t index) {
  (void)index;
  CHECK_NUMBER(mh_uninstall(host, NULL), MH_WRONG_THREAD);
}

TEST(r3_wrong_thread, "R3: another thread cannot uninstall, and nothing has changed then") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  run_thread(uninstall_elsewhere, host);
  table->log(1, "still here");
  CHECK_TEXT(only_text(host), "still here");
  close_host(host);
}

static void log_index(void *table, uint32_t index) {
  (void)index;
  ((const osr_host_api *)table)->log(3, "from a thread");
}

TEST(r4_background, "R4: a background call goes to the only installed host") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  run_thread(log_index, table);
  calls read = read_calls(host);
  REQUIRE(read.count == 1);
  CHECK_TEXT(text_of(read.entry[0], 0), "from a thread");
  CHECK((read.entry[0]->flags & MH_FLAG_BACKGROUND) != 0);
  CHECK(read.entry[0]->thread != mh_thread_self());
  forget_calls(&read);
  table->log(1, "here");
  read = read_calls(host);
  REQUIRE(read.count == 1);
  CHECK((read.entry[0]->flags & MH_FLAG_BACKGROUND) == 0);
  CHECK_NUMBER(read.entry[0]->thread, mh_thread_self());
  forget_calls(&read);
  close_host(host);
}

TEST(r4_ambiguous, "R4: with two hosts on one thread a background call is dropped, not misrouted") {
  mh_host *outer = open_host(), *inner = open_host();
  osr_host_api *table = install(outer);
  install(inner);
  const uint32_t before = last_drop();
  run_thread(log_index, table);
  CHECK_NUMBER(count_calls(outer), 0);
  CHECK_NUMBER(count_calls(inner), 0);
  drops dropped = read_drops(before, mh_host_id(outer));
  REQUIRE(dropped.count == 1);
  CHECK_NUMBER(dropped.drop[0]->reason, MH_AMBIGUOUS);
  CHECK_NUMBER(dropped.drop[0]->slot, LOG);
  CHECK_NUMBER(dropped.drop[0]->level, 3);
  CHECK_NUMBER(dropped.drop[0]->competing_count, 2);
  CHECK_NUMBER(dropped.drop[0]->competing[0], mh_host_id(outer));
  CHECK_NUMBER(dropped.drop[0]->competing[1], mh_host_id(inner));
  CHECK_TEXT(drop_text(dropped.drop[0], 0), "from a thread");
  forget_drops(&dropped);
  mh_uninstall(inner, NULL);
  run_thread(log_index, table);
  CHECK_NUMBER(count_calls(outer), 1);
  mh_host_close(inner);
  close_host(outer);
}

typedef struct two_threads {
  osr_host_api *table;
  milestone installed;
  milestone tried;
} two_threads;

static void install_and_wait(void *argument, uint32_t index) {
  two_threads *both = argument;
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  if (index == 0) both->table = table;
  count_up(&both->installed);
  wait_for(&both->installed, 2);
  table->log(1, "own");
  if (index == 0) run_thread(log_index, both->table);
  count_up(&both->tried);
  wait_for(&both->tried, 2);
  CHECK_TEXT(only_text(host), "own");
  close_host(host);
}

TEST(r4_two_threads, "R4: hosts on two threads get their own calls, and background calls are dropped") {
  two_threads both = {NULL, MILESTONE, MILESTONE};
  const uint32_t before = last_drop();
  run_threads(2, install_and_wait, &both);
  drops dropped = read_drops(before, 0);
  CHECK_NUMBER(dropped.count, 1);
  forget_drops(&dropped);
}

TEST(r6_late, "R6: a call through the table of an ended host is late, here and on another thread") {
  mh_host *ended = open_host(), *present = open_host();
  osr_host_api *table = install(ended);
  const uint32_t id = mh_host_id(ended);
  close_host(ended);
  install(present);
  const uint32_t before = last_drop();
  table->log(1, "late here");
  run_thread(log_index, table);
  drops late = read_drops(before, id);
  REQUIRE(late.count == 2);
  CHECK_NUMBER(late.drop[0]->reason, MH_LATE);
  CHECK_NUMBER(late.drop[0]->competing_count, 0);
  CHECK_NUMBER(late.drop[1]->reason, MH_LATE);
  CHECK_TEXT(drop_text(late.drop[0], 0), "late here");
  CHECK_NUMBER(count_calls(present), 0);
  forget_drops(&late);
  close_host(present);
}

TEST(r6_reinstalled, "R6: the table of a host's former install is late, though the host is installed again") {
  mh_host *host = open_host();
  osr_host_api *former = install(host);
  mh_uninstall(host, NULL);
  osr_host_api *present = install(host);
  former->log(1, "late");
  CHECK_NUMBER(count_calls(host), 0);
  present->log(1, "in time");
  CHECK_TEXT(only_text(host), "in time");
  close_host(host);
}

TEST(r8_by_table, "R8: by table, background calls go to the host whose table they came through") {
  mh_host *first = open_host_by_table(), *second = open_host_by_table();
  osr_host_api *first_table = install(first);
  osr_host_api *second_table = install(second);
  run_thread(log_index, first_table);
  CHECK_NUMBER(count_calls(first), 1);
  CHECK_NUMBER(count_calls(second), 0);
  run_thread(log_index, second_table);
  CHECK_NUMBER(count_calls(first), 0);
  CHECK_NUMBER(count_calls(second), 1);
  close_host(second);
  close_host(first);
}

TEST(r9_thread_first, "R9: the thread is asked before the table, also by table") {
  for (uint32_t attribution = MH_BY_THREAD; attribution <= MH_BY_TABLE; attribution++) {
    mh_host *outer = open_host_with(6, 0, attribution, JOURNAL_LIMIT);
    mh_host *inner = open_host_with(6, 0, attribution, JOURNAL_LIMIT);
    osr_host_api *outer_table = install(outer);
    install(inner);
    outer_table->log(1, "through the outer table");
    CHECK_TEXT(only_text(inner), "through the outer table");
    CHECK_NUMBER(count_calls(outer), 0);
    close_host(inner);
    close_host(outer);
  }
}

TEST(anywhere, "taking a host off the middle of a stack leaves the others in order") {
  mh_host *hosts[3];
  osr_host_api *table = NULL;
  for (int i = 0; i < 3; i++) {
    hosts[i] = open_host();
    osr_host_api *installed = install(hosts[i]);
    if (i == 0) table = installed;
  }
  mh_uninstall_anywhere(hosts[1]);
  mh_uninstall_anywhere(hosts[1]);
  table->log(1, "top");
  CHECK_TEXT(only_text(hosts[2]), "top");
  CHECK_NUMBER(mh_uninstall(hosts[2], NULL), MH_OK);
  table->log(1, "bottom");
  CHECK_TEXT(only_text(hosts[0]), "bottom");
  CHECK_NUMBER(mh_uninstall(hosts[0], NULL), MH_OK);
  for (int i = 0; i < 3; i++)
    mh_host_close(hosts[i]);
}

static mh_host *left_installed;
static osr_host_api *left_table;

static void install_and_leave(void *unused, uint32_t index) {
  (void)unused, (void)index;
  left_installed = open_host();
  left_table = install(left_installed);
}

TEST(thread_leaves, "a thread that ends takes its hosts off its stack") {
  run_thread(install_and_leave, NULL);
  CHECK_NUMBER(atomic_load(&mh_process_counters()->installed), 0);
  left_table->log(1, "late");
  CHECK_NUMBER(count_calls(left_installed), 0);
  mh_host_close(left_installed);
}

/* ---- ending under fire ---- */

typedef struct fire {
  _Atomic(osr_host_api *) table;
  _Atomic bool is_over;
  _Atomic uint64_t made;
} fire;

static void keep_calling(void *argument, uint32_t index) {
  fire *fire = argument;
  uint64_t made = 0;
  (void)index;
  while (!atomic_load(&fire->is_over)) {
    osr_host_api *table = atomic_load(&fire->table);
    if (table == NULL) continue;
    table->log(1, "fire");
    const char *answer = table->config_get("key");
    if (answer != NULL) table->free_string(answer);
    made += 2;
  }
  atomic_fetch_add(&fire->made, made);
}

static void install_and_end(void *argument, uint32_t index) {
  fire *fire = argument;
  uint64_t written = 0;
  const uint32_t drops_before = atomic_load(&mh_process_counters()->drops);
  if (index != 0) {
    keep_calling(argument, index);
    return;
  }
  for (int round = 0; round < MANY(3000); round++) {
    mh_host *host = open_host();
    mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "value");
    atomic_store(&fire->table, install(host));
    if (round % 4 == 0) mh_journal_pending(host);
    mh_uninstall(host, NULL);
    calls read = read_calls(host);
    for (uint32_t i = 0; i < read.count; i++)
      written += read.entry[i]->slot != FREE_STRING;
    forget_calls(&read);
    CHECK_NUMBER(count_calls(host), 0); /* nothing comes after the end */
    mh_host_close(host);
  }
  atomic_store(&fire->table, NULL);
  atomic_store(&fire->is_over, true);
  (void)written;
  (void)drops_before;
  atomic_fetch_sub(&fire->made, written);
}

TEST(end_under_fire, "threads that call while hosts come and go: each call is written once or dropped once") {
  fire fire = {.is_over = false};
  const uint32_t drops_before = atomic_load(&mh_process_counters()->drops);
  run_threads(4, install_and_end, &fire);
  CHECK_NUMBER(atomic_load(&mh_process_counters()->drops) - drops_before, atomic_load(&fire.made));
}

/* ---- between two instructions ---- */

/* A call that loses its CPU while it looks for its host, and what happens to that host meanwhile. */
typedef struct search {
  uint32_t stop_after;
  osr_host_api *table;
  mh__route found;
} search;

static __attribute__((noinline)) void look_for_host(void *argument, uint32_t index) {
  search *search = argument;
  (void)index;
  search->found = mh__route_call(mh__self(), install_of(search->table)->set);
}

static void *look_in_steps(void *argument) {
  const search *search = argument;
  mh__self();
  run_in_steps(search->stop_after, look_for_host, argument);
  return NULL;
}

/* Its host ends at that instruction, and `count` others are installed. Result: false when the search was over
 * before. */
static bool end_during_search(uint32_t stop_after, uint32_t count) {
  mh_host *host = open_host(), *next[2];
  search search = {.stop_after = stop_after, .table = install(host)};
  pthread_t thread;
  expect_stop();
  if (!CHECK(pthread_create(&thread, NULL, look_in_steps, &search) == 0)) return false;
  const bool has_stopped = wait_for_stop();
  close_host(host);
  for (uint32_t i = 0; i < count; i++) {
    next[i] = open_host();
    install(next[i]);
  }
  let_go();
  pthread_join(thread, NULL);
  for (uint32_t i = count; i-- > 0;)
    close_host(next[i]);
  /* What was found before it ended finds its journal closed. */
  if (search.found.to == install_of(search.table)) return has_stopped;
  CHECK(search.found.to == NULL);
  CHECK_NUMBER(search.found.reason, MH_LATE);
  return has_stopped;
}

TEST(r6_ends_during_search,
     "R6: a call whose host ends while it looks for it is late, whatever is installed by then") {
  if (!can_step()) return;
  for (uint32_t count = 0; count <= 2; count++) {
    uint32_t stop_after = 1;
    while (end_during_search(stop_after, count))
      stop_after++;
    CHECK(stop_after > 10);
  }
}

static void *log_up_to_list(void *table) {
  mh__self();
  run_up_to((void (*)(void))mh__installed_hosts, log_index, table);
  return NULL;
}

TEST(r6_ends_as_ambiguous,
     "R6: a call is late, and names no others, when its host ends before they are listed") {
  if (!can_step()) return;
  mh_host *other = open_host(), *host = open_host(), *next = open_host();
  install(other);
  osr_host_api *table = install(host);
  const uint32_t id = mh_host_id(host), before = last_drop();
  pthread_t thread;
  expect_stop();
  REQUIRE(pthread_create(&thread, NULL, log_up_to_list, table) == 0);
  CHECK(wait_for_stop());
  close_host(host);
  install(next);
  let_go();
  pthread_join(thread, NULL);
  drops late = read_drops(before, id);
  CHECK_NUMBER(late.count, 1);
  if (late.count == 1) {
    CHECK_NUMBER(late.drop[0]->reason, MH_LATE);
    CHECK_NUMBER(late.drop[0]->competing_count, 0);
  }
  forget_drops(&late);
  close_host(next);
  close_host(other);
}

/* A frame on the stack of a JS thread that waits for it no more, which calls while its host is taken off. */
typedef struct abandoned {
  mh_stack *stack;
  osr_host_api *table;
  bool has_called;
} abandoned;

static void *call_at_stop(void *argument) {
  abandoned *abandoned = argument;
  mh__thread *self = mh__self();
  mh__frame frame = {.id = 1, .kind = MH_FRAME_INVOKE, .install = install_of(abandoned->table)};
  self->stack = abandoned->stack;
  self->frame = &frame;
  if (wait_for_stop()) {
    abandoned->table->log(1, "of a frame that goes on");
    abandoned->has_called = true;
  }
  let_go();
  self->frame = NULL;
  self->stack = NULL;
  return NULL;
}

static void uninstall_it(void *host, uint32_t index) {
  (void)index;
  CHECK_NUMBER(mh_uninstall(host, NULL), MH_OK);
}

static void uninstall_it_anywhere(void *host, uint32_t index) {
  (void)index;
  mh_uninstall_anywhere(host);
}

/* Result: whether the frame called before its host was off the stack. */
static bool call_during_end(uint32_t stop_after, work *end) {
  mh_host *outer = open_host(), *inner = open_host();
  install(outer);
  abandoned abandoned = {.stack = mh_thread_stack(), .table = install(inner)};
  const uint32_t before = last_drop();
  pthread_t thread;
  expect_stop();
  if (!CHECK(pthread_create(&thread, NULL, call_at_stop, &abandoned) == 0)) return false;
  run_in_steps(stop_after, end, inner);
  pthread_join(thread, NULL);
  drops late = read_drops(before, 0);
  const uint32_t in_time = count_calls(inner);
  CHECK_NUMBER(in_time + late.count, abandoned.has_called);
  CHECK_NUMBER(count_calls(outer), 0);
  forget_drops(&late);
  mh_host_close(inner);
  close_host(outer);
  return abandoned.has_called;
}

TEST(r6_calls_during_end, "R6: a call of a frame whose host ends meanwhile does not go to the host below") {
  /* The host is off its stack by then, and nothing is locked that the call needs. */
  enum { ENOUGH = 80 };
  work *const ways[] = {uninstall_it, uninstall_it_anywhere};
  if (!can_step()) return;
  for (int way = 0; way < 2; way++) {
    for (uint32_t stop_after = 1; stop_after <= ENOUGH; stop_after++)
      CHECK(call_during_end(stop_after, ways[way]));
  }
}
