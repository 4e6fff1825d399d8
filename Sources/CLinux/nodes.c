// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "nodes.h"

#include "files.h"
#include "retry.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

int32_t clinux_private_folder(void) {
    int32_t context = RETRY(fsopen("tmpfs", FSOPEN_CLOEXEC));
    if (context < 0) return context;
    int32_t folder = RETRY(fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
    if (folder == 0) folder = RETRY(fsmount(context, FSMOUNT_CLOEXEC, 0));
    clinux_close(context);
    return folder;
}

int32_t clinux_make_block_node(int32_t folder, const char *name, uint64_t device) {
    return RETRY(mknodat(folder, name, S_IFBLK | 0600, (dev_t)device));
}
