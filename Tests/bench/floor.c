// SPDX-License-Identifier: MIT
//
// The floor: the same stores as loopwright's, with the system calls that they cannot do without and no others.
//
// It trusts everything, checks nothing, and knows the answer beforehand; what is safe by order is as safe as in the
// product: the backup copy is flushed before the primary, that before the protective MBR, which makes the table one, and
// that before the image is attached; and /dev/loop-control is locked while a free device is looked for and bound.
// With RECORDS in the environment it also tells udev's rule of the links, as loopwright does, under loopwright's lock: one
// that runs meanwhile would tidy the records up.
//
// usage: floor make|check|detach FOLDER PREFIX STORES PARTITIONS
//   The store number I is FOLDER/PREFIX-I.img, PARTITIONS times 1 MiB long between 1 MiB at each end.
#define _GNU_SOURCE
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/blkpg.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define RECORDS "/run/loopwright/links"
enum { MIB = 1 << 20, SECTOR = 512, ENTRY = 128, MAXIMUM = 255 };

static const char *folder, *prefix;
static int stores, partitions;
static bool with_records;

// MARK: The table

/// One copy of a GPT, as it lies on the disk; both begin with the header for the sake of one layout in memory.
struct gpt_header {
    char signature[8];
    uint32_t revision, size, crc, zero;
    uint64_t here, other, first, last;
    uint8_t disk[16];
    uint64_t entries;
    uint32_t count, entry_size, entries_crc;
    uint8_t rest[SECTOR - 92];
} __attribute__((packed));

struct gpt_entry {
    uint8_t type[16], unique[16];
    uint64_t first, last, attributes;
    uint16_t name[36];
} __attribute__((packed));

static uint32_t crc32(const void *bytes, size_t count) {
    static uint32_t table[256];
    if (!table[1])
        for (uint32_t index = 0; index < 256; index++) {
            uint32_t value = index;
            for (int bit = 0; bit < 8; bit++) value = value >> 1 ^ (value & 1 ? 0xEDB88320 : 0);
            table[index] = value;
        }
    uint32_t sum = ~0u;
    for (const uint8_t *byte = bytes; count--; byte++) sum = sum >> 8 ^ table[(sum ^ *byte) & 255];
    return ~sum;
}

static uint64_t image_bytes(void) { return (uint64_t)(partitions + 2) * MIB; }
static uint32_t entry_count(void) { return partitions > 128 ? 256 : 128; }
static uint32_t entry_sectors(void) { return entry_count() * ENTRY / SECTOR; }

static void identifier(uint8_t bytes[16]) {
    if (getrandom(bytes, 16, 0) != 16) err(1, "getrandom");
    bytes[7] = (bytes[7] & 0x0F) | 0x40;
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
}

static void fill_entries(struct gpt_entry *entries) {
    // 0FC63DAF-8483-4772-8E79-3D69D8477DE4, data of Linux.
    static const uint8_t type[16] = {0xAF, 0x3D, 0xC6, 0x0F, 0x83, 0x84, 0x72, 0x47,
                                     0x8E, 0x79, 0x3D, 0x69, 0xD8, 0x47, 0x7D, 0xE4};
    for (int number = 1; number <= partitions; number++) {
        struct gpt_entry *entry = &entries[number - 1];
        memcpy(entry->type, type, 16);
        identifier(entry->unique);
        entry->first = (uint64_t)number * MIB / SECTOR;
        entry->last = entry->first + MIB / SECTOR - 1;
        char name[16];
        int length = snprintf(name, sizeof name, "p%d", number);
        for (int index = 0; index < length; index++) entry->name[index] = (uint8_t)name[index];
    }
}

