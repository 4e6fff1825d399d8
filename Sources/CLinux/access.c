// SPDX-License-Identifier: MIT
#include "access.h"

#include <errno.h>
#include <unistd.h>

int32_t clinux_refuses_writing(const char *path) {
    return access(path, W_OK) != 0 && (errno == EROFS || errno == EPERM);
}
