// SPDX-License-Identifier: MIT
#pragma once

#include <errno.h>

/// The value of a call that tells its failure through errno, asked again when a signal cut it short; else -errno.
#define RETRY(call)                                                  \
    __extension__({                                                  \
        __typeof__(call) value_;                                     \
        do value_ = (call);                                          \
        while (value_ == -1 && errno == EINTR);                      \
        value_ == -1 ? (__typeof__(value_))(-errno) : value_;        \
    })
