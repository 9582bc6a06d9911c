/* Where an address lies: in which library, and in which of its functions. */
#ifndef MOCKHOST_PLACE_H
#define MOCKHOST_PLACE_H

#include <stdbool.h>

typedef struct mh__place {
  const void *base;   /* where the library begins */
  const char *path;   /* of its file */
  const char *symbol; /* exported name of the function around the address; NULL: none is known */
} mh__place;

/* Finds the library that holds `address`. The texts are the library's own, and live as long as it is loaded.
 * Thread: any, a signal handler too. Takes no lock where the C library can be asked without (glibc from 2.35
 * on): a thread whose constructor does not return holds the lock of dladdr() for ever, and must not make
 * wait whoever is to tell of it. Result: false, with *found untouched, when no library is there. */
bool mh__find_place(const void *address, mh__place *found);

/* Looks for the way without a lock. Before the first call inside a signal handler; again does no harm. */
void mh__prepare_places(void);

#endif
