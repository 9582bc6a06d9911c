/* Sizes that the assembler and C share. */
#ifndef MOCKHOST_TRAMPOLINE_SIZE_H
#define MOCKHOST_TRAMPOLINE_SIZE_H

#define MH_SLOTS 24
#define MH_SETS 512

#if defined(__x86_64__)
#define MH_STUB_SIZE 10
#else
#define MH_STUB_SIZE 8
#endif

#endif
