/* The pool of trampolines: MH_SETS sets of 24 stubs, one set for each install.
 *
 * Every slot has at most three arguments, so a stub loads the number of its set into the fourth argument
 * register and jumps to the C function of the slot. All stubs have the same size: the address of one is
 * base + (set * 24 + slot) * MH_STUB_SIZE, and no table is needed.
 */
#include "trampoline_size.h"

#if defined(__APPLE__)
#define SYMBOL(name) _##name
#define HIDDEN .private_extern
        .section __TEXT,__text,regular,pure_instructions
#else
#define SYMBOL(name) name
#define HIDDEN .hidden
        .text
#endif

#if defined(__x86_64__)
#define JUMP jmp
#elif defined(__aarch64__)
#define JUMP b
#else
#error "osaurus-mockhost runs on x86-64 and arm64 only"
#endif

        .balign 64
        .globl SYMBOL(mh__stubs)
        HIDDEN SYMBOL(mh__stubs)
SYMBOL(mh__stubs):
        .set set_number, 0
        .rept MH_SETS
        .irp slot, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23
#if defined(__x86_64__)
        .byte 0xb9                      /* mov ecx, set_number */
        .long set_number
        .byte 0xe9                      /* jmp, always with a 32-bit distance */
        .long Lentry_\slot - . - 4
#else
        .long 0x52800003 | (set_number << 5) /* movz w3, #set_number */
        b Lentry_\slot
#endif
        .endr
        .set set_number, set_number + 1
        .endr

/* Behind the stubs, under the same symbol: linkers of macOS move what stands under another one, and not every one
 * of them can write the distance down then. */
        .balign 16
Lentry_0:  JUMP SYMBOL(mh__slot_config_get)
Lentry_1:  JUMP SYMBOL(mh__slot_config_set)
Lentry_2:  JUMP SYMBOL(mh__slot_config_delete)
Lentry_3:  JUMP SYMBOL(mh__slot_db_exec)
Lentry_4:  JUMP SYMBOL(mh__slot_db_query)
Lentry_5:  JUMP SYMBOL(mh__slot_log)
Lentry_6:  JUMP SYMBOL(mh__slot_dispatch)
Lentry_7:  JUMP SYMBOL(mh__slot_task_status)
Lentry_8:  JUMP SYMBOL(mh__slot_dispatch_cancel)
Lentry_9:  JUMP SYMBOL(mh__slot_dispatch_clarify)
Lentry_10: JUMP SYMBOL(mh__slot_complete)
Lentry_11: JUMP SYMBOL(mh__slot_complete_stream)
Lentry_12: JUMP SYMBOL(mh__slot_embed)
Lentry_13: JUMP SYMBOL(mh__slot_list_models)
Lentry_14: JUMP SYMBOL(mh__slot_http_request)
Lentry_15: JUMP SYMBOL(mh__slot_file_read)
Lentry_16: JUMP SYMBOL(mh__slot_list_active_tasks)
Lentry_17: JUMP SYMBOL(mh__slot_send_draft)
Lentry_18: JUMP SYMBOL(mh__slot_dispatch_interrupt)
Lentry_19: JUMP SYMBOL(mh__slot_dispatch_add_issue)
Lentry_20: JUMP SYMBOL(mh__slot_complete_cancel)
Lentry_21: JUMP SYMBOL(mh__slot_get_active_agent_id)
Lentry_22: JUMP SYMBOL(mh__slot_log_structured)
Lentry_23: JUMP SYMBOL(mh__slot_free_string)

#if !defined(__APPLE__)
        .section .note.GNU-stack, "", %progbits
#endif
