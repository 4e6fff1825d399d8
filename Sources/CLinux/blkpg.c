// SPDX-License-Identifier: MIT
#include "blkpg.h"

#include "retry.h"

#include <linux/blkpg.h>
#include <sys/ioctl.h>

static int32_t change(int32_t disk, int operation, int32_t number, int64_t start, int64_t length) {
    struct blkpg_partition partition = {.start = start, .length = length, .pno = number};
    struct blkpg_ioctl_arg argument = {.op = operation, .datalen = sizeof partition, .data = &partition};
    return RETRY(ioctl(disk, BLKPG, &argument));
}

int32_t clinux_blkpg_add(int32_t disk, int32_t number, int64_t start, int64_t length) {
    return change(disk, BLKPG_ADD_PARTITION, number, start, length);
}

int32_t clinux_blkpg_delete(int32_t disk, int32_t number) {
    return change(disk, BLKPG_DEL_PARTITION, number, 0, 0);
}

int32_t clinux_blkpg_resize(int32_t disk, int32_t number, int64_t start, int64_t length) {
    return change(disk, BLKPG_RESIZE_PARTITION, number, start, length);
}
