/* Temporary folders, which are removed with the JS thread or the process that made them. */
#ifndef MOCKHOST_FOLDER_H
#define MOCKHOST_FOLDER_H

#include <stdint.h>

/* Removes what a thread that ends has left. */
void mh__remove_folders_of(uint32_t thread);
/* Removes what is left at the exit of the process. */
void mh__remove_all_folders(void);

#endif
