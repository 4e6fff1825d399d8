// SPDX-License-Identifier: MIT
// Sockets and waiting for them. Every function returns a value, or -errno.
#pragma once

#include <stddef.h>
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
/// A stream socket that listens at a path where nothing is, open to those whom the permissions name; it never blocks.
int32_t clinux_listen_stream(const char *path, uint32_t permissions);
/// Whoever has come, as a socket that never blocks and takes some megabytes at once; -EAGAIN where nobody has.
int32_t clinux_accept(int32_t listener);
/// Connects without waiting to a stream socket; the socket never blocks.
int32_t clinux_connect_stream(const char *path);
/// The process at the other end of a stream: SO_PEERCRED.
int32_t clinux_peer_process(int32_t socket);
/// Sends bytes: how many were taken; -EAGAIN where the other does not read, -EPIPE where it has gone.
int64_t clinux_send(int32_t socket, const void *bytes, size_t count);
/// Receives bytes: how many there were, and 0 at the end; -EAGAIN where there are none yet.
int64_t clinux_receive(int32_t socket, void *bytes, size_t count);
