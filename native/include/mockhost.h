/* osaurus-mockhost: the native core.
 *
 * Everything JavaScript may call, by plain C calls; C never calls JavaScript. A value that comes back
 * through a pointer is untouched on failure. Unless a function says otherwise it may be called from any
 * thread, never blocks, and keeps nothing that it was given: texts are copied.
 *
 * Words: a *host* is one MockHost. An *install* is one period in which it is installed; the host table
 * that a plugin sees is part of it and is never freed. A *stack* is an install stack; the top of the stack
 * of a thread is the host that gets the calls made there. A *mailbox* carries requests and finished calls
 * to one JS thread. A *job* is one call of a plugin on a native thread.
 */
#ifndef MOCKHOST_H
#define MOCKHOST_H

#include <stddef.h>
#include <stdint.h>

#include "osr_host_api.h"

#if defined(__GNUC__)
#define MH_API __attribute__((visibility("default")))
#else
#define MH_API
#endif

#define MH_VERSION "0.1.0"

typedef struct mh_host mh_host;
typedef struct mh_install mh_install;
typedef struct mh_stack mh_stack;
typedef struct mh_mailbox mh_mailbox;
typedef struct mh_job mh_job;
typedef struct mh_plugin mh_plugin;
typedef struct mh_runner mh_runner;

typedef enum mh_status {
  MH_OK = 0,
  MH_NO_MEMORY = 1,
  MH_ALREADY_INSTALLED = 2,
  MH_NOT_INSTALLED = 3,
  MH_NOT_LAST_INSTALLED = 4,
  MH_WRONG_THREAD = 5,
  MH_POOL_EXHAUSTED = 6,
  MH_NO_HOST_TABLE = 7,
  MH_SLOT_IS_NULL = 8,
  MH_HOST_CLOSED = 9,
  MH_THREAD_FAILED = 10,
  MH_LOAD_FAILED = 11,
  MH_ENTRY_NOT_FOUND = 12,
  MH_ENTRY_RETURNED_NULL = 13,
  MH_MISSING_POINTERS = 14,
  MH_INIT_FAILED = 15,
  MH_NULL_RESULT = 16,
  MH_CALLBACK_MISSING = 17,
  MH_STALE = 18,
  MH_CRASHED = 19,
  MH_EXITED = 20 /* the plugin has called exit() */
} mh_status;

/* ---- process ---------------------------------------------------------------------------------- */

/* Version of the core, a constant text. */
MH_API const char *mh_version(void);

/* Path of the core that the process has loaded before every other one, or NULL when it is this one. Every
 * thread gets the same answer at any time: cores are never unloaded. The text is valid until the thread
 * calls again. */
MH_API const char *mh_first_core(void);

/* Counters of the whole process, in memory that is never freed; read them without a call. */
typedef struct mh_counters {
  _Atomic uint32_t drops;      /* calls that reached no host */
  _Atomic uint32_t bad_frees;  /* frees that the string ledger refused */
  _Atomic uint32_t live_hosts; /* created and not closed */
  _Atomic uint32_t installed;  /* hosts in the registry */
  _Atomic uint32_t lease[2];   /* owner tokens of the two leases, 0 = free */
  _Atomic uint32_t crashes;    /* of plugins, in calls and on threads of their own */
} mh_counters;

MH_API mh_counters *mh_process_counters(void);

/* Nanoseconds of the monotonic clock since the core was loaded. */
MH_API double mh_now(void);

/* What is known of a crash, from 0 on in their order: lines of words with tabs between them. `signal` name,
 * or `exit` and the code that the plugin gave to exit(); `address` accessed; `thread` number (0: it never
 * called a host) and name; `frame` number; of a thread without a frame `host`, the number of the one that got
 * its last call; then `at` library+offset and symbol, innermost first. Of the process of an isolated plugin
 * that has ended by no crash of its own (`killed`) or by _exit (`quick`) only these two, and the frame or the
 * host. Result: bytes of the text, which is copied when it fits; 0 when there is none, as of one that is
 * still being written down. The first 1,024 have one. */
MH_API uint32_t mh_crash_text(uint32_t index, char *out, uint32_t size);

/* ---- agents ----------------------------------------------------------------------------------- */

/* Number of an agent id (1, 2, ...), the same for the same text in the whole process; 0 for NULL and when
 * there is no memory. The text is kept for ever. */
