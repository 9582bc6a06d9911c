/* The end of the process while threads of plugins live on. */
#ifndef MOCKHOST_EXIT_H
#define MOCKHOST_EXIT_H

/* Arranges for a quiet end. Called before each library is opened, since its constructors may start threads or
 * not return, and after: handlers run last in, first out, and this one has to run before the static
 * destructors of the library. Thread: any. */
void mh__exit_after_plugins(void);

#endif
