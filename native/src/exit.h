/* The end of the process while threads of plugins live on. */
#ifndef MOCKHOST_EXIT_H
#define MOCKHOST_EXIT_H

/* Arranges for a quiet end. Called after each library is opened: handlers run last in, first out, and this
 * one has to run before the static destructors of the library. */
void mh__exit_after_plugins(void);

#endif
