// SPDX-License-Identifier: MIT
#include "signals.h"

#include "retry.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

const int32_t clinux_signal_hang_up = SIGHUP;
const int32_t clinux_signal_interrupt = SIGINT;
const int32_t clinux_signal_terminate = SIGTERM;

int32_t clinux_signals_open(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    int error = pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (error) return -error;
    return RETRY(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

int32_t clinux_interrupts_open(void) {
    // A blocked signal is queued even where it is ignored.
    struct sigaction present;
    if (sigaction(SIGINT, NULL, &present) < 0) return -errno;
    if (present.sa_handler == SIG_IGN) return -ECANCELED;
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    int error = pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (error) return -error;
    return RETRY(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

void clinux_interrupts_yield(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    signal(SIGINT, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
    raise(SIGINT);
}

int32_t clinux_signals_next(int32_t signals) {
    struct signalfd_siginfo information;
    ssize_t count = RETRY(read(signals, &information, sizeof information));
    if (count == -EAGAIN) return 0;
    if (count < 0) return (int32_t)count;
    return count == sizeof information ? (int32_t)information.ssi_signo : 0;
}
