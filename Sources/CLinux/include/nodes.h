// SPDX-License-Identifier: MIT
// Device nodes in a file system of one's own. Every function returns a value, or -errno.
#pragma once

#include <stdint.h>

/// A folder in memory that is mounted nowhere and gone with its descriptor: fsopen(2), fsmount(2), Linux 5.2.
int32_t clinux_private_folder(void);
/// A node of a block device: mknodat(2).
int32_t clinux_make_block_node(int32_t folder, const char *name, uint64_t device);
