// SPDX-License-Identifier: MIT
#include "watches.h"

#include "retry.h"

#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

int32_t clinux_watches_open(void) { return RETRY(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)); }

int32_t clinux_watches_add(int32_t watches, const char *folder) {
    const uint32_t changes = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | IN_ATTRIB
        | IN_DELETE_SELF | IN_MOVE_SELF;
    return RETRY(inotify_add_watch(watches, folder, changes | IN_ONLYDIR));
}

int32_t clinux_watches_remove(int32_t watches, int32_t watch) { return RETRY(inotify_rm_watch(watches, watch)); }

int64_t clinux_watches_read(int32_t watches, void *bytes, size_t capacity) {
    int64_t count = RETRY(read(watches, bytes, capacity));
    return count == -EAGAIN ? 0 : count;
}

size_t clinux_watches_event(const void *bytes, size_t offset, struct clinux_watch_event *event) {
    struct inotify_event found;
    memcpy(&found, (const char *)bytes + offset, sizeof found);
    event->watch = found.wd;
    event->is_over = (found.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)) != 0;
    event->name = found.len ? (const char *)bytes + offset + sizeof found : "";
    return offset + sizeof found + found.len;
}
