// SPDX-License-Identifier: MIT
#include "blockdevice.h"

#include "retry.h"

#include <stddef.h>

#include <linux/fs.h>
#include <sys/ioctl.h>

// Debian 11's headers are older than the ioctl.
#ifndef BLKGETDISKSEQ
#define BLKGETDISKSEQ _IOR(0x12, 128, __u64)
#endif

int64_t clinux_block_size(int32_t device) {
    uint64_t size = 0;
    int32_t result = RETRY(ioctl(device, BLKGETSIZE64, &size));
    return result < 0 ? result : (int64_t)size;
}

int32_t clinux_block_sector_size(int32_t device) {
    int size = 0;
    int32_t result = RETRY(ioctl(device, BLKSSZGET, &size));
    return result < 0 ? result : size;
}

int32_t clinux_block_is_read_only(int32_t device) {
    int read_only = 0;
    int32_t result = RETRY(ioctl(device, BLKROGET, &read_only));
    return result < 0 ? result : read_only != 0;
}

int64_t clinux_block_sequence(int32_t device) {
    uint64_t sequence = 0;
    int32_t result = RETRY(ioctl(device, BLKGETDISKSEQ, &sequence));
    return result < 0 ? result : (int64_t)sequence;
}

int32_t clinux_block_flush(int32_t device) { return RETRY(ioctl(device, BLKFLSBUF, 0UL)); }
