/* Messages between the process of the tests and that of an isolated plugin. */
#ifndef MOCKHOST_WIRE_H
#define MOCKHOST_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum mh__wire_type {
  /* The child to the parent, on the control line, each with a line of its own that is handed over. */
  MH_WIRE_WORKER = 1, /* of a thread that runs callbacks */
  MH_WIRE_THREAD = 2, /* of a thread of the plugin: number[0] is its number in the child, text[0] its name */
  /* The parent to a worker, which ends each with MH_WIRE_RETURN. */
  MH_WIRE_CALL = 3,  /* numbers as in mh__call_number, the texts of the callback */
  MH_WIRE_CHUNK = 4, /* on_chunk: pointer[0] is the function, pointer[1] its user data, text[0] the chunk */
  MH_WIRE_RETURN =
      5, /* numbers as in mh__return_number, pointer[0] is the offset of the table, text[0] the result */
  /* A thread of the child to its partner in the parent, which ends each with MH_WIRE_ANSWER. */
  MH_WIRE_SLOT =
      6, /* number[0] slot, number[1] level; pointer[0] and [1]: string to free, or on_chunk and user
            data; two arguments, and text[2] the name of the thread when it is another one now */
  MH_WIRE_ANSWER = 7 /* pointer[0] is where the string of text[0] is in the parent */
} mh__wire_type;

enum mh__call_number { MH_CALL_KIND, MH_CALL_NUMBER, MH_CALL_FRAME, MH_CALL_VERSION, MH_CALL_NULL_SLOTS };

enum mh__return_number {
  MH_RETURN_STATUS,
  MH_RETURN_MISSING,
  MH_RETURN_ABI,
  MH_RETURN_TABLE_VERSION,
  MH_RETURN_CALLBACKS /* bit n: the callback of frame kind n is there */
};

#define MH_WIRE_TEXTS 3

typedef struct mh__message {
  uint32_t type;
  uint32_t number[7];
  uint64_t pointer[2];
  uint32_t length[MH_WIRE_TEXTS]; /* with the final NUL; 0: the text is NULL */
  uint32_t padding;
} mh__message;

/* One end of a line. Everything belongs to the thread that speaks on it. */
typedef struct mh__wire {
  struct mh__wire *next; /* for a list of its owner's */
  int fd;
  mh__message in;                  /* the last message that came */
  const char *text[MH_WIRE_TEXTS]; /* its texts; valid until the next one */
  char *memory;                    /* where they are */
  size_t capacity;
} mh__wire;

/* Makes the two descriptors of a line, which are closed upon exec. Result: false leaves the reason in errno.
 */
bool mh__wire_pair(int ends[2]);

/* A line that owns `fd`, or NULL when there is no memory: then the descriptor is closed. */
mh__wire *mh__wire_open(int fd);
/* Closes the line. Accepts NULL. */
void mh__wire_close(mh__wire *wire);

/* Sends a message; its lengths are filled in. `texts` may be NULL. Waits until all of it is written.
 * Result: false when nobody listens any more. */
bool mh__wire_send(int fd, mh__message *message, const char *const texts[MH_WIRE_TEXTS]);
/* Waits for the next message. Result: false when none will come, or there is no memory for it. */
bool mh__wire_receive(mh__wire *wire);
/* Takes the memory of the texts over: they stay valid until the caller frees it. */
char *mh__wire_keep_texts(mh__wire *wire);

/* The same with a descriptor, which goes to the other process as well. */
bool mh__wire_hand_over(int fd, mh__message *message, const char *const texts[MH_WIRE_TEXTS], int handed);
/* Waits for a message with a descriptor. *handed is it, or -1 when there was none. */
bool mh__wire_take_over(mh__wire *wire, int *handed);

#endif