static struct gpt_header header(const uint8_t disk[16], uint32_t entries_crc, bool is_backup) {
    uint64_t last = image_bytes() / SECTOR - 1;
    struct gpt_header header = {
        .signature = "EFI PART", .revision = 0x10000, .size = 92,
        .here = is_backup ? last : 1, .other = is_backup ? 1 : last,
        .first = 2 + entry_sectors(), .last = last - 1 - entry_sectors(),
        .entries = is_backup ? last - entry_sectors() : 2,
        .count = entry_count(), .entry_size = ENTRY, .entries_crc = entries_crc,
    };
    // libfdisk keeps to the grid of 1 MiB.
    header.first = header.first < MIB / SECTOR ? header.first : MIB / SECTOR;
    memcpy(header.disk, disk, 16);
    header.crc = crc32(&header, 92);
    return header;
}

static void put(int image, const void *bytes, size_t count, uint64_t sector) {
    if (pwrite(image, bytes, count, (off_t)(sector * SECTOR)) != (ssize_t)count) err(1, "pwrite");
    if (fdatasync(image)) err(1, "fdatasync");
}

/// Writes a table with three flushes: each of its three parts is whole or invalid, whatever a power cut leaves of it.
static void write_table(int image) {
    static uint8_t piece[SECTOR + 256 * ENTRY];
    static struct gpt_entry entries[256];
    size_t array = (size_t)entry_sectors() * SECTOR;
    uint64_t last = image_bytes() / SECTOR - 1;
    uint8_t disk[16];
    identifier(disk);
    memset(entries, 0, sizeof entries);
    fill_entries(entries);
    uint32_t entries_crc = crc32(entries, array);

    struct gpt_header backup = header(disk, entries_crc, true), primary = header(disk, entries_crc, false);
    memcpy(piece, entries, array);
    memcpy(piece + array, &backup, SECTOR);
    put(image, piece, array + SECTOR, last - entry_sectors());
    memcpy(piece, &primary, SECTOR);
    memcpy(piece + SECTOR, entries, array);
    put(image, piece, array + SECTOR, 1);

    uint8_t boot[SECTOR] = {[447] = 0x00, 0x02, 0x00, 0xEE, 0xFF, 0xFF, 0xFF, 0x01, [510] = 0x55, 0xAA};
    uint32_t length = (uint32_t)last;
    memcpy(boot + 458, &length, sizeof length);
    put(image, boot, SECTOR, 0);
}

// MARK: The device

static void store_path(char path[static 4096], int store) {
    snprintf(path, 4096, "%s/%s-%d.img", folder, prefix, store);
}

static void write_file(const char *path, const char *text, int flags) {
    int file = open(path, O_WRONLY | O_CLOEXEC | flags, 0644);
    if (file < 0 || write(file, text, strlen(text)) < 0) err(1, "%s", path);
    close(file);
}

/// A record is put in place whole; number 0 is the disk.
static void record(uint64_t sequence, int store, int number) {
    char path[128], temporary[140], text[512];
    if (number) {
        snprintf(path, sizeof path, RECORDS "/%llu.%d", (unsigned long long)sequence, number);
        snprintf(text, sizeof text,
                 "LW_STORE=%s-%d\nLW_LINK=by-loopwright/%s-%d/part%d\nLW_LINK2=by-loopwright/%s-%d/p%d\n", prefix, store,
                 prefix, store, number, prefix, store, number);
    } else {
        snprintf(path, sizeof path, RECORDS "/%llu.", (unsigned long long)sequence);
        snprintf(text, sizeof text, "LW_STORE=%s-%d\nLW_LINK=by-loopwright/%s-%d/disk\n", prefix, store, prefix, store);
    }
    snprintf(temporary, sizeof temporary, "%s.new", path);
    write_file(temporary, text, O_CREAT | O_EXCL);
    if (rename(temporary, path)) err(1, "%s", path);
}

static int blkpg(int disk, int operation, int number) {
    struct blkpg_partition partition = {.pno = number, .start = (long long)number * MIB, .length = MIB};
    struct blkpg_ioctl_arg argument = {.op = operation, .datalen = sizeof partition, .data = &partition};
    return ioctl(disk, BLKPG, &argument);
}

