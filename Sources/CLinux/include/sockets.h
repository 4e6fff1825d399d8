// SPDX-License-Identifier: MIT
// Sockets and waiting for them. Every function returns a value, or -errno.
#pragma once

#include <stdint.h>

/// Connects without waiting to a Unix socket of the kind a daemon listens on, and hangs up: 0 where one listens.
int32_t clinux_probe_packet_socket(const char *path);
int32_t clinux_probe_stream_socket(const char *path);
/// SO_RCVBUF as the kernel keeps it: twice what was asked for.
int32_t clinux_receive_buffer_size(int32_t socket);
/// Waits for POLLIN or an error on one descriptor: 1 where there is something, 0 when the time is over.
/// A signal ends the wait with -EINTR: how much time is left is for the caller to say.
int32_t clinux_wait_readable(int32_t file, int32_t milliseconds);
/// Sends a text to a Unix socket of datagrams; an address that begins with '@' is an abstract one.
int32_t clinux_send_datagram(const char *address, const char *text);