MH_API uint32_t mh_agent(const char *text);

/* Text of a number that `mh_agent` gave; NULL for 0. Valid for ever. */
MH_API const char *mh_agent_text(uint32_t agent);

/* ---- hosts ------------------------------------------------------------------------------------ */

typedef enum mh_attribution { MH_BY_THREAD = 0, MH_BY_TABLE = 1 } mh_attribution;

/* What a host does as the app does it (fact sheet, sections 3.3 and 10). */
enum {
  MH_RULE_CONFIG = 1,       /* keeps what config_set writes, and config_get finds it */
  MH_RULE_AGENT = 2,        /* config of no agent or of the Default agent: reads NULL, loses writes */
  MH_RULE_CONFIG_LIMIT = 4, /* loses values above the limit: 1 MiB, or mh_host_set_config_limit */
  MH_RULE_CONTEXT = 8,      /* calls during the entry function have no context */
  MH_RULE_DIE = 16          /* a crash in a call takes its course, when it has been written down */
};

typedef struct mh_host_options {
  uint32_t abi_version;   /* 1 to 6; 1 means: no table */
  uint32_t null_slots;    /* bit n set: slot n (0 = config_get) is NULL in the table */
  uint32_t attribution;   /* mh_attribution */
  uint32_t default_slots; /* bit n set: slot n answers its default (mh_set_default_answer), else NULL */
  uint32_t rules;         /* MH_RULE_* */
  uint32_t asked_slots;   /* bit n set: slot n asks JavaScript, which may leave it to the default */
  uint64_t journal_limit; /* bytes of journal, then calls are only counted */
} mh_host_options;

/* Makes a host that is not installed. Its requests go to `mailbox`, which may be NULL (nobody answers).
 * Result: the host, or NULL when there is no memory. */
MH_API mh_host *mh_host_create(mh_mailbox *mailbox, const mh_host_options *options);

/* The same, for callers without structs. */
MH_API mh_host *mh_host_open(mh_mailbox *mailbox, uint32_t abi_version, uint32_t null_slots,
                             uint32_t attribution, double journal_limit, uint32_t default_slots,
                             uint32_t rules, uint32_t asked_slots);

/* Sets the text that a slot answers by default, for hosts that ask for it; the first one stays, for ever.
 * `dispatch` needs none: its default is a fresh task. Result: MH_OK or MH_NO_MEMORY. */
MH_API uint32_t mh_set_default_answer(uint32_t slot, const char *text);

/* Number of the host, unique in the process. */
MH_API uint32_t mh_host_id(mh_host *host);

/* Whether a host has nothing to be taken out before it is closed: no call was recorded or lost since it was
 * opened, and its config store is empty. Result: 1 or 0. Thread: any, while the host is open. */
MH_API uint32_t mh_host_is_blank(mh_host *host);

/* Gives the journal and the answers of a host back. An installed host is uninstalled first, wherever it
 * stands. The host must not be used afterwards. */
MH_API void mh_host_close(mh_host *host);

/* Agent of calls on the thread that installed the host, outside frames; 0 = none. */
MH_API void mh_host_set_agent(mh_host *host, uint32_t agent);

typedef enum mh_answer_kind {
  MH_ANSWER_NULL = 0,    /* NULL */
  MH_ANSWER_TEXT = 1,    /* a copy of the text */
  MH_ANSWER_ASK = 2,     /* ask JavaScript through the mailbox of the host; also slots that return nothing */
  MH_ANSWER_DEFAULT = 4, /* the default of the slot */
  MH_ANSWER_TASK = 3,    /* a fresh task: {"id":"<UUID>","status":"running"} */
  MH_ANSWER_CONFIG = 5   /* config_get: what the store has */
} mh_answer_kind;

/* What a slot answers when its queue is empty. `text` is read for MH_ANSWER_TEXT only. */
MH_API uint32_t mh_host_set_answer(mh_host *host, uint32_t slot, uint32_t kind, const char *text);

/* Appends one answer to the queue of a slot; NULL is a legal answer. */
MH_API uint32_t mh_host_queue_answer(mh_host *host, uint32_t slot, const char *text);
/* Empties the queue of a slot. Result: how many answers no call had taken. */
MH_API uint32_t mh_host_unqueue_answers(mh_host *host, uint32_t slot);

