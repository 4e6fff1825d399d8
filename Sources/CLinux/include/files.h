// SPDX-License-Identifier: MIT
// Files and their contents. Every function returns a value, or -errno.
#pragma once

#include <stddef.h>
#include <stdint.h>

// The flags of open(2) that glibc keeps behind _GNU_SOURCE, where Swift does not see them, and their siblings.
extern const int32_t clinux_o_read_only;
extern const int32_t clinux_o_read_write;
extern const int32_t clinux_o_write_only;
extern const int32_t clinux_o_create;
extern const int32_t clinux_o_exclusive;
extern const int32_t clinux_o_truncate;
extern const int32_t clinux_o_directory;
extern const int32_t clinux_o_no_follow;
extern const int32_t clinux_o_non_blocking;
extern const int32_t clinux_o_path;
extern const int32_t clinux_o_temporary;
/// The folder that relative names count from where none is given: AT_FDCWD.
extern const int32_t clinux_working_folder;

/// The kinds of a file: the S_IFMT part of st_mode.
enum clinux_file_kind {
    clinux_file_regular,
    clinux_file_folder,
    clinux_file_symbolic_link,
    clinux_file_block_device,
    clinux_file_character_device,
    clinux_file_pipe,
    clinux_file_socket,
    clinux_file_unknown,
};

struct clinux_file_status {
    uint64_t device;
    uint64_t inode;
    uint64_t rdevice;
    uint64_t links;
    int64_t size;
    /// Of 512 bytes.
    int64_t blocks;
    enum clinux_file_kind kind;
    /// The permission bits, with set-user-ID, set-group-ID and sticky.
    uint32_t permissions;
    uint32_t owner;
    uint32_t group;
};

/// openat(2), always with O_CLOEXEC and O_NOCTTY.
int32_t clinux_open(int32_t folder, const char *path, int32_t flags, uint32_t permissions);
int32_t clinux_close(int32_t file);
int64_t clinux_read_at(int32_t file, void *bytes, size_t count, int64_t offset);
int64_t clinux_write_at(int32_t file, const void *bytes, size_t count, int64_t offset);
int32_t clinux_sync(int32_t file);
int32_t clinux_truncate(int32_t file, int64_t size);
int32_t clinux_allocate(int32_t file, int64_t offset, int64_t length);
/// The first byte at or behind `offset` that is not in a hole: lseek(2) with SEEK_DATA. ENXIO where there is none.
int64_t clinux_seek_data(int32_t file, int64_t offset);

int32_t clinux_status(int32_t file, struct clinux_file_status *status);
/// fstatat(2); follows a symbolic link at the end of the path where `follow` is not zero.
int32_t clinux_status_at(int32_t folder, const char *path, int32_t follow, struct clinux_file_status *status);

/// Reads a small file in one go: openat, read, close. Returns how much of it fitted.
int64_t clinux_read_whole(int32_t folder, const char *path, void *bytes, size_t capacity);
