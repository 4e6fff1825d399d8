// SPDX-License-Identifier: MIT
// Changes in folders as something to read: see man 7 inotify. Every function returns a value, or -errno.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// The watch that an overrun is told for, which has none: some events are lost (IN_Q_OVERFLOW).
enum { clinux_watch_none = -1 };

/// With IN_CLOEXEC and IN_NONBLOCK.
int32_t clinux_watches_open(void);
/// Watches a folder: names that come, go, are written to and closed, or change their attributes, and the folder's own
/// end. Returns the watch, which is the same one for a folder that is watched already.
int32_t clinux_watches_add(int32_t watches, const char *folder);
int32_t clinux_watches_remove(int32_t watches, int32_t watch);
/// Reads what has come: how many bytes, or 0 where nothing waits.
int64_t clinux_watches_read(int32_t watches, void *bytes, size_t capacity);

struct clinux_watch_event {
    int32_t watch;
    /// Whether the watch is over: its folder is gone, moved or unmounted.
    int32_t is_over;
    /// The name in the folder, within the bytes that were read; empty where the folder itself is meant.
    const char *name;
};

/// Takes one event from bytes that were read, at `offset`; returns the offset of the next.
size_t clinux_watches_event(const void *bytes, size_t offset, struct clinux_watch_event *event);
