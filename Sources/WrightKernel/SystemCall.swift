// SPDX-License-Identifier: MIT

import Glibc

/// The calls that this room makes, by the names their manual pages have.
enum SystemCall: String {
    case open = "openat"
    case close, fsync, ftruncate, fallocate, flock, uname, getrandom, mkdirat, symlinkat, renameat, renameat2
    case read = "pread"
    case write = "pwrite"
    case status = "fstatat"
    case list = "readdir"
    case readLink = "readlinkat"
    case link = "linkat"
    case remove = "unlinkat"
    case filesystem = "fstatfs"
    case seekData = "lseek SEEK_DATA"
    case loopGetFree = "ioctl LOOP_CTL_GET_FREE"
    case loopAdd = "ioctl LOOP_CTL_ADD"
    case loopRemove = "ioctl LOOP_CTL_REMOVE"
    case loopConfigure = "ioctl LOOP_CONFIGURE"
    case loopGetStatus = "ioctl LOOP_GET_STATUS64"
    case loopSetStatus = "ioctl LOOP_SET_STATUS64"
    case loopSetCapacity = "ioctl LOOP_SET_CAPACITY"
    case loopClear = "ioctl LOOP_CLR_FD"
    case addPartition = "ioctl BLKPG_ADD_PARTITION"
    case deletePartition = "ioctl BLKPG_DEL_PARTITION"
    case resizePartition = "ioctl BLKPG_RESIZE_PARTITION"
    case blockSize = "ioctl BLKGETSIZE64"
    case sectorSize = "ioctl BLKSSZGET"
    case readOnly = "ioctl BLKROGET"
    case diskSequence = "ioctl BLKGETDISKSEQ"
    case flush = "ioctl BLKFLSBUF"
    case poll = "epoll_create1"
    case pollAdd = "epoll_ctl"
    case pollWait = "epoll_wait"
    case signals = "signalfd"
    case timer = "timerfd_create"
    case timerSet = "timerfd_settime"
    case watches = "inotify_init1"
    case watchAdd = "inotify_add_watch"
    case bell = "eventfd"
    case thread = "pthread_create"
    case send = "sendto"
    case socket, bind, connect
}

extension SystemCall {
    /// What an errno says when this call gives it; nil where the C library's general words say it as well.
    func meaning(of errno: Int32) -> String? {
        switch self {
        case .open: meaningOfOpen(errno)
        case .read, .write, .fsync: meaningOfTransfer(errno)
        case .ftruncate, .fallocate: meaningOfSize(errno)
        case .flock: errno == EAGAIN ? "another program holds its lock" : nil
        case .link, .renameat2, .mkdirat, .symlinkat: errno == EEXIST ? "the name is taken" : nil
        case .loopGetFree, .loopAdd, .loopRemove: meaningOfControl(errno)
        case .loopConfigure: meaningOfConfigure(errno)
        case .loopGetStatus, .loopSetStatus, .loopSetCapacity, .loopClear: meaningOfLoop(errno)
        case .addPartition, .deletePartition, .resizePartition: meaningOfPartition(errno)
        case .watchAdd: errno == ENOSPC ? "the user has as many watches as fs.inotify.max_user_watches permits" : nil
        case .thread: errno == EAGAIN ? "there are as many as the limits permit" : nil
        case .diskSequence: errno == ENOTTY ? "the kernel is older than 5.15" : nil
        default: nil
        }
    }

    // See: man 2 open, and blkdev_open in block/fops.c for devices.
    private func meaningOfOpen(_ errno: Int32) -> String? {
        switch errno {
        case ENOENT: "it does not exist"
        case EACCES, EPERM: "that is not permitted"
        case ELOOP: "a symbolic link has its place"
        case EBUSY: "somebody has claimed the device for himself"
        case ENXIO, ENODEV: "no device is behind the name"
        case EROFS: "it is read-only"
        case EISDIR: "it is a folder"
        default: nil
        }
    }

    // See: man 2 pwrite and man 2 fsync.
    private func meaningOfTransfer(_ errno: Int32) -> String? {
        switch errno {
        case EIO: "the device or the file system failed"
        case ENOSPC, EDQUOT: "no room is left"
        default: nil
        }
    }

    // See: man 2 ftruncate and man 2 fallocate.
    private func meaningOfSize(_ errno: Int32) -> String? {
        switch errno {
        case EFBIG: "the file system takes no file of that size"
        case EOPNOTSUPP: "the file system cannot set room aside"
        case ENOSPC, EDQUOT: "there is not room enough"
        case ETXTBSY: "the file is used for swapping"
        default: nil
        }
    }

    // See: loop_control_ioctl in drivers/block/loop.c.
    private func meaningOfControl(_ errno: Int32) -> String? {
        switch errno {
        case EEXIST: "there is a device of that number"
        case EBUSY: "the device is bound or open"
        case ENODEV: "there is no device of that number"
        default: nil
        }
    }

    // See: loop_configure and loop_validate_file in drivers/block/loop.c.
    private func meaningOfConfigure(_ errno: Int32) -> String? {
        switch errno {
        case EBUSY: "the device has been bound by somebody else"
        case EINVAL: "the kernel does not take the file or the sector size"
        case EBADF: "the device would stand on itself"
        case EFBIG: "the slice is larger than a device can be"
        case ENOTTY: "the kernel is older than 5.8"
        default: nil
        }
    }

    // See: lo_ioctl in drivers/block/loop.c.
    private func meaningOfLoop(_ errno: Int32) -> String? {
        switch errno {
        case ENXIO: "the device is not bound"
        case EAGAIN: "its pages are in use"
        case EPERM: "that is not permitted"
        default: nil
        }
    }

    // See: blkpg_do_ioctl in block/ioctl.c, and block/partitions/core.c.
    private func meaningOfPartition(_ errno: Int32) -> String? {
        switch (self, errno) {
        case (.deletePartition, EBUSY): "it is mounted or open"
        case (.addPartition, EBUSY): "the number is taken, or it would overlap another partition"
        case (.resizePartition, EBUSY): "it would overlap another partition"
        case (.addPartition, EINVAL): "it does not fit the device: its end, its alignment or its number"
        case (.resizePartition, EINVAL): "the kernel has it at another start, or the size does not fit"
        case (_, ENXIO): "the kernel has no such partition"
        case (_, EACCES), (_, EPERM): "that is not permitted"
        default: nil
        }
    }
}