/* ---- config ----------------------------------------------------------------------------------- */

/* Numbers of plugin ids come from mh_agent, as those of agents. Plugin 0 is the one loaded last, and before
 * the first is loaded the one that will be. From here on they are of plugins whose ids are not known yet,
 * each of which has one of its own. */
#define MH_UNKNOWN_PLUGIN 0x80000000u

/* Sets a value of the store; NULL deletes it. Result: MH_OK or MH_NO_MEMORY. */
MH_API uint32_t mh_config_set(mh_host *host, uint32_t plugin, uint32_t agent, const char *key,
                              const char *value);

/* Layout of one value of the store: this header, key, value, padded to 8 bytes. */
typedef struct mh_setting {
  uint32_t size;
  uint32_t plugin;
  uint32_t agent;
  uint32_t length[2];
  uint32_t padding;
} mh_setting;

/* Copies the whole store, in the order of first writes. Result: bytes needed; whole values that fit in `size`
 * bytes are written. */
MH_API uint32_t mh_config_read(mh_host *host, void *out, uint32_t size);

/* Bytes of the largest config value that is kept under MH_RULE_CONFIG_LIMIT. */
MH_API void mh_host_set_config_limit(mh_host *host, double bytes);

/* ---- install stacks (rules R1 to R3) ---------------------------------------------------------- */

/* An empty stack. While it is empty its top is the top of `parent` (NULL: none). Owner: the caller. */
MH_API mh_stack *mh_stack_create(mh_stack *parent);
/* Frees an empty stack that no thread uses. Accepts NULL. */
MH_API void mh_stack_destroy(mh_stack *stack);
/* The calling thread's own stack. Owner: the thread. */
MH_API mh_stack *mh_thread_stack(void);
/* The install at the top of a stack, or NULL. Thread: the owner of the stack. */
MH_API mh_install *mh_stack_top(mh_stack *stack);

/* Pushes the host on `stack` (NULL: the calling thread's own) and into the registry.
 * Result: MH_OK and *table set; MH_ALREADY_INSTALLED; MH_NO_HOST_TABLE (abi_version 1); MH_POOL_EXHAUSTED
 * (511 installed hosts); MH_NO_MEMORY. */
MH_API mh_status mh_install_host(mh_host *host, mh_stack *stack, mh_install **table);

/* The same for callers without out-parameters: the table, or NULL and the status in mh_last_status. */
MH_API mh_install *mh_install_table(mh_host *host, mh_stack *stack);
/* Status of the last mh_install_table of the calling thread. */
MH_API uint32_t mh_last_status(void);

/* Pops the host. Result: MH_OK, also when it is not installed; MH_WRONG_THREAD on another thread than the
 * one that installed it; MH_NOT_LAST_INSTALLED when it is not the top of `stack`; nothing changes then. */
MH_API uint32_t mh_uninstall(mh_host *host, mh_stack *stack);

/* Takes the host off whatever stack it is on. For the end of a test and of a JS thread. */
MH_API void mh_uninstall_anywhere(mh_host *host);

/* Says that threads may still hold this table, so that its trampolines are reused last: also of an install
 * that has ended, unless they have been reused. */
MH_API void mh_keep_trampolines(mh_install *table);

/* Copies { handed out, freed, drops through this table, bad frees } of one install to `out[4]`. */
MH_API void mh_install_counts(mh_install *table, uint32_t *out);

/* ---- journal (rule R10) ----------------------------------------------------------------------- */

/* Layout of one journal entry: this header, then the texts one after another without NULs (argument 0,
 * argument 1, answer), padded to 8 bytes. For free_string argument 0 is the pointer itself (8 bytes). */
typedef struct mh_entry {
  uint8_t slot;
  uint8_t kind; /* low 4 bits mh_entry_kind, high 4 bits mh_frame_kind */
  uint16_t flags;
  int32_t level;
  uint64_t key; /* grows along each thread, and from a call to those made by threads that waited for it */
  uint64_t at;  /* ticks; the drain converts them to nanoseconds since the core was loaded */
  uint32_t thread;
  uint32_t frame;
  uint32_t agent;
  uint32_t length[3];
} mh_entry;

