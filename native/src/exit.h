/* The end of the process while threads of plugins live on. */
#ifndef MOCKHOST_EXIT_H
#define MOCKHOST_EXIT_H

/* Arranges for a quiet end. Called before a library is opened, whose constructors may start threads or not
 * return: the first time counts. Thread: any. */
void mh__exit_quietly(void);

/* The same, called after each library is opened: handlers run last in, first out, and this one has to run
 * before the static destructors of the library. Thread: any. */
void mh__exit_after_plugins(void);

#endif
