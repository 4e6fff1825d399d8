// SPDX-License-Identifier: MIT
// What a path would permit, without opening it.
#pragma once

#include <stdint.h>

/// 1 where the file system or the file's flags refuse every writer (EROFS; EPERM for chattr +i), else 0: see man 2 access.
int32_t clinux_refuses_writing(const char *path);
