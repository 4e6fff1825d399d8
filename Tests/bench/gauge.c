// SPDX-License-Identifier: MIT
//
// What a command costs, and when what it did has taken effect, as one line of JSON.
//
// usage: gauge [--images PATH/ --links TEXT --count N] [--seconds N] [--output FILE] [--traces no] [--trace FILE]
//              -- COMMAND [ARGUMENT...]
//
//   --traces no leaves out what the scheduler's record tells, which costs a short command a good part of its own time.
//   --trace keeps the switches and the stacks behind blocked and locked: where the command stood, and for how long.
//
//   cpu      user and system time of the command and all that it started (getrusage, exact to the scheduler's clock)
//   blocked  time in which none of them ran and at least one was blocked inside a system call (state D) until the
//            kernel had done its part: a flush, the making of a node. Waiting for events, children, pipes or locks of
//            files (state S) is not in it, nor is being kept from a processor (state R)
//   locked   the same, but until somebody else let go of a lock of the kernel (a mutex, a semaphore): udevd, which has
//            the disk open, or reads its folder in sysfs. Both from the scheduler's switches and the stacks at them, as
//            tracefs tells them; what does not switch pays nothing for it
//   wall     until the command has ended
//   links    until udev has published the last of N partitions: the message that says so is udevd's own, sent when the
//            link is made. Counted are partitions of loops over images below PATH whose DEVLINKS hold TEXT
//   udevd    CPU of udevd and its workers from the start until its queue is empty again
//   rss      the largest of the resident sets, in KiB
//   events   what udevd has sent meanwhile: all, of any device
#define _GNU_SOURCE
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static bool read_text(const char *path, char *text, size_t room) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t count = file < 0 ? -1 : read(file, text, room - 1);
    if (file >= 0) close(file);
    text[count > 0 ? count : 0] = 0;
    return count > 0;
}

static bool write_text(const char *folder, const char *name, const char *text) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int file = open(path, O_WRONLY | O_CLOEXEC);
    bool is_written = file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text);
    if (file >= 0) close(file);
    return is_written;
}

// MARK: udevd

static int udevd;

static int find_udevd(void) {
    DIR *processes = opendir("/proc");
    int found = 0;
    for (struct dirent *entry; (entry = readdir(processes));) {
        char path[300], text[1024];
        int parent;
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        if (atoi(entry->d_name) <= 0 || !read_text(path, text, sizeof text)) continue;
        // The kernel keeps 15 letters; a worker's parent is udevd itself, and one that is dead is nobody.
        if (!strstr(text, "(systemd-udevd)") && !strstr(text, "(udevd)")) continue;
        char state, *end = strrchr(text, ')');
        if (sscanf(end + 1, " %c %d", &state, &parent) != 2 || state == 'Z') continue;
        char name[64] = "";
        snprintf(path, sizeof path, "/proc/%d/comm", parent);
        read_text(path, name, sizeof name);
        if (!strstr(name, "udevd")) found = atoi(entry->d_name);
    }
    closedir(processes);
    return found;
}

static int64_t ran(int process) {
    char path[64], text[128];
    snprintf(path, sizeof path, "/proc/%d/schedstat", process);
    return read_text(path, text, sizeof text) ? strtoll(text, NULL, 10) : 0;
}

/// The CPU of udevd, of its workers, and of those that it has buried, in nanoseconds.
static int64_t udevd_cpu(void) {
    char path[64], text[8192];
    snprintf(path, sizeof path, "/proc/%d/stat", udevd);
    if (!udevd || !read_text(path, text, sizeof text)) return 0;
    long user = 0, system = 0;
    sscanf(strrchr(text, ')') + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %ld %ld", &user, &system);
    int64_t sum = (user + system) * (1000000000LL / sysconf(_SC_CLK_TCK)) + ran(udevd);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", udevd, udevd);
    if (!read_text(path, text, sizeof text)) return sum;
    for (char *rest = text, *word; (word = strtok_r(rest, " ", &rest));) sum += ran(atoi(word));
    return sum;
}

static volatile sig_atomic_t is_stopped;

static void stop(int signal) { is_stopped = signal; }

static int events, right, wanted;
static int64_t last_event, last_link;
static const char *images, *links = "";

static int open_monitor(void) {
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = 2};
    int monitor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT), room = 128 << 20;
    if (monitor < 0 || bind(monitor, (struct sockaddr *)&address, sizeof address)) err(1, "udev monitor");
    setsockopt(monitor, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    return monitor;
}

