// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "folders.h"

#include "files.h"
#include "retry.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int32_t clinux_make_folder(int32_t folder, const char *path, uint32_t permissions) {
    return RETRY(mkdirat(folder, path, (mode_t)permissions));
}

int32_t clinux_remove(int32_t folder, const char *path) { return RETRY(unlinkat(folder, path, 0)); }

int32_t clinux_remove_folder(int32_t folder, const char *path) {
    return RETRY(unlinkat(folder, path, AT_REMOVEDIR));
}

int32_t clinux_rename(int32_t folder, const char *from, const char *to) {
    return RETRY(renameat(folder, from, folder, to));
}

int32_t clinux_rename_new(int32_t folder, const char *from, const char *to) {
    return RETRY(renameat2(folder, from, folder, to, RENAME_NOREPLACE));
}

int32_t clinux_link_descriptor(int32_t file, int32_t folder, const char *name) {
    // By the descriptor itself where CAP_DAC_READ_SEARCH permits that (else ENOENT), through /proc where not.
    int32_t result = RETRY(linkat(file, "", folder, name, AT_EMPTY_PATH));
    if (result != -ENOENT) return result;
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    return RETRY(linkat(AT_FDCWD, path, folder, name, AT_SYMLINK_FOLLOW));
}

int32_t clinux_make_link(const char *target, int32_t folder, const char *path) {
    return RETRY(symlinkat(target, folder, path));
}

int64_t clinux_read_link(int32_t folder, const char *path, char *target, size_t capacity) {
    return RETRY(readlinkat(folder, path, target, capacity));
}

// struct clinux_listing is glibc's DIR under a name that Swift can hold without importing dirent.h.
struct clinux_listing *clinux_listing_open(int32_t folder, const char *path, int32_t *error) {
    int32_t opened = clinux_open(folder, path, O_RDONLY | O_DIRECTORY, 0);
    *error = opened < 0 ? opened : 0;
    if (opened < 0) return NULL;
    DIR *listing = fdopendir(opened);
    if (!listing) {
        *error = -errno;
        clinux_close(opened);
    }
    return (struct clinux_listing *)listing;
}

static enum clinux_file_kind kind_of(unsigned char type) {
    switch (type) {
    case DT_REG: return clinux_file_regular;
    case DT_DIR: return clinux_file_folder;
    case DT_LNK: return clinux_file_symbolic_link;
    case DT_BLK: return clinux_file_block_device;
    case DT_CHR: return clinux_file_character_device;
    case DT_FIFO: return clinux_file_pipe;
    case DT_SOCK: return clinux_file_socket;
    default: return clinux_file_unknown;
    }
}

const char *clinux_listing_next(struct clinux_listing *listing, enum clinux_file_kind *kind, int32_t *error) {
    struct dirent *entry;
    do {
        errno = 0;
        entry = readdir((DIR *)listing);
        *error = entry ? 0 : -errno;
    } while (entry && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
    if (entry) *kind = kind_of(entry->d_type);
    return entry ? entry->d_name : NULL;
}

void clinux_listing_close(struct clinux_listing *listing) { closedir((DIR *)listing); }