_Static_assert(sizeof(mh_entry) == 48, "the header of an entry has 48 bytes");

typedef enum mh_entry_kind { MH_ENTRY_CALL = 0, MH_ENTRY_RETURN = 1 } mh_entry_kind;

enum {
  MH_FLAG_NULL_0 = 1,       /* argument 0 was NULL */
  MH_FLAG_NULL_1 = 2,       /* argument 1 was NULL */
  MH_FLAG_NULL_ANSWER = 4,  /* the answer is NULL */
  MH_FLAG_ANSWERED = 8,     /* the answer is in this entry (string slots) */
  MH_FLAG_BACKGROUND = 16,  /* made on a thread with an empty stack */
  MH_FLAG_REFUSED = 32,     /* no effect: a NULL where the ABI wants a value, or a rule of the host */
  MH_FLAG_UNREACHABLE = 64, /* JavaScript could not be asked */
  MH_FLAG_BAD_FREE = 128,   /* free_string of an address that was not outstanding */
  MH_FLAG_NOT_ASCII = 256,  /* set by the drain: a text has a byte above 127 */
  MH_FLAG_MIX_UP = 512      /* log_structured whose level is the address of a string that was handed out */
};

typedef enum mh_frame_kind {
  MH_FRAME_NONE = 0,
  MH_FRAME_LOAD = 1,
  MH_FRAME_ENTRY = 2,
  MH_FRAME_INIT = 3,
  MH_FRAME_GET_MANIFEST = 4,
  MH_FRAME_INVOKE = 5,
  MH_FRAME_HANDLE_ROUTE = 6,
  MH_FRAME_ON_CONFIG_CHANGED = 7,
  MH_FRAME_ON_TASK_EVENT = 8,
  MH_FRAME_ON_CHUNK = 9,
  MH_FRAME_DESTROY = 10
} mh_frame_kind;

/* Bytes that a drain would deliver now; 0 when there is nothing new. One thread drains a host at a time. */
MH_API double mh_journal_pending(mh_host *host);
/* Moves entries to `out`: calls in the order of their keys, above those of all drains before, then returns
 * with the keys of their calls. Whole entries only. Result: bytes written; 0 when nothing fits or nothing is
 * left. */
MH_API double mh_journal_drain(mh_host *host, void *out, double size);
/* Calls that entered so far, whatever was drained; what is above the limit is only counted. */
MH_API double mh_journal_count(mh_host *host);
MH_API double mh_journal_lost(mh_host *host);
/* Forgets the entries and the count of lost ones, not how many entered. */
MH_API void mh_journal_reset(mh_host *host);

/* ---- flight recorder ----------------------------------------------------------------------------- */

/* Opens the recorder of the process: a new file at `path`, which is mapped, and tells what the process did
 * when it is gone (src/flight.h has the layout). Removed at a clean exit. `label` is for its readers. Result:
 * MH_OK, also when it is open already and nothing is done; MH_LOAD_FAILED when the file cannot be made, and
 * MH_NO_MEMORY when there is no room for it: then there is none. Thread: any. */
MH_API uint32_t mh_flight_open(const char *path, const char *label);
MH_API uint32_t mh_flight_is_open(void);
/* A test that begins, by the id of its host; name NULL: it has ended, as when its host is closed. The 65th at
 * once is not written down. Thread: any. */
MH_API void mh_flight_test(uint32_t host, const char *name, const char *path);

/* ---- threads ---------------------------------------------------------------------------------- */

/* Name and OS id of a thread that called a host. Result: MH_OK and both set (`name` has 64 bytes), or
 * MH_STALE when it has ended and 65 536 threads have come since. */
MH_API uint32_t mh_thread_info(uint32_t id, uint32_t *os_id, char *name);
/* Number of the calling thread. */
MH_API uint32_t mh_thread_self(void);
/* OS ids of the threads of this process that are not ours, not JavaScript's and not Node's. Result: how
 * many there are; at most `capacity` are written. */
MH_API uint32_t mh_foreign_threads(uint32_t *os_ids, uint32_t capacity);
/* The same of those among them that have called a host and live: threads of plugins for sure. */
MH_API uint32_t mh_calling_threads(uint32_t *os_ids, uint32_t capacity);
/* Name of a thread of this process by OS id; `name` has 64 bytes and becomes "" when there is none. */
MH_API void mh_os_thread_name(uint32_t os_id, char *name);

