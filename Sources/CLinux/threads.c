// SPDX-License-Identifier: MIT
#include "threads.h"

#include "retry.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

int32_t clinux_bell_open(void) { return RETRY(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

int32_t clinux_bell_ring(int32_t bell) {
    uint64_t once = 1;
    ssize_t count = RETRY(write(bell, &once, sizeof once));
    // EAGAIN: it has been rung so often that one ring more makes no difference.
    return count < 0 && count != -EAGAIN ? (int32_t)count : 0;
}

int32_t clinux_bell_clear(int32_t bell) {
    uint64_t rings;
    ssize_t count = RETRY(read(bell, &rings, sizeof rings));
    return count < 0 && count != -EAGAIN ? (int32_t)count : 0;
}

struct errand {
    void (*work)(void *context);
    void *context;
};

static void *run(void *argument) {
    struct errand errand = *(struct errand *)argument;
    free(argument);
    errand.work(errand.context);
    return NULL;
}

int32_t clinux_thread_start(void (*work)(void *context), void *context) {
    struct errand *errand = malloc(sizeof *errand);
    if (!errand) return -ENOMEM;
    *errand = (struct errand){work, context};
    pthread_t thread;
    int failure = pthread_create(&thread, NULL, run, errand);
    if (failure) {
        free(errand);
        return -failure;
    }
    pthread_detach(thread);
    return 0;
}
