#ifndef LOOPWRIGHT_CFDISK_H
#define LOOPWRIGHT_CFDISK_H

#include <libfdisk/libfdisk.h>

/* glibc declares it for _GNU_SOURCE alone, and Swift imports headers without it. */
extern int memfd_create(const char *name, unsigned int flags);

/* A file in memory with no name in any file system, closed on exec; -1 and errno where there is none to be had. */
static inline int cfdisk_memory_file(const char *name)
{
    return memfd_create(name, 1U /* MFD_CLOEXEC */);
}

#endif
