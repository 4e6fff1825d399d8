// SPDX-License-Identifier: MIT
// What one thread tells another: see man 2 eventfd. Every function returns a value, or -errno.
#pragma once

#include <stdint.h>

/// A bell that has not been rung, with EFD_CLOEXEC and EFD_NONBLOCK.
int32_t clinux_bell_open(void);
/// Makes the bell readable, from whichever thread.
int32_t clinux_bell_ring(int32_t bell);
/// Makes the bell unreadable again.
int32_t clinux_bell_clear(int32_t bell);
/// Has `work` called with `context` on a new thread that nobody waits for, with every signal blocked that is blocked here.
int32_t clinux_thread_start(void (*work)(void *context), void *context);
