// SPDX-License-Identifier: MIT
// BSD locks, which belong to the open file and not to the process: see man 2 flock. Each returns 0 or -errno.
#pragma once

#include <stdint.h>

/// Neither waits: -EAGAIN (EWOULDBLOCK) where another open file has a lock that is in the way.
int32_t clinux_lock_shared(int32_t file);
int32_t clinux_lock_exclusive(int32_t file);
int32_t clinux_unlock(int32_t file);
