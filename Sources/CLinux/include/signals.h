// SPDX-License-Identifier: MIT
// Signals as something to read: see man 2 signalfd. Every function returns a value, or -errno.
#pragma once

#include <stdint.h>

extern const int32_t clinux_signal_hang_up;
extern const int32_t clinux_signal_interrupt;
extern const int32_t clinux_signal_terminate;

/// Blocks SIGHUP, SIGINT and SIGTERM for the calling thread and those it starts, and opens a descriptor that they can
/// be read from, with SFD_CLOEXEC and SFD_NONBLOCK.
int32_t clinux_signals_open(void);
/// The same with SIGINT alone; -ECANCELED where whoever started the program has it ignored, as for one in the background.
int32_t clinux_interrupts_open(void);
/// Ends the process by SIGINT, as if it had never been blocked, so that a shell sees what ended it.
void clinux_interrupts_yield(void);
/// The number of a signal that came; 0 where none waits.
int32_t clinux_signals_next(int32_t signals);