/// Binds an image to a free loop device and gives its number.
static int attach(int control, int image, int store) {
    struct loop_config config = {.fd = (uint32_t)image};
    snprintf((char *)config.info.lo_file_name, LO_NAME_SIZE, "loopwright/%s-%d", prefix, store);
    if (flock(control, LOCK_EX)) err(1, "flock");
    for (;;) {
        int number = ioctl(control, LOOP_CTL_GET_FREE);
        if (number < 0) err(1, "LOOP_CTL_GET_FREE");
        char node[32];
        snprintf(node, sizeof node, "/dev/loop%d", number);
        int loop = open(node, O_RDWR | O_CLOEXEC);
        if (loop < 0) err(1, "%s", node);
        int result = ioctl(loop, LOOP_CONFIGURE, &config);
        // Programs that do not lock the control device may have been given the same one.
        if (result < 0 && errno != EBUSY) err(1, "LOOP_CONFIGURE %s", node);
        close(loop);
        if (result == 0) {
            flock(control, LOCK_UN);
            return number;
        }
    }
}

static void show(int number, int store) {
    char path[64];
    snprintf(path, sizeof path, "/dev/loop%d", number);
    int loop = open(path, O_RDONLY | O_CLOEXEC);
    if (loop < 0) err(1, "%s", path);
    uint64_t sequence = 0;
    if (with_records) {
        if (ioctl(loop, BLKGETDISKSEQ, &sequence)) err(1, "BLKGETDISKSEQ");
        record(sequence, store, 0);
        snprintf(path, sizeof path, "/sys/class/block/loop%d/uevent", number);
        write_file(path, "change", 0);
    }
    for (int partition = 1; partition <= partitions; partition++) {
        if (with_records) record(sequence, store, partition);
        if (blkpg(loop, BLKPG_ADD_PARTITION, partition)) err(1, "BLKPG_ADD_PARTITION loop%d %d", number, partition);
    }
    close(loop);
}

static void lock_records(void) {
    mkdir("/run/loopwright", 0755);
    mkdir(RECORDS, 0755);
    int lock = open("/run/loopwright/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock < 0 || flock(lock, LOCK_EX)) err(1, "/run/loopwright/lock");
}

static void make(void) {
    int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC), place = open(folder, O_RDONLY | O_CLOEXEC);
    if (control < 0 || place < 0) err(1, "%s", control < 0 ? "/dev/loop-control" : folder);
    for (int store = 1; store <= stores; store++) {
        char path[4096];
        store_path(path, store);
        int image = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (image < 0 || ftruncate(image, (off_t)image_bytes())) err(1, "%s", path);
        write_table(image);
        if (fsync(place)) err(1, "fsync %s", folder);
        show(attach(control, image, store), store);
        close(image);
    }
}

// MARK: The check, and the end

