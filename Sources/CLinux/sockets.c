// SPDX-License-Identifier: MIT
#include "sockets.h"

#include "retry.h"

#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int32_t probe(const char *path, int kind) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    int client = socket(AF_UNIX, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (client < 0) return -errno;
    int32_t result = RETRY(connect(client, (struct sockaddr *)&address, sizeof address));
    close(client);
    return result;
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
