/* Parking, waking, and the hand-over to the CPU of the waker. */
#define _GNU_SOURCE
#include "kit.h"

#include <sched.h>
#include <time.h>

#include "park.h"

TEST(token, "a wake that comes first is kept, once") {
  mh__parker *parker = mh__parker_take();
  mh__unpark(parker);
  mh__unpark(parker);
  mh__unpark_here(parker);
  CHECK(mh__park(parker, -1));
  CHECK(!mh__park(parker, 1000000));
  mh__unpark_here(parker);
  CHECK(mh__park(parker, 1000000000));
  mh__parker_give(parker);
}

TEST(timeout, "a park without a wake ends after its time, not before") {
  mh__parker *parker = mh__parker_take();
  const double before = mh_now();
  CHECK(!mh__park(parker, 5000000));
  CHECK(mh_now() - before >= 5e6);
  CHECK(!mh__park(parker, 0));
  mh__parker_give(parker);
}

typedef struct table_tennis {
  mh__parker *parkers[2];
  _Atomic uint32_t turn;
  _Atomic uint32_t ready;
  uint32_t rounds;
  bool is_moving;
  uint32_t narrow; /* times that a player found a narrower CPU mask than it began with */
} table_tennis;

static uint32_t allowed_cpus(void) {
#ifdef __linux__
  cpu_set_t allowed;
  return sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? (uint32_t)CPU_COUNT(&allowed) : 0;
#else
  return 1;
#endif
}

static void play(void *argument, uint32_t index) {
  table_tennis *game = argument;
  mh__parker *own = mh__parker_take();
  const uint32_t cpus = allowed_cpus();
  game->parkers[index] = own;
  atomic_fetch_add(&game->ready, 1);
  while (atomic_load(&game->ready) < 2)
    sched_yield();
  for (uint32_t round = index; round < game->rounds; round += 2) {
    while (atomic_load(&game->turn) != round)
      mh__park(own, round % 3 == 0 ? 50000 : -1);
    if (index == 1 && allowed_cpus() != cpus) game->narrow++;
    atomic_store(&game->turn, round + 1);
    if (index == 0 && game->is_moving) {
      mh__unpark_here(game->parkers[1]);
    } else {
      mh__unpark(game->parkers[1 - index]);
    }
  }
  /* The last wake may still be on its way. */
  mh__unpark(own);
  mh__park(own, -1);
  if (allowed_cpus() != cpus) game->narrow++;
  atomic_fetch_add(&game->ready, 1);
  while (atomic_load(&game->ready) < 4)
    sched_yield();
  mh__parker_give(own);
}

TEST(threads_wake, "two threads that wake each other 20 000 times never miss a wake") {
  table_tennis game = {.rounds = MANY(20000)};
  run_threads(2, play, &game);
}

TEST(threads_moved, "a thread that is woken on the waker's CPU has its CPU mask back before it goes on") {
  table_tennis game = {.rounds = MANY(20000), .is_moving = true};
  run_threads(2, play, &game);
  CHECK_NUMBER(game.narrow, 0);
}

#define WAKERS 4

typedef struct crowd {
  mh__parker *parker;
  _Atomic uint32_t given, taken;
  _Atomic uint32_t ready;
  _Atomic bool is_over;
} crowd;

static void wake_or_sleep(void *argument, uint32_t index) {
  crowd *crowd = argument;
  if (index == 0) {
    const uint32_t cpus = allowed_cpus();
    crowd->parker = mh__parker_take();
    atomic_store(&crowd->ready, 1);
    while (atomic_load(&crowd->taken) < WAKERS * MANY(5000)) {
      const uint32_t given = atomic_load(&crowd->given);
      if (given == atomic_load(&crowd->taken)) {
        mh__park(crowd->parker, given % 2 == 0 ? -1 : 20000);
        CHECK_NUMBER(allowed_cpus(), cpus);
        continue;
      }
      atomic_store(&crowd->taken, given);
    }
    atomic_store(&crowd->is_over, true);
    return;
  }
  while (atomic_load(&crowd->ready) == 0)
    sched_yield();
  for (int i = 0; i < MANY(5000); i++) {
    atomic_fetch_add(&crowd->given, 1);
    if ((i + (int)index) % 2 == 0) {
      mh__unpark_here(crowd->parker);
    } else {
      mh__unpark(crowd->parker);
    }
  }
}

TEST(threads_crowd, "wakes of several threads, moving and not, are never lost and leave the CPU mask alone") {
  crowd crowd = {.given = 0};
  run_threads(WAKERS + 1, wake_or_sleep, &crowd);
  mh__parker_give(crowd.parker);
}

#ifdef __linux__

CHILD(one_cpu) {
  cpu_set_t allowed, one;
  sched_getaffinity(0, sizeof allowed, &allowed);
  CPU_ZERO(&one);
  for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; cpu++) {
    if (CPU_ISSET(cpu, &allowed)) CPU_SET(cpu, &one);
  }
  REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  table_tennis game = {.rounds = 2000, .is_moving = true};
  run_threads(2, play, &game);
  CHECK_NUMBER(game.narrow, 0);
  CHECK_NUMBER(allowed_cpus(), 1);
}

TEST(single_cpu, "with one allowed CPU the hand-over is a plain wake") {
  CHECK_NUMBER(run_child("one_cpu"), 0);
}

#endif

/* As JavaScript answers: a plain write of what is waited for, and a wake right behind one that meant
 * something else. */
typedef struct post {
  mh__parker *parker;
  _Atomic uint32_t delivered;
  _Atomic uint32_t taken;
  uint32_t letters;
} post;

static void *deliver(void *argument) {
  post *post = argument;
  for (uint32_t letter = 1; letter <= post->letters; letter++) {
    for (uint32_t looks = 1; atomic_load(&post->taken) != letter - 1; looks++) {
      if (looks % 1024 == 0) sched_yield(); /* there may be one CPU */
    }
    for (uint32_t pause = 0; pause < letter % 64; pause++)
      atomic_load(&post->taken);
    mh__unpark(post->parker);
    atomic_store_explicit(&post->delivered, letter, memory_order_release);
    mh__unpark(post->parker);
  }
  return NULL;
}

TEST(thread_missed_wake,
     "a thread that comes back from a wake for nothing does not miss the one that counts") {
  post post = {.parker = mh__parker_take(), .letters = 300000};
  mh__parker_adopt(post.parker);
  pthread_t thread;
  REQUIRE(pthread_create(&thread, NULL, deliver, &post) == 0);
  uint32_t missed = 0;
  for (uint32_t letter = 1; letter <= post.letters; letter++) {
    while (atomic_load_explicit(&post.delivered, memory_order_acquire) != letter)
      missed += !mh__park(post.parker, 1000000000);
    atomic_store(&post.taken, letter);
  }
  pthread_join(thread, NULL);
  CHECK_NUMBER(missed, 0);
  mh__parker_give(post.parker);
}
