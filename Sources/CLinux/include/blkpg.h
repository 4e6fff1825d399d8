// SPDX-License-Identifier: MIT
// The kernel's partitions of one disk: the ioctl is BLKPG, on a whole disk opened in any mode.
#pragma once

#include <stdint.h>

/// Start and length in bytes. Each returns 0 or -errno.
int32_t clinux_blkpg_add(int32_t disk, int32_t number, int64_t start, int64_t length);
int32_t clinux_blkpg_delete(int32_t disk, int32_t number);
int32_t clinux_blkpg_resize(int32_t disk, int32_t number, int64_t start, int64_t length);
