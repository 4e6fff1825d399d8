// SPDX-License-Identifier: MIT
#include "timers.h"

#include "retry.h"

#include <sys/timerfd.h>
#include <unistd.h>

int32_t clinux_timer_open(void) { return RETRY(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)); }

int32_t clinux_timer_set(int32_t timer, int64_t nanoseconds) {
    // All zero would disarm it.
    int64_t time = nanoseconds > 0 ? nanoseconds : 1;
    struct itimerspec setting = {.it_value = {.tv_sec = time / 1000000000, .tv_nsec = time % 1000000000}};
    return RETRY(timerfd_settime(timer, 0, &setting, NULL));
}

int32_t clinux_timer_clear(int32_t timer) {
    uint64_t expirations;
    ssize_t count = RETRY(read(timer, &expirations, sizeof expirations));
    return count < 0 && count != -EAGAIN ? (int32_t)count : 0;
}
