// SPDX-License-Identifier: MIT
// Waiting for many descriptors at once: see man 7 epoll. Every function returns a value, or -errno.
#pragma once

#include <stdint.h>

/// What is waited for: EPOLLIN, or EPOLLPRI for the files of /proc that tell of a change so.
enum clinux_poll_interest { clinux_poll_readable, clinux_poll_changed };

/// A new poll, with EPOLL_CLOEXEC.
int32_t clinux_poll_open(void);
/// Has the poll watch a descriptor, and give back `key` for it.
int32_t clinux_poll_add(int32_t poll, int32_t file, enum clinux_poll_interest interest, uint64_t key);
/// Waits without an end for up to `capacity` descriptors; returns how many keys were filled in. -EINTR is not hidden.
int32_t clinux_poll_wait(int32_t poll, uint64_t *keys, int32_t capacity);
