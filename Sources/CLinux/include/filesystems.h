// SPDX-License-Identifier: MIT
// The file system that an open file lies in.
#pragma once

#include <stdint.h>

extern const int64_t clinux_magic_proc;
extern const int64_t clinux_magic_overlay;
extern const int64_t clinux_magic_btrfs;
extern const int64_t clinux_magic_tmpfs;

/// f_type of fstatfs(2), or -errno.
int64_t clinux_filesystem_magic(int32_t file);
/// The bytes that are free to this process, or -errno: see man 3 fstatvfs.
int64_t clinux_filesystem_free(int32_t file);
