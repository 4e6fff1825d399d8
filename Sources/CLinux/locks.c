// SPDX-License-Identifier: MIT
#include "locks.h"

#include "retry.h"

#include <sys/file.h>

int32_t clinux_lock_shared(int32_t file) { return RETRY(flock(file, LOCK_SH | LOCK_NB)); }

int32_t clinux_lock_exclusive(int32_t file) { return RETRY(flock(file, LOCK_EX | LOCK_NB)); }

int32_t clinux_unlock(int32_t file) { return RETRY(flock(file, LOCK_UN)); }
