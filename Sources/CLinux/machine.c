// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "machine.h"

#include "retry.h"

#include <fnmatch.h>
#include <malloc.h>
#include <string.h>
#include <sys/random.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

int32_t clinux_kernel_release(char *text, size_t capacity) {
    struct utsname name;
    int32_t result = RETRY(uname(&name));
    if (result < 0) return result;
    if (strlen(name.release) >= capacity) return -ENAMETOOLONG;
    strcpy(text, name.release);
    return 0;
}

uint32_t clinux_effective_user(void) { return geteuid(); }

int32_t clinux_process(void) { return getpid(); }

int64_t clinux_processors(void) { return sysconf(_SC_NPROCESSORS_ONLN); }

void clinux_share_heap(void) { mallopt(M_ARENA_MAX, 1); }

void clinux_trim_heap(void) { malloc_trim(0); }

// Up to 256 bytes come in one piece and without EINTR once the pool is ready: see man 2 getrandom.
int32_t clinux_random(void *bytes, size_t count) {
    ssize_t filled = RETRY(getrandom(bytes, count, 0));
    if (filled < 0) return (int32_t)filled;
    return (size_t)filled == count ? 0 : -EIO;
}

void clinux_sleep(int64_t nanoseconds) {
    struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    nanosleep(&time, NULL);
}

uint32_t clinux_device_major(uint64_t device) { return major(device); }

uint32_t clinux_device_minor(uint64_t device) { return minor(device); }

uint64_t clinux_device(uint32_t major, uint32_t minor) { return makedev(major, minor); }

int32_t clinux_matches(const char *glob, const char *text) { return fnmatch(glob, text, 0) == 0; }

const char *clinux_errno_name(int32_t number) { return strerrorname_np(number); }

const char *clinux_errno_text(int32_t number) { return strerrordesc_np(number); }
