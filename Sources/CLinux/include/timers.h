// SPDX-License-Identifier: MIT
// Time as something to read: see man 2 timerfd_create. Every function returns a value, or -errno.
#pragma once

#include <stdint.h>

/// A timer that is not armed, on CLOCK_MONOTONIC, with TFD_CLOEXEC and TFD_NONBLOCK.
int32_t clinux_timer_open(void);
/// Has the timer become readable once, so long from now. What was set before is forgotten.
int32_t clinux_timer_set(int32_t timer, int64_t nanoseconds);
/// Makes the timer unreadable again.
int32_t clinux_timer_clear(int32_t timer);
