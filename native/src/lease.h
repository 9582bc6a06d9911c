/* The leases of the process: who may install hosts, who runs a serialised test. */
#ifndef MOCKHOST_LEASE_H
#define MOCKHOST_LEASE_H

#include <stdint.h>

/* Frees what a thread that ends still holds. */
void mh__free_leases_of(uint32_t thread);

#endif