/// The partitions that have their link, by the number of the loop and their own.
enum { LOOPS = 1 << 14, PARTITIONS = 256 };
static uint8_t *is_right[LOOPS];
/// The disk sequence that a loop was last seen with, and whether it stands on one of the images.
static uint64_t sequences[LOOPS];
static bool is_ours[LOOPS];

static bool stands_on_image(int loop, uint64_t sequence) {
    if (sequences[loop] != sequence) {
        char path[64], backing[4096];
        snprintf(path, sizeof path, "/sys/block/loop%d/loop/backing_file", loop);
        is_ours[loop] = read_text(path, backing, sizeof backing) && !strncmp(backing, images, strlen(images));
        sequences[loop] = sequence;
    }
    return is_ours[loop];
}

static void hear(const char *properties, size_t length) {
    const char *name = "", *made = "", *action = "";
    uint64_t sequence = 0;
    for (const char *line = properties; line < properties + length; line += strlen(line) + 1) {
        if (!strncmp(line, "DEVNAME=", 8)) name = line + 8;
        if (!strncmp(line, "DEVLINKS=", 9)) made = line + 9;
        if (!strncmp(line, "ACTION=", 7)) action = line + 7;
        if (!strncmp(line, "DISKSEQ=", 8)) sequence = strtoull(line + 8, NULL, 10);
    }
    events++;
    last_event = now();
    int loop, partition;
    if (!images || sscanf(name, "/dev/loop%dp%d", &loop, &partition) != 2) return;
    if (loop >= LOOPS || partition >= PARTITIONS || !stands_on_image(loop, sequence)) return;
    if (!is_right[loop]) is_right[loop] = calloc(PARTITIONS, 1);
    bool is = strcmp(action, "remove") && strstr(made, links);
    if (is && !is_right[loop][partition]) last_link = last_event;
    right += is - is_right[loop][partition];
    is_right[loop][partition] = is;
}

static void hear_all(int monitor) {
    static char message[1 << 16];
    ssize_t length;
    while ((length = recv(monitor, message, sizeof message - 1, 0)) > 0 || errno == ENOBUFS) {
        uint32_t offset, size;
        if (length < 0) errx(1, "messages of udevd were lost");
        if (length < 24 || memcmp(message, "libudev", 8)) continue;
        memcpy(&offset, message + 16, sizeof offset);
        memcpy(&size, message + 20, sizeof size);
        if (offset > length || size > length - offset) continue;
        message[length] = 0;
        hear(message + offset, size);
    }
}

// MARK: The scheduler's switches

static char trace[256], mounted[64];

static void stop_trace(void) {
    if (*trace) rmdir(trace);
    *trace = 0;
    if (*mounted) umount2(mounted, MNT_DETACH), rmdir(mounted);
    *mounted = 0;
}

/// Has the kernel note the switches of a process and of its children; false where it cannot.
static bool start_trace(int process) {
    const char *root = "/sys/kernel/tracing";
    if (access("/sys/kernel/tracing/instances", F_OK)) {
        strcpy(mounted, "/tmp/gauge-trace.XXXXXX");
        if (!mkdtemp(mounted)) return false;
        if (mount("tracefs", mounted, "tracefs", 0, NULL)) return false;
        root = mounted;
    }
    atexit(stop_trace);
    snprintf(trace, sizeof trace, "%s/instances/gauge-%d", root, (int)getpid());
    char number[16];
    snprintf(number, sizeof number, "%d", process);
    return !mkdir(trace, 0700) && write_text(trace, "buffer_size_kb", "32768") && write_text(trace, "trace_clock", "mono")
        && write_text(trace, "options/event-fork", "1")
        && write_text(trace, "events/sched/sched_switch/trigger", "stacktrace if prev_state == 2") && write_text(trace, "set_event_pid", number)
        && write_text(trace, "events/sched/sched_switch/enable", "1")
        && write_text(trace, "events/sched/sched_wakeup/enable", "1")
        && write_text(trace, "events/sched/sched_process_fork/enable", "1");
}