/* Has a thread of this process, by OS id, write down where it stands: lines as of mh_crash_text, `stand`
 * instead of `signal`. It is interrupted by a signal, so some system calls of it end early (EINTR: sleeps,
 * waits for descriptors; a wait for a lock goes on). Waits 250 ms at most for it to run, then 1 s at most for
 * its answer. Thread: any but the one that is asked. Linux only. Result: bytes written to `out`, cut off at
 * `size`; 0 when it cannot be told: there is no such thread, it blocks the signal, or no signal is left that
 * nobody uses. */
MH_API uint32_t mh_thread_stand(uint32_t os_id, char *out, uint32_t size);
/* OS id of the thread that holds the pthread mutex at that address; 0 when nobody does, or the C library is
 * not glibc. Any address may be given; what it says of one that is no mutex means nothing. */
MH_API uint32_t mh_lock_owner(uintptr_t lock);
/* Process that debugs the given one (0: this one), 0 when none does. macOS does not tell which: there it
 * is 1. */
MH_API uint32_t mh_debugger(uint32_t process);
/* Lets any process of the user debug this one, where the system restricts that to its parents (Yama). */
MH_API void mh_allow_debugger(void);

/* ---- drops (rule R7) -------------------------------------------------------------------------- */

typedef enum mh_drop_reason { MH_AMBIGUOUS = 0, MH_LATE = 1 } mh_drop_reason;

#define MH_COMPETING 16

/* Layout of one drop: this header and the texts, as in mh_entry. 1,000 of one install are kept, and the
 * newest 16,384 of the process; the rest is counted only. Of their texts 64 MiB are kept: above that, those
 * of the oldest drops that have more than 256 bytes end with "… (N bytes)" behind the first 200. */
typedef struct mh_drop {
  uint32_t size; /* of header and texts, padded to 8 */
  uint32_t serial;
  uint8_t slot;
  uint8_t reason;
  uint16_t flags;
  int32_t level;
  uint32_t thread;
  uint32_t through; /* host id, 0 = unknown */
  uint32_t competing_count;
  uint32_t competing[MH_COMPETING];
  uint32_t length[2];
  uint32_t reserved;
} mh_drop;

/* Copies the drops with a serial above `after` that came through host `through` (0: any host).
 * Result: bytes needed for all of them; whole drops that fit in `size` bytes are written. */
MH_API uint32_t mh_drops_read(uint32_t after, uint32_t through, void *out, uint32_t size);

/* ---- strings (rule R11) ----------------------------------------------------------------------- */

typedef struct mh_string {
  uint32_t size;   /* of header and text, padded to 8 */
  uint32_t length; /* bytes of text that follow: at most 4 096 */
  uint32_t bytes;  /* of the whole string */
  uint32_t padding;
  uint64_t at; /* nanoseconds */
  uint64_t serial;
  uint32_t thread;
  uint32_t frame;
  uint8_t slot;
  uint8_t frame_kind;
  uint8_t reserved[6];
  uint64_t pointer;
} mh_string;

/* Where and when something was done with a string. */
typedef struct mh_site {
  uint64_t at; /* nanoseconds */
  uint32_t thread;
  uint32_t frame;
  uint32_t frame_kind;
  uint32_t padding;
} mh_site;

#define MH_BAD_FREE_TEXT 128

/* A free that the ledger refused; the first bytes of the text follow. */
typedef struct mh_bad_free {
  uint32_t size;   /* of header and text, padded to 8 */
  uint32_t length; /* bytes of text that follow: at most MH_BAD_FREE_TEXT */
  uint64_t serial;
  uint64_t pointer;
  uint32_t reason; /* 0 = twice, 1 = foreign: then slot, handed and freed say nothing */
  uint32_t slot;
  mh_site refused;
  mh_site handed;
  mh_site freed;
} mh_bad_free;

/* Strings of one install that have not come back. Result as mh_drops_read. */
MH_API uint32_t mh_strings_outstanding(mh_install *table, void *out, uint32_t size);
/* The last 1 000 bad frees of the process, as far as they are booked to this install. Result as above. */
MH_API uint32_t mh_strings_bad_frees(mh_install *table, void *out, uint32_t size);

/* ---- mailbox and pump ------------------------------------------------------------------------- */

