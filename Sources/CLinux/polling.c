// SPDX-License-Identifier: MIT
#include "polling.h"

#include "retry.h"

#include <sys/epoll.h>

enum { most_events = 16 };

int32_t clinux_poll_open(void) { return RETRY(epoll_create1(EPOLL_CLOEXEC)); }

int32_t clinux_poll_add(int32_t poll, int32_t file, enum clinux_poll_interest interest, uint64_t key) {
    struct epoll_event event = {.events = interest == clinux_poll_changed ? EPOLLPRI : EPOLLIN, .data.u64 = key};
    return RETRY(epoll_ctl(poll, EPOLL_CTL_ADD, file, &event));
}

int32_t clinux_poll_wait(int32_t poll, uint64_t *keys, int32_t capacity) {
    struct epoll_event events[most_events];
    int count = epoll_wait(poll, events, capacity < most_events ? capacity : most_events, -1);
    if (count < 0) return -errno;
    for (int index = 0; index < count; index++) keys[index] = events[index].data.u64;
    return count;
}
