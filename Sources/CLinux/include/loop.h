// SPDX-License-Identifier: MIT
// Loop devices: see man 4 loop. Every function returns a value, or -errno.
#pragma once

#include <stdint.h>

/// lo_file_name holds this many bytes, the closing zero included: the C constant is LO_NAME_SIZE.
enum { clinux_loop_reference_size = 64 };

struct clinux_loop_request {
    int32_t backing;
    int32_t read_only;
    int32_t direct_io;
    uint32_t block_size;
    uint64_t offset;
    uint64_t size_limit;
};

struct clinux_loop_status {
    /// The file system, the inode and, for a device node, the device: encoded like st_dev and st_rdev.
    uint64_t device;
    uint64_t inode;
    uint64_t rdevice;
    uint64_t offset;
    uint64_t size_limit;
    int32_t read_only;
    int32_t direct_io;
    int32_t autoclear;
    int32_t partition_scan;
};

/// On an open /dev/loop-control: LOOP_CTL_GET_FREE, LOOP_CTL_ADD (a negative index lets the kernel choose),
/// LOOP_CTL_REMOVE. The first two return an index.
int32_t clinux_loop_get_free(int32_t control);
int32_t clinux_loop_add(int32_t control, int32_t index);
int32_t clinux_loop_remove(int32_t control, int32_t index);

/// On an open loop device.
int32_t clinux_loop_configure(int32_t loop, struct clinux_loop_request request, const char *reference);
int32_t clinux_loop_get_status(
    int32_t loop, struct clinux_loop_status *status, char reference[clinux_loop_reference_size]);
/// Changes lo_file_name and nothing else: LOOP_GET_STATUS64 and LOOP_SET_STATUS64.
int32_t clinux_loop_set_reference(int32_t loop, const char *reference);
int32_t clinux_loop_set_capacity(int32_t loop);
int32_t clinux_loop_clear(int32_t loop);
