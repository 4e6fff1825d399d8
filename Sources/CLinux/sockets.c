// SPDX-License-Identifier: MIT
// struct ucred and accept4.
#define _GNU_SOURCE
#include "sockets.h"

#include "retry.h"

#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/// The address of a path; the kernel's own limit is 107 bytes.
static int32_t address_of(const char *path, struct sockaddr_un *address) {
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address->sun_path) return -ENAMETOOLONG;
    strcpy(address->sun_path, path);
    return 0;
}

static int32_t connected(const char *path, int kind) {
    struct sockaddr_un address;
    int32_t result = address_of(path, &address);
    if (result < 0) return result;
    int client = socket(AF_UNIX, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (client < 0) return -errno;
    result = RETRY(connect(client, (struct sockaddr *)&address, sizeof address));
    if (result == 0) return client;
    close(client);
    return result;
}

static int32_t probe(const char *path, int kind) {
    int32_t client = connected(path, kind);
    if (client < 0) return client;
    close(client);
    return 0;
}

int32_t clinux_probe_packet_socket(const char *path) { return probe(path, SOCK_SEQPACKET); }

int32_t clinux_probe_stream_socket(const char *path) { return probe(path, SOCK_STREAM); }

int32_t clinux_receive_buffer_size(int32_t socket) {
    int size = 0;
    socklen_t length = sizeof size;
    int32_t result = RETRY(getsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, &length));
    return result < 0 ? result : size;
}

int32_t clinux_wait_readable(int32_t file, int32_t milliseconds) {
    struct pollfd watched = {.fd = file, .events = POLLIN};
    int count = poll(&watched, 1, milliseconds);
    return count < 0 ? -errno : count;
}

int32_t clinux_send_datagram(const char *address, const char *text) {
    struct sockaddr_un target = {.sun_family = AF_UNIX};
    size_t length = strlen(address);
    if (length >= sizeof target.sun_path) return -ENAMETOOLONG;
    memcpy(target.sun_path, address, length);
    if (address[0] == '@') target.sun_path[0] = 0;
    int client = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (client < 0) return -errno;
    // An abstract name has no closing zero, and would be another name with one.
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (address[0] != '@'));
    ssize_t sent = RETRY(sendto(client, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&target, size));
    close(client);
    return sent < 0 ? (int32_t)sent : 0;
}

int32_t clinux_listen_stream(const char *path, uint32_t permissions) {
    struct sockaddr_un address;
    int32_t result = address_of(path, &address);
    if (result < 0) return result;
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0) return -errno;
    // The name takes on the socket's permissions when it is bound, so that it is never open to more than these.
    result = RETRY(fchmod(listener, permissions));
    if (result == 0) result = RETRY(bind(listener, (struct sockaddr *)&address, sizeof address));
    if (result == 0) result = RETRY(listen(listener, 16));
    if (result == 0) return listener;
    close(listener);
    return result;
}

int32_t clinux_accept(int32_t listener) {
    int client = RETRY(accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (client < 0) return client;
    // Past the limit of net.core.wmem_max, which takes CAP_NET_ADMIN; what is too long for it is not sent.
    int size = 4 << 20;
    if (setsockopt(client, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) != 0)
        setsockopt(client, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    return client;
}

int32_t clinux_connect_stream(const char *path) { return connected(path, SOCK_STREAM); }

int32_t clinux_peer_process(int32_t socket) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    int32_t result = RETRY(getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length));
    return result < 0 ? result : peer.pid;
}

int64_t clinux_send(int32_t socket, const void *bytes, size_t count) {
    return RETRY(send(socket, bytes, count, MSG_NOSIGNAL));
}

int64_t clinux_receive(int32_t socket, void *bytes, size_t count) { return RETRY(recv(socket, bytes, count, 0)); }