typedef enum mh_event_kind {
  MH_EVENT_NONE = 0,
  MH_EVENT_DONE = 1,    /* the job that was waited for */
  MH_EVENT_REQUEST = 2, /* a plugin thread waits for an answer */
  MH_EVENT_TICK = 3     /* the slice is over */
} mh_event_kind;

#define MH_EVENT_TEXT 8000

/* One event, in memory of the mailbox that JavaScript reads without a call. Texts stand one after another
 * in `text` when they fit; mh_event_text copies them in any case. */
typedef struct mh_event {
  uint32_t kind;
  uint32_t request; /* index and generation: the name of a request */
  uint32_t generation;
  uint32_t host;
  uint32_t slot;
  int32_t level;
  uint32_t thread;
  uint32_t frame;
  uint32_t flags; /* MH_FLAG_NULL_*, MH_FLAG_BACKGROUND */
  uint32_t length[2];
  uint32_t status;       /* mh_status of a finished job or a slot call */
  uint32_t job[2];       /* address of the job, low and high half */
  uint32_t key[2];       /* of the call in the journal */
  uint32_t missing;      /* MH_MISSING_POINTERS: bit n = required pointer n of the plugin table is NULL */
  uint32_t agent;        /* of a request: mh_agent number of its agent, 0 = none */
  uint32_t plugin;       /* of a request: number of the plugin that called, maybe an unknown one; 0 = none */
  uint32_t has_on_chunk; /* of a request: 1 when complete_stream came with a chunk callback */
  uint32_t reserved[12];
  char text[MH_EVENT_TEXT];
} mh_event;

/* The mailbox of the calling thread, made at the first call. It closes itself when the thread ends.
 * Result: NULL when there is no memory or no pipe. */
MH_API mh_mailbox *mh_mailbox_open(void);
/* Read end of the pipe that becomes readable when the mailbox has something and nobody pumps. */
MH_API int32_t mh_mailbox_fd(mh_mailbox *mailbox);
MH_API mh_event *mh_mailbox_event(mh_mailbox *mailbox);
/* Takes the next request or finished job without waiting. Thread: the owner. Result: mh_event_kind. */
MH_API uint32_t mh_mailbox_next(mh_mailbox *mailbox);
/* Waits until the job is done, a request comes, or `slice` milliseconds are over; jobs that are told through
 * the pipe are told here too. Thread: the owner. Result: mh_event_kind; of MH_EVENT_DONE the event names the
 * job. */
MH_API uint32_t mh_mailbox_wait(mh_mailbox *mailbox, mh_job *job, uint32_t slice);
/* Copies the texts of the current event. Result: bytes written. */
MH_API uint32_t mh_event_text(mh_mailbox *mailbox, void *out, uint32_t size);
/* Answers a request; NULL is a legal answer. Thread: the owner.
 * Result: MH_OK; MH_STALE when it was answered before; MH_NO_MEMORY (the plugin gets NULL). */
MH_API uint32_t mh_request_answer(mh_mailbox *mailbox, uint32_t request, uint32_t generation,
                                  const char *text);
/* Answers a request with what the slot answers when nothing is set. Thread and result as above. */
MH_API uint32_t mh_request_default(mh_mailbox *mailbox, uint32_t request, uint32_t generation);
/* Has a native thread call on_chunk of a request of complete_stream, in a frame without an agent. The slot
 * does not return before that call has. Thread: the owner. Result: the job, as mh_job_start, or NULL when the
 * request was answered, has no chunk callback, or there is no memory or no thread. */
MH_API mh_job *mh_chunk_call(mh_mailbox *mailbox, uint32_t request, uint32_t generation, const char *chunk);

/* ---- calling slots ---------------------------------------------------------------------------- */

/* Calls a slot through its C function pointer, on this thread, with `stack` as the thread's install stack.
 * Result: MH_EVENT_DONE with the status and the answer in the event (the string has been given back); or
 * MH_EVENT_REQUEST when JavaScript answers this slot: serve it by mh_direct_answer. Thread: the owner. */
MH_API uint32_t mh_call_slot(mh_mailbox *mailbox, mh_stack *stack, mh_install *table, uint32_t slot,
                             int32_t level, const char *text0, const char *text1);
