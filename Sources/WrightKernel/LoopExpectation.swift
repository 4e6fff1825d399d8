// SPDX-License-Identifier: MIT

import WrightModel

/// What a loop has to be after LOOP_CONFIGURE, which takes more on than it keeps.
///
/// It binds a file opened for reading only as a read-only loop, cuts off what is behind the last full sector, and
/// goes without direct I/O where it must, all without an error.
struct LoopExpectation {
    private let request: LoopRequest
    private let identity: BackingIdentity
    private let size: ByteCount

    init(_ request: LoopRequest, backing: borrowing OwnedDescriptor) throws(LoopFailure) {
        self.request = request
        let available: ByteCount
        do {
            identity = try backing.status().identity
            available = try backing.size() - request.offset
        } catch {
            throw .failed(error)
        }
        let limited = request.sizeLimit > .zero ? min(available, request.sizeLimit) : available
        size = limited.roundedDown(to: .sysfsSector)
        guard request.offset >= .zero, size >= request.sectorSize.count else {
            throw .unfit(sentence("the slice is smaller than one sector"))
        }
        // The kernel takes a 4096-byte sector over 512 odd bytes, and then fails every write to the last one.
        guard size.isMultiple(of: request.sectorSize.count) else {
            let count = request.sectorSize.count.bytes
            throw .unfit(sentence("its size, \(size.bytes), is no multiple of the sector size \(count)"))
        }
    }

    private func sentence(_ reason: String) -> String {
        "cannot attach '\(request.backingPath)' to a loop device: \(reason)"
    }

    /// The loop as it was bound; where anything about it is not as it was asked for it is unbound again.
    func check(
        _ loop: borrowing OwnedDescriptor, name: String, sequence: DiskSequence
    ) throws(LoopFailure) -> AttachedLoop {
        let found = try LoopFailure.wrapping { () throws(SyscallFailure) in try difference(loop) }
        if let difference = found {
            _ = LoopDevice.clear(loop)
            throw .unfit(sentence(difference))
        }
        return try LoopFailure.wrapping { () throws(SyscallFailure) -> AttachedLoop in
            AttachedLoop(
                name: name, number: try loop.status().deviceNumber, sequence: sequence,
                size: try BlockDevice.size(of: loop))
        }
    }

    private func difference(_ loop: borrowing OwnedDescriptor) throws(SyscallFailure) -> String? {
        guard let status = try LoopDevice.rawStatus(of: loop) else { return "somebody has detached it again" }
        if status.backing != identity { return "the kernel bound \(status.backing), not \(identity)" }
        if status.offset != request.offset || status.sizeLimit != request.sizeLimit {
            return "the kernel did not keep to the slice"
        }
        if try BlockDevice.isReadOnly(loop) != request.readOnly {
            return request.readOnly ? "the loop can be written to" : "the loop came out read-only"
        }
        if try BlockDevice.sectorSize(of: loop) != request.sectorSize.count {
            return "the kernel gave it another sector size"
        }
        switch request.directIO {
        case .on where !status.directIO: return "the file system or its sector size permits no direct I/O"
        case .off where status.directIO: return "the backing is open with O_DIRECT"
        default: break
        }
        let actual = try BlockDevice.size(of: loop)
        return actual == size ? nil : "it has \(actual.bytes) bytes where \(size.bytes) are expected"
    }
}