enum { FOREIGN, READY, RUNNING, BLOCKED, LOCKED, WAITING, MAXIMUM_PID = 1 << 22 };
static uint8_t *states;
static int counts[WAITING + 1];

static void become(int process, int state) {
    counts[states[process]]--;
    counts[states[process] = (uint8_t)state]++;
}

static int number_behind(const char *line, const char *key) {
    const char *place = strstr(line, key);
    int number = place ? atoi(place + strlen(key)) : 0;
    return number > 0 && number < MAXIMUM_PID ? number : 0;
}

/// Times of a command in nanoseconds.
struct times {
    bool are_known;
    int64_t ran, blocked, locked;
};

static void add_time(struct times *times, int64_t time) {
    times->ran += time * counts[RUNNING];
    if (counts[RUNNING]) return;
    if (counts[BLOCKED]) times->blocked += time;
    else if (counts[LOCKED]) times->locked += time;
}

static void follow_switch(const char *event) {
    if (!strncmp(event, "sched_process_fork", 18)) {
        int parent = number_behind(event, " pid="), child = number_behind(event, " child_pid=");
        if (states[parent]) become(child, READY);
        return;
    }
    if (!strncmp(event, "sched_wakeup", 12)) {
        int woken = number_behind(event, " pid=");
        if (states[woken] > RUNNING) become(woken, READY);
        return;
    }
    int previous = number_behind(event, "prev_pid="), next = number_behind(event, "next_pid=");
    const char *state = strstr(event, "prev_state=");
    if (states[previous] && state) become(previous, state[11] == 'D' ? BLOCKED : state[11] == 'R' ? READY : WAITING);
    if (states[next]) become(next, RUNNING);
}

static bool is_lock(const char *function) { return strstr(function, "mutex_lock") || strstr(function, "rwsem_down"); }

static bool has_overrun(void) {
    char path[300], text[1024];
    for (long processor = 0; processor < sysconf(_SC_NPROCESSORS_CONF); processor++) {
        snprintf(path, sizeof path, "%s/per_cpu/cpu%ld/stats", trace, processor);
        if (read_text(path, text, sizeof text) && number_behind(text, "overrun: ")) return true;
    }
    return false;
}

static struct times read_trace(int process, const char *copy) {
    write_text(trace, "events/enable", "0");
    struct times times = {0};
    char path[300], line[512];
    snprintf(path, sizeof path, "%s/trace", trace);
    FILE *file = fopen(path, "re");
    if (!file) return times;
    states = calloc(MAXIMUM_PID, 1);
    become(process, READY);
    FILE *kept = copy ? fopen(copy, "we") : NULL;
    int whose = 0;
    double before = 0;
    while (fgets(line, sizeof line, file)) {
        if (kept) fputs(line, kept);
        if (!strncmp(line, " => ", 4)) {
            if (states[whose] == BLOCKED && is_lock(line)) become(whose, LOCKED);
            continue;
        }
        // COMMAND-PID [CPU] FLAGS SECONDS.MICROSECONDS: EVENT: ..., or <stack trace>, which belongs to the switch before.
        char *event = strstr(line, ": sched_"), *stack = strstr(line, ": <stack trace>"), *cpu = strstr(line, " [0");
        if (*line == '#' || (!event && !stack)) continue;
        if (stack) {
            while (cpu && cpu > line && cpu[-1] == ' ') cpu--;
            while (cpu && cpu > line && cpu[-1] != '-') cpu--;
            whose = cpu ? atoi(cpu) : 0;
            if (whose < 0 || whose >= MAXIMUM_PID) whose = 0;
            continue;
        }
        *event = 0;
        char *moment = strrchr(line, ' ');
        double time = strtod(moment ? moment : "", NULL);
        if (before > 0) add_time(&times, (int64_t)((time - before) * 1e9));
        before = time;
        follow_switch(event + 2);
    }
    fclose(file);
    if (kept) fclose(kept);
    times.are_known = before > 0 && !has_overrun();
    return times;
}

// MARK: The command

