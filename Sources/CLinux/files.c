// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "files.h"

#include "retry.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

const int32_t clinux_o_read_only = O_RDONLY;
const int32_t clinux_o_read_write = O_RDWR;
const int32_t clinux_o_write_only = O_WRONLY;
const int32_t clinux_o_create = O_CREAT;
const int32_t clinux_o_exclusive = O_EXCL;
const int32_t clinux_o_truncate = O_TRUNC;
const int32_t clinux_o_directory = O_DIRECTORY;
const int32_t clinux_o_no_follow = O_NOFOLLOW;
const int32_t clinux_o_non_blocking = O_NONBLOCK;
const int32_t clinux_o_path = O_PATH;
const int32_t clinux_o_temporary = O_TMPFILE;
const int32_t clinux_working_folder = AT_FDCWD;

int32_t clinux_open(int32_t folder, const char *path, int32_t flags, uint32_t permissions) {
    return RETRY(openat(folder, path, flags | O_CLOEXEC | O_NOCTTY, (mode_t)permissions));
}

// Not asked again after EINTR: Linux has freed the number by then, and another thread may have it already.
int32_t clinux_close(int32_t file) { return close(file) < 0 && errno != EINTR ? -errno : 0; }

int64_t clinux_read_at(int32_t file, void *bytes, size_t count, int64_t offset) {
    return RETRY(pread(file, bytes, count, offset));
}

int64_t clinux_write_at(int32_t file, const void *bytes, size_t count, int64_t offset) {
    return RETRY(pwrite(file, bytes, count, offset));
}

int32_t clinux_sync(int32_t file) { return RETRY(fsync(file)); }

int32_t clinux_truncate(int32_t file, int64_t size) { return RETRY(ftruncate(file, size)); }

int32_t clinux_allocate(int32_t file, int64_t offset, int64_t length) {
    return RETRY(fallocate(file, 0, offset, length));
}

int64_t clinux_seek_data(int32_t file, int64_t offset) { return RETRY(lseek(file, offset, SEEK_DATA)); }

static enum clinux_file_kind kind_of(mode_t mode) {
    switch (mode & S_IFMT) {
    case S_IFREG: return clinux_file_regular;
    case S_IFDIR: return clinux_file_folder;
    case S_IFLNK: return clinux_file_symbolic_link;
    case S_IFBLK: return clinux_file_block_device;
    case S_IFCHR: return clinux_file_character_device;
    case S_IFIFO: return clinux_file_pipe;
    case S_IFSOCK: return clinux_file_socket;
    default: return clinux_file_unknown;
    }
}

int32_t clinux_status_at(int32_t folder, const char *path, int32_t follow, struct clinux_file_status *status) {
    struct stat found;
    int flags = AT_EMPTY_PATH | (follow ? 0 : AT_SYMLINK_NOFOLLOW);
    int32_t result = RETRY(fstatat(folder, path, &found, flags));
    if (result < 0) return result;
    *status = (struct clinux_file_status){
        .device = found.st_dev,
        .inode = found.st_ino,
        .rdevice = found.st_rdev,
        .links = found.st_nlink,
        .size = found.st_size,
        .blocks = found.st_blocks,
        .kind = kind_of(found.st_mode),
        .permissions = found.st_mode & 07777,
        .owner = found.st_uid,
        .group = found.st_gid,
    };
    return 0;
}

int32_t clinux_status(int32_t file, struct clinux_file_status *status) {
    return clinux_status_at(file, "", 0, status);
}

int64_t clinux_read_whole(int32_t folder, const char *path, void *bytes, size_t capacity) {
    int32_t file = clinux_open(folder, path, O_RDONLY, 0);
    if (file < 0) return file;
    // A regular file and an attribute of sysfs give all they have at once: less than was asked for is the end.
    int64_t count = RETRY(read(file, bytes, capacity));
    clinux_close(file);
    return count;
}
