/* The flight recorder: a file, mapped and shared, that tells what a process did when it is gone. It is kept
 * by the system whatever ends the process: SIGKILL, _exit, a heap that is no more.
 *
 * The file has, one after another: a header, the last dossier of crash.c, the threads, the callbacks in
 * progress, the running tests, and an arena, from which the journal takes its chunks: so a call is in the
 * file as soon as it is in the journal, at no price. JavaScript reads it (src/session/flight/layout.ts has
 * the same layout).
 *
 * Before mh_flight_open everything here does nothing. */
#ifndef MOCKHOST_FLIGHT_H
#define MOCKHOST_FLIGHT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mockhost.h"

#define MH_FLIGHT_VERSION 1u
#define MH_FLIGHT_THREADS 256u
#define MH_FLIGHT_FRAMES 64u
#define MH_FLIGHT_TESTS 64u
#define MH_FLIGHT_ARENA ((uint64_t)64 << 20)

/* Zero in all fields: nobody. */
typedef struct mh__flight_thread {
  uint32_t id;
  uint32_t os_id;
  char name[24]; /* cut off where it is longer; not always ended by a NUL, as all texts in the file */
} mh__flight_thread;

/* A callback in progress. The id is written last and taken away first. */
typedef struct mh__flight_frame {
  _Atomic uint32_t id; /* 0: none */
  uint32_t kind;       /* mh_frame_kind */
  uint32_t thread;
  uint32_t os_id;
  uint32_t host; /* id, 0 = none */
  uint32_t reserved[3];
  char title[96];   /* tool, request, key */
  char plugin[320]; /* path of its library */
  char agent[64];
} mh__flight_frame;

typedef enum mh__flight_state { MH_TEST_NONE, MH_TEST_RUNS, MH_TEST_ENDED, MH_TEST_CHANGES } mh__flight_state;

typedef struct mh__flight_test {
  _Atomic uint32_t state; /* mh__flight_state; whoever has set MH_TEST_CHANGES writes the rest */
  uint32_t host;
  uint32_t thread; /* JS thread */
  uint32_t order;  /* grows from test to test */
  char name[496];
  char file[1024];
} mh__flight_test;

typedef struct mh__flight_file {
  char magic[8]; /* "MHFLIGHT", written last: a file without is of no use */
  uint32_t version;
  uint32_t pid;
  uint64_t start;            /* of the process, in ticks since boot; 0 where the system does not tell */
  _Atomic uint64_t arena;    /* bytes of it that were given out */
  _Atomic uint32_t is_final; /* the dossier tells why the process ended */
  _Atomic uint32_t
      signal;        /* that took its course and has no dossier: on a JS thread, or in no code of a plugin */
  uint32_t sizes[4]; /* of a chunk's header, and of the chunks, smallest first */
  char reserved[1024 - 56];
  char label[3072]; /* what mh_flight_open was given */
  char dossier[8192];
  mh__flight_thread threads[MH_FLIGHT_THREADS]; /* by number modulo their count */
  mh__flight_frame frames[MH_FLIGHT_FRAMES];
  mh__flight_test tests[MH_FLIGHT_TESTS];
  _Alignas(4096) uint8_t chunks[];
} mh__flight_file;

_Static_assert(sizeof(mh__flight_thread) == 32 && sizeof(mh__flight_frame) == 512 &&
                   sizeof(mh__flight_test) == 1536,
               "JavaScript knows these sizes");
_Static_assert(offsetof(mh__flight_file, label) == 1024 && offsetof(mh__flight_file, dossier) == 4096 &&
                   offsetof(mh__flight_file, threads) == 12288 && offsetof(mh__flight_file, chunks) == 151552,
               "JavaScript knows these places");

/* Memory of the arena that no one else has, `size` a multiple of 4096. NULL: there is no recorder, the arena
 * is used up, or the file system has no more room. Never given back. Thread: any. */
void *mh__flight_take(size_t size);

/* Writes down a callback that begins on the calling thread, and strikes it out when it has returned, or never
 * will. A job that was not written down, since 64 were there, is struck out without effect. Signal handlers
 * may call the second. */
void mh__flight_begin(mh_job *job);
void mh__flight_end(mh_job *job);

/* Takes note of the name of a thread. */
void mh__flight_thread_named(uint32_t id, uint32_t os_id, const char *name);

/* The host is closed, and its test has ended. */
void mh__flight_host_closed(uint32_t host);

/* The process ends now, for the reason of the last dossier. Signal handlers may call it, and the next. */
void mh__flight_die(void);
/* A signal takes its course; 0: it did no harm. */
void mh__flight_signal(uint32_t signal);

/* The process ends in good order: the file is removed, unless mh__flight_die was called. Called at exit,
 * before _exit, and when SIGTERM, SIGINT or SIGHUP tells the process to end. */
void mh__flight_close(void);

#endif
