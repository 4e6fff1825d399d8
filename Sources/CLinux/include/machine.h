// SPDX-License-Identifier: MIT
// The process and the machine it runs on.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// The release text of uname(2), `6.1.0-13-amd64`; 0 or -errno.
int32_t clinux_kernel_release(char *text, size_t capacity);
uint32_t clinux_effective_user(void);
int32_t clinux_process(void);
/// The processors that are at work, or -1.
int64_t clinux_processors(void);
/// Has threads that start from now on allocate from the first one's heap: mallopt(3), M_ARENA_MAX.
void clinux_share_heap(void);
/// Gives the kernel back what is free in the heap: malloc_trim(3).
void clinux_trim_heap(void);
/// Fills `bytes` from getrandom(2), at most 256 of them; 0 or -errno.
int32_t clinux_random(void *bytes, size_t count);
/// Sleeps that long, or until a signal comes.
void clinux_sleep(int64_t nanoseconds);

/// The two parts of a dev_t, and the whole.
uint32_t clinux_device_major(uint64_t device);
uint32_t clinux_device_minor(uint64_t device);
uint64_t clinux_device(uint32_t major, uint32_t minor);

/// fnmatch(3) without flags: 1 where `text` fits the shell glob, else 0.
int32_t clinux_matches(const char *glob, const char *text);

/// `EINVAL`, and the C library's words for it; null for a number that is no errno.
const char *clinux_errno_name(int32_t number);
const char *clinux_errno_text(int32_t number);
