// SPDX-License-Identifier: MIT
#include "filesystems.h"

#include "retry.h"

#include <linux/magic.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>

const int64_t clinux_magic_proc = PROC_SUPER_MAGIC;
const int64_t clinux_magic_overlay = OVERLAYFS_SUPER_MAGIC;
const int64_t clinux_magic_btrfs = BTRFS_SUPER_MAGIC;
const int64_t clinux_magic_tmpfs = TMPFS_MAGIC;

int64_t clinux_filesystem_magic(int32_t file) {
    struct statfs found;
    int32_t result = RETRY(fstatfs(file, &found));
    // f_type is signed on some machines, and magics such as btrfs's have the highest of 32 bits set.
    return result < 0 ? result : (int64_t)(uint32_t)found.f_type;
}

int64_t clinux_filesystem_free(int32_t file) {
    struct statvfs found;
    int32_t result = RETRY(fstatvfs(file, &found));
    int64_t bytes;
    if (result < 0) return result;
    return __builtin_mul_overflow(found.f_bavail, found.f_frsize, &bytes) ? INT64_MAX : bytes;
}
