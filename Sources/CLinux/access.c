// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "access.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int32_t clinux_refuses_writing(const char *path) {
    return access(path, W_OK) != 0 && (errno == EROFS || errno == EPERM);
}

int32_t clinux_is_open_for_writing(int32_t file) {
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    int reader = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (reader < 0) return 0;
    // Who opens the file for writing meanwhile has the kernel signal the lease's holder: by SIGIO, which ends a process
    // that does not expect it, unless another signal is named.
    int result = fcntl(reader, F_SETSIG, SIGURG);
    if (result == 0) result = fcntl(reader, F_SETLEASE, F_RDLCK);
    int32_t is_open = result < 0 && errno == EAGAIN;
    // Closing gives the lease back.
    close(reader);
    return is_open;
}
