// SPDX-License-Identifier: MIT
// What a file would permit, and what others do to it.
#pragma once

#include <stdint.h>

/// 1 where the file system or the file's flags refuse every writer (EROFS; EPERM for chattr +i), else 0: see man 2 access.
int32_t clinux_refuses_writing(const char *path);

/// 1 where somebody has a regular file open for writing, by a read lease that is refused (F_SETLEASE), else 0, as for a
/// file system without leases: see man 2 fcntl. `file` may be open with O_PATH.
int32_t clinux_is_open_for_writing(int32_t file);
