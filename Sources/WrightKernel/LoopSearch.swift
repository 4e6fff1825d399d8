// SPDX-License-Identifier: MIT

import CLinux
import Glibc
import WrightModel

/// One search for a free loop device: how often it was tried, and what was learnt.
struct LoopSearch {
    let request: LoopRequest
    let reference: String
    /// Numbers that somebody has claimed, or whose leftover partitions somebody still holds.
    var rejected: Set<Int> = []
    private var directIO: Bool
    private var tries = 0

    init(request: LoopRequest, reference: String) {
        self.request = request
        self.reference = reference
        directIO = request.directIO != .off
    }

    /// LOOP_CONFIGURE, with direct I/O wherever the kernel takes that and the request allows it.
    mutating func configure(
        _ loop: borrowing OwnedDescriptor, backing: borrowing OwnedDescriptor
    ) throws(SyscallFailure) {
        var result = configure(loop.raw, backing.raw)
        if result == -EINVAL, directIO, request.directIO == .auto {
            directIO = false
            result = configure(loop.raw, backing.raw)
        }
        try check(result, .loopConfigure, "attach '\(request.backingPath)' to '\(loop.path)'")
    }

    private func configure(_ loop: Int32, _ backing: Int32) -> Int32 {
        let wanted = clinux_loop_request(
            backing: backing, read_only: request.readOnly ? 1 : 0, direct_io: directIO ? 1 : 0,
            block_size: UInt32(clamping: request.sectorSize.count.bytes),
            offset: UInt64(clamping: request.offset.bytes),
            size_limit: UInt64(clamping: request.sizeLimit.bytes))
        return clinux_loop_configure(loop, wanted, reference)
    }

    /// Waits a little where another program was faster, and throws what no waiting mends.
    ///
    /// As many tries and as long waits as systemd's loop-util.c, with chance in them so that two programs part.
    mutating func passOver(_ failure: SyscallFailure) throws(SyscallFailure) {
        tries += 1
        guard [EBUSY, ENXIO, ENODEV, EAGAIN].contains(failure.errno), tries < 64 else { throw failure }
        Patience.sleep(.milliseconds(Int64.random(in: 1...Int64(min(250, 10 * tries)))))
    }
}