/* Gives free_string this address. */
MH_API uint32_t mh_call_free(mh_mailbox *mailbox, mh_stack *stack, mh_install *table, uint64_t pointer);
/* Answers the request that mh_call_slot returned with. Result: MH_EVENT_DONE, the event as above. */
MH_API uint32_t mh_direct_answer(mh_mailbox *mailbox, uint32_t request, uint32_t generation,
                                 const char *text);
/* The same with what the slot answers when nothing is set. */
MH_API uint32_t mh_direct_default(mh_mailbox *mailbox, uint32_t request, uint32_t generation);

/* A fresh OS thread with an empty stack, for calls that the test makes itself; NULL when none can be made.
 * Owner: the calling thread; at its end the runner is stopped. */
MH_API mh_runner *mh_runner_start(const char *name);
/* Calls a slot there. Wait for the job with mh_mailbox_wait, release it with mh_job_release. */
MH_API mh_job *mh_runner_call(mh_mailbox *mailbox, mh_runner *runner, mh_install *table, uint32_t slot,
                              int32_t level, const char *text0, const char *text1, uint64_t pointer);
/* Ends the thread when its calls are done. Accepts NULL. Thread: the owner. */
MH_API void mh_runner_stop(mh_runner *runner);

/* ---- plugins ---------------------------------------------------------------------------------- */

typedef struct mh_call {
  mh_mailbox *mailbox; /* gets the finished job */
  mh_plugin *plugin;
  mh_install *install; /* top of the thread's install stack for the duration; NULL: none */
  mh_stack *stack;     /* used instead of `install` when not NULL: the stack of a waiting JS thread */
  uint32_t kind;       /* mh_frame_kind */
  uint32_t agent;
  uint32_t number;   /* event type of on_task_event; of MH_FRAME_ENTRY: 1 = the v1 entry only */
  uint32_t waiting;  /* 1: the caller goes on to mh_mailbox_wait; 0: it is told through the pipe */
  double stack_size; /* bytes of the native thread's stack; 0 = 8 MiB */
  const char *text[3];
} mh_call;

/* A plugin that is not loaded. Owner: the caller. NULL when there is no memory. */
MH_API mh_plugin *mh_plugin_create(void);
/* A plugin that is not loaded, in a process of its own, which is started for it: `node` runs `script`, which
 * calls mh_child_serve. Its calls of slots come through the table of its host, as if it were in this process;
 * a crash ends its calls as MH_CRASHED. Result: NULL when there is no memory, no descriptor or no process,
 * with the reason in errno. The process ends, with all that it has started, at mh_plugin_destroy, and with
 * the calling thread or this process. */
MH_API mh_plugin *mh_plugin_create_remote(const char *node, const char *script, double stack_size);
/* Kills the process of such a plugin, with all that it has started, and waits for its end, 2 s at most. When
 * `frame` is not 0 it has a second before that to write down where the thread of the frame stands. Other
 * plugins are left alone. */
MH_API void mh_plugin_kill(mh_plugin *plugin, uint32_t frame);
/* Where the thread of that frame stood: lines as of mh_crash_text, with `stand` instead of `signal`. Result
 * as there. */
MH_API uint32_t mh_plugin_stand(mh_plugin *plugin, char *out, uint32_t size);
/* Number of the process of such a plugin; 0 for others. */
MH_API uint32_t mh_plugin_process(mh_plugin *plugin);
/* Whether the process of such a plugin has ended; 0 for others. What it says of itself can be read then: it
 * is waited for, 2 s at most. */
MH_API uint32_t mh_plugin_is_over(mh_plugin *plugin);
/* What the process of such a plugin does: runs callbacks until the other process lets it go. It never
 * returns. `stack_size` is in bytes, 0 = 8 MiB. */
MH_API void mh_child_serve(double stack_size);
/* Another plugin of the same image: its library and entry points, not entered yet. NULL as above. */
MH_API mh_plugin *mh_plugin_create_from(mh_plugin *plugin);
/* Claims the file `key` for `owner` (not 0). Result: 1 when nobody had claimed it or this owner had, else 0;
 * also 0 when there is no memory. Claims are kept for ever, as images are. */
MH_API uint32_t mh_image_claim(const char *key, uint32_t owner);
/* Counts one more private copy of a library that the process loads. Result: how many there are, this one
 * included. */
