// SPDX-License-Identifier: MIT
// Names in folders. Every function returns a value, or -errno.
#pragma once

#include "files.h"

#include <stddef.h>
#include <stdint.h>

int32_t clinux_make_folder(int32_t folder, const char *path, uint32_t permissions);
int32_t clinux_remove(int32_t folder, const char *path);
int32_t clinux_remove_folder(int32_t folder, const char *path);
int32_t clinux_rename(int32_t folder, const char *from, const char *to);
/// Fails with EEXIST where `to` is there: renameat2(2) with RENAME_NOREPLACE.
int32_t clinux_rename_new(int32_t folder, const char *from, const char *to);
/// Gives a file opened with O_TMPFILE its name; EEXIST where that is taken.
int32_t clinux_link_descriptor(int32_t file, int32_t folder, const char *name);
int32_t clinux_make_link(const char *target, int32_t folder, const char *path);
/// Returns the length of the target, which is cut off at `capacity` and has no closing zero.
int64_t clinux_read_link(int32_t folder, const char *path, char *target, size_t capacity);

/// A folder that is being listed.
struct clinux_listing;
/// Null on failure, with `*error` set to -errno.
struct clinux_listing *clinux_listing_open(int32_t folder, const char *path, int32_t *error);
/// The next name, valid until the next call; null at the end (`*error` 0) and on failure (`*error` -errno). `*kind` is what
/// it is a name of: clinux_file_unknown where the file system does not tell (DT_UNKNOWN).
const char *clinux_listing_next(struct clinux_listing *listing, enum clinux_file_kind *kind, int32_t *error);
void clinux_listing_close(struct clinux_listing *listing);