static ssize_t read_at(int at, const char *path, char *text, size_t room) {
    int file = openat(at, path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t count = read(file, text, room - 1);
    close(file);
    text[count > 0 ? count : 0] = 0;
    return count;
}

static uint64_t number_at(int at, const char *path) {
    char text[32];
    return read_at(at, path, text, sizeof text) > 0 ? strtoull(text, NULL, 10) : UINT64_MAX;
}

/// Calls `body` with every loop of ours, found in one pass over sysfs.
static int for_each_loop(void (*body)(int block, int number, int store)) {
    int block = open("/sys/block", O_RDONLY | O_DIRECTORY | O_CLOEXEC), found = 0;
    DIR *names = block < 0 ? NULL : fdopendir(dup(block));
    if (!names) err(1, "/sys/block");
    char own[4096];
    size_t length = (size_t)snprintf(own, sizeof own, "%s/%s-", folder, prefix);
    for (struct dirent *entry; (entry = readdir(names));) {
        if (strncmp(entry->d_name, "loop", 4)) continue;
        char path[300], backing[4096];
        snprintf(path, sizeof path, "%s/loop/backing_file", entry->d_name);
        if (read_at(block, path, backing, sizeof backing) <= 0 || strncmp(backing, own, length)) continue;
        body(block, atoi(entry->d_name + 4), atoi(backing + length));
        found++;
    }
    closedir(names);
    close(block);
    return found;
}

static bool is_header(int loop, uint64_t sector) {
    struct gpt_header header;
    if (pread(loop, &header, SECTOR, (off_t)(sector * SECTOR)) != SECTOR) return false;
    uint32_t crc = header.crc;
    header.crc = 0;
    return !memcmp(header.signature, "EFI PART", 8) && header.here == sector && crc32(&header, 92) == crc;
}

static void check_loop(int block, int number, int store) {
    char path[64];
    snprintf(path, sizeof path, "loop%d/size", number);
    if (number_at(block, path) != image_bytes() / SECTOR) errx(2, "store %d: another size", store);
    for (int partition = 1; partition <= partitions; partition++) {
        snprintf(path, sizeof path, "loop%d/loop%dp%d/start", number, number, partition);
        bool is_right = number_at(block, path) == (uint64_t)partition * MIB / SECTOR;
        snprintf(path, sizeof path, "loop%d/loop%dp%d/size", number, number, partition);
        if (!is_right || number_at(block, path) != MIB / SECTOR) errx(2, "store %d: partition %d", store, partition);
    }
    snprintf(path, sizeof path, "/dev/loop%d", number);
    int loop = open(path, O_RDONLY | O_CLOEXEC);
    if (loop < 0 || !is_header(loop, 1) || !is_header(loop, image_bytes() / SECTOR - 1)) errx(2, "store %d: table", store);
    close(loop);
}

static void detach_loop(int block, int number, int store) {
    (void)store;
    char path[64];
    snprintf(path, sizeof path, "loop%d/diskseq", number);
    uint64_t sequence = with_records ? number_at(block, path) : 0;
    snprintf(path, sizeof path, "/dev/loop%d", number);
    int loop = open(path, O_RDONLY | O_CLOEXEC);
    if (loop < 0) err(1, "%s", path);
    for (int partition = partitions; partition >= 0 && with_records; partition--) {
        snprintf(path, sizeof path, partition ? RECORDS "/%llu.%d" : RECORDS "/%llu.", (unsigned long long)sequence,
                 partition);
        unlink(path);
    }
    for (int partition = 1; partition <= partitions; partition++)
        while (blkpg(loop, BLKPG_DEL_PARTITION, partition)) {
            // udev may be looking at it; of one that is gone nothing is left to do.
            if (errno == ENXIO) break;
            if (errno != EBUSY) err(1, "BLKPG_DEL_PARTITION loop%d %d", number, partition);
            usleep(1000);
        }
    if (ioctl(loop, LOOP_CLR_FD) && errno != ENXIO) err(1, "LOOP_CLR_FD loop%d", number);
    close(loop);
}

int main(int count, char **arguments) {
    if (count != 6) errx(64, "usage: floor make|check|detach FOLDER PREFIX STORES PARTITIONS");
    folder = arguments[2];
    prefix = arguments[3];
    stores = atoi(arguments[4]);
    partitions = atoi(arguments[5]);
    with_records = getenv("RECORDS") != NULL;
    if (stores < 1 || partitions < 1 || partitions > MAXIMUM) errx(64, "1 to %d partitions", MAXIMUM);
    if (with_records && strcmp(arguments[1], "check")) lock_records();
    if (!strcmp(arguments[1], "make")) {
        make();
    } else if (!strcmp(arguments[1], "check")) {
        int found = for_each_loop(check_loop);
        if (found != stores) errx(2, "%d of %d stores", found, stores);
    } else if (!strcmp(arguments[1], "detach")) {
        for_each_loop(detach_loop);
    } else {
        errx(64, "there is no '%s'", arguments[1]);
    }
}