MH_API uint32_t mh_image_count_private(void);
/* Says which id (mh_agent) a plugin has, that this host loads: its calls count as that plugin's from now on,
 * and so do those outside of frames. What it has set before its id was known takes the place of what is set
 * for that id, as does what was set for plugin 0. The plugin must have no call in progress. Does nothing when
 * `id` is 0. */
MH_API void mh_plugin_identify(mh_plugin *plugin, mh_host *host, uint32_t id);
/* Table that the next entry gets, of the host that loads the plugin; NULL (at first): that of the frame's
 * host. */
MH_API void mh_plugin_set_host_table(mh_plugin *plugin, mh_install *table);
/* Copies { strings that callbacks returned, strings given back through the plugin's free_string } to
 * `out[2]`. */
MH_API void mh_plugin_strings(mh_plugin *plugin, uint32_t *out);
/* Frees the record; the image stays loaded. The plugin must have no call in progress. Accepts NULL. */
MH_API void mh_plugin_destroy(mh_plugin *plugin);
/* Version of the plugin table: 1 behind the v1 entry, else at least 2. */
MH_API uint32_t mh_plugin_abi(mh_plugin *plugin);
/* Version field of the plugin table as it stands there; 0 behind the v1 entry, which has none. */
MH_API uint32_t mh_plugin_table_version(mh_plugin *plugin);
/* Distance of the plugin table from the start of the image in memory; -1 when it stands elsewhere. */
MH_API double mh_plugin_table_offset(mh_plugin *plugin);
/* Whether the optional callback of that frame kind is there. */
MH_API uint32_t mh_plugin_has(mh_plugin *plugin, uint32_t kind);

/* Starts a call of the plugin on a native thread. Kind MH_FRAME_LOAD opens text[0] (a path).
 * Result: the job, or NULL when there is no memory or no thread. Owner: the caller, until
 * mh_job_release. */
MH_API mh_job *mh_job_start(const mh_call *call);
/* The same for callers without structs. */
MH_API mh_job *mh_job_call(mh_mailbox *mailbox, mh_plugin *plugin, mh_install *install, mh_stack *stack,
                           uint32_t kind, uint32_t agent, uint32_t number, uint32_t waiting,
                           double stack_size, const char *text0, const char *text1, const char *text2);
/* Number of the frame of the job. */
MH_API uint32_t mh_job_frame(mh_job *job);
/* Number of the thread that runs it; 0 before one does. */
MH_API uint32_t mh_job_thread(mh_job *job);
/* Gives the job back, finished or not: a job in progress is abandoned and goes on without its caller. */
MH_API void mh_job_release(mh_job *job);
/* Jobs in progress in the whole process, abandoned ones included. */
MH_API uint32_t mh_jobs_running(void);

/* ---- leases ----------------------------------------------------------------------------------- */

typedef enum mh_lease { MH_LEASE_INSTALL = 0, MH_LEASE_SERIALIZED = 1 } mh_lease;

/* Takes a lease for `owner` (not 0). Result: 1 when taken or already this owner's, else 0. It is freed by
 * mh_lease_release, or by the end of the thread that took it. */
MH_API uint32_t mh_lease_try(uint32_t lease, uint32_t owner, const char *name);
MH_API void mh_lease_release(uint32_t lease, uint32_t owner);
/* Name that the present owner gave, "" when free; `name` has 256 bytes. */
MH_API void mh_lease_owner(uint32_t lease, char *name);
/* Copies the name of the last owner whose thread has ended while it held the lease, once; "" when there is
 * none. `name` has 256 bytes. */
MH_API void mh_lease_orphan(uint32_t lease, char *name);
/* A number that no other call in this process gets; never 0. */
MH_API uint32_t mh_unique(void);

/* ---- temporary folders ------------------------------------------------------------------------ */

/* Makes an empty folder with the path `prefix` and six characters. It is removed with all that is in it by
 * mh_folder_remove, by the end of the calling thread, or by the exit of the process, whatever comes first.
 * Result: its path, valid until then; NULL when it cannot be made, with the reason in errno. */
MH_API const char *mh_folder_make(const char *prefix);
/* Removes a folder that mh_folder_make has made; other paths are left alone. Thread: any. */
MH_API void mh_folder_remove(const char *path);

#endif
