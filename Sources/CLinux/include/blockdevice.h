// SPDX-License-Identifier: MIT
// What an open block device says of itself: see linux/fs.h. Each returns a value, or -errno.
#pragma once

#include <stdint.h>

/// BLKGETSIZE64: bytes.
int64_t clinux_block_size(int32_t device);
/// BLKSSZGET: the bytes of a logical sector.
int32_t clinux_block_sector_size(int32_t device);
/// BLKROGET: 1 when the device is read-only.
int32_t clinux_block_is_read_only(int32_t device);
/// BLKGETDISKSEQ, Linux 5.15.
int64_t clinux_block_sequence(int32_t device);
/// BLKFLSBUF: writes out and forgets the device's page cache.
int32_t clinux_block_flush(int32_t device);
