/* The process of an isolated plugin: it runs the callbacks that the process of the tests asks for, and passes
 * every call of a slot on to it. Its table has a function of its own for each slot.
 *
 * Every thread that calls the host has a line of its own to a partner in the other process, so that calls of
 * several threads never wait for each other, and each is made over there on a thread of its own too.
 *
 * mh_child_serve (mockhost.h) is all that others need. */
#ifndef MOCKHOST_CHILD_H
#define MOCKHOST_CHILD_H

/* Descriptors that the process has from its start. */
#define MH_CHILD_CONTROL 3
#define MH_CHILD_PAGE 4

/* Bytes of the page that takes the dossier of a crash. */
#define MH_CHILD_PAGE_SIZE 8192

#endif