static int start(char **command, int *gate) {
    int gates[2];
    if (pipe2(gates, O_CLOEXEC)) err(1, "pipe2");
    int process = fork();
    if (process < 0) err(1, "fork");
    if (process == 0) {
        char byte;
        if (read(gates[0], &byte, 1) != 1) _exit(1);
        execvp(command[0], command);
        err(127, "%s", command[0]);
    }
    close(gates[0]);
    *gate = gates[1];
    return process;
}

/// Milliseconds, or null for what could not be measured.
static void number(FILE *output, const char *key, double milliseconds) {
    fprintf(output, milliseconds < 0 ? "\"%s\": null, " : "\"%s\": %.3f, ", key, milliseconds);
}

int main(int count, char **arguments) {
    double seconds = 600;
    const char *path = NULL, *copy = NULL;
    bool traces = true;
    int index = 1;
    for (; index + 1 < count && strcmp(arguments[index], "--"); index += 2) {
        const char *option = arguments[index], *value = arguments[index + 1];
        if (!strcmp(option, "--images")) images = value;
        else if (!strcmp(option, "--links")) links = value;
        else if (!strcmp(option, "--count")) wanted = atoi(value);
        else if (!strcmp(option, "--seconds")) seconds = atof(value);
        else if (!strcmp(option, "--output")) path = value;
        else if (!strcmp(option, "--traces")) traces = strcmp(value, "no");
        else if (!strcmp(option, "--trace")) copy = value;
        else errx(64, "there is no '%s'", option);
    }
    if (index + 1 >= count) errx(64, "usage: gauge [OPTION VALUE]... -- COMMAND [ARGUMENT...]");
    FILE *output = path ? fopen(path, "we") : stdout;
    if (!output) err(1, "%s", path);

    int gate, monitor = open_monitor(), process = start(arguments + index + 1, &gate);
    udevd = find_udevd();
    traces = traces && start_trace(process);
    int64_t cpu_before = udevd_cpu(), begin = now(), end = 0;
    if (write(gate, "", 1) != 1) err(1, "pipe");

    int handle = (int)syscall(SYS_pidfd_open, process, 0), status = 0;
    struct rusage usage = {0};
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    // Quiet is udevd when its queue has been empty for a while: its watches raise events of their own. What is not right
    // five seconds after that will never be.
    for (bool is_quiet = false; !is_quiet && !is_stopped && now() - begin < seconds * 1e9;) {
        struct pollfd polls[] = {{.fd = monitor, .events = POLLIN}, {.fd = end ? -1 : handle, .events = POLLIN}};
        poll(polls, 2, end ? 50 : 1000);
        if (!end && polls[1].revents) {
            end = now();
            wait4(process, &status, 0, &usage);
        }
        hear_all(monitor);
        if (!end) continue;
        int64_t last = last_event > end ? last_event : end;
        int64_t pause = right >= wanted ? 300000000 : 5000000000;
        is_quiet = access("/run/udev/queue", F_OK) && now() - last > pause;
        // Where others keep udevd at work it never is.
        if (right >= wanted && now() - end > 30000000000) break;
    }
    if (!end) {
        kill(process, SIGTERM);
        wait4(process, &status, 0, &usage);
        end = now();
    }
    int64_t used = udevd_cpu() - cpu_before;
    struct times times = traces ? read_trace(process, copy) : (struct times){0};
    double user = (double)usage.ru_utime.tv_sec * 1e3 + (double)usage.ru_utime.tv_usec / 1e3;
    double system = (double)usage.ru_stime.tv_sec * 1e3 + (double)usage.ru_stime.tv_usec / 1e3;
    fprintf(output, "{\"status\": %d, ", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    number(output, "cpu", user + system);
    number(output, "user", user);
    number(output, "ran", times.are_known ? (double)times.ran / 1e6 : -1);
    number(output, "blocked", times.are_known ? (double)times.blocked / 1e6 : -1);
    number(output, "locked", times.are_known ? (double)times.locked / 1e6 : -1);
    number(output, "wall", (double)(end - begin) / 1e6);
    number(output, "links", wanted && right == wanted ? (double)(last_link - begin) / 1e6 : -1);
    number(output, "udevd", udevd ? (double)used / 1e6 : -1);
    fprintf(output, "\"right\": %d, \"events\": %d, \"rss\": %ld}\n", right, events, usage.ru_maxrss);
    return fclose(output) ? 1 : 0;
}
