// SPDX-License-Identifier: MIT
#include "loop.h"

#include "retry.h"

#include <linux/loop.h>
#include <string.h>
#include <sys/ioctl.h>

// LOOP_CTL_ADD and LOOP_CTL_REMOVE take an unsigned long: an int would leave its upper half undefined.
int32_t clinux_loop_get_free(int32_t control) { return RETRY(ioctl(control, LOOP_CTL_GET_FREE, 0UL)); }

int32_t clinux_loop_add(int32_t control, int32_t index) { return RETRY(ioctl(control, LOOP_CTL_ADD, (long)index)); }

int32_t clinux_loop_remove(int32_t control, int32_t index) {
    return RETRY(ioctl(control, LOOP_CTL_REMOVE, (long)index));
}

int32_t clinux_loop_configure(int32_t loop, struct clinux_loop_request request, const char *reference) {
    struct loop_config config = {.fd = (uint32_t)request.backing, .block_size = request.block_size};
    config.info.lo_offset = request.offset;
    config.info.lo_sizelimit = request.size_limit;
    config.info.lo_flags =
        (request.read_only ? LO_FLAGS_READ_ONLY : 0) | (request.direct_io ? LO_FLAGS_DIRECT_IO : 0);
    strncpy((char *)config.info.lo_file_name, reference, LO_NAME_SIZE - 1);
    return RETRY(ioctl(loop, LOOP_CONFIGURE, &config));
}

int32_t clinux_loop_get_status(
    int32_t loop, struct clinux_loop_status *status, char reference[clinux_loop_reference_size]) {
    struct loop_info64 info;
    int32_t result = RETRY(ioctl(loop, LOOP_GET_STATUS64, &info));
    if (result < 0) return result;
    *status = (struct clinux_loop_status){
        .device = info.lo_device,
        .inode = info.lo_inode,
        .rdevice = info.lo_rdevice,
        .offset = info.lo_offset,
        .size_limit = info.lo_sizelimit,
        .read_only = (info.lo_flags & LO_FLAGS_READ_ONLY) != 0,
        .direct_io = (info.lo_flags & LO_FLAGS_DIRECT_IO) != 0,
        .autoclear = (info.lo_flags & LO_FLAGS_AUTOCLEAR) != 0,
        .partition_scan = (info.lo_flags & LO_FLAGS_PARTSCAN) != 0,
    };
    memcpy(reference, info.lo_file_name, LO_NAME_SIZE);
    reference[LO_NAME_SIZE - 1] = 0;
    return 0;
}

int32_t clinux_loop_set_reference(int32_t loop, const char *reference) {
    struct loop_info64 info;
    int32_t result = RETRY(ioctl(loop, LOOP_GET_STATUS64, &info));
    if (result < 0) return result;
    memset(info.lo_file_name, 0, LO_NAME_SIZE);
    strncpy((char *)info.lo_file_name, reference, LO_NAME_SIZE - 1);
    return RETRY(ioctl(loop, LOOP_SET_STATUS64, &info));
}

int32_t clinux_loop_set_capacity(int32_t loop) { return RETRY(ioctl(loop, LOOP_SET_CAPACITY, 0UL)); }

int32_t clinux_loop_clear(int32_t loop) { return RETRY(ioctl(loop, LOOP_CLR_FD, 0UL)); }
