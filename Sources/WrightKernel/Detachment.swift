// SPDX-License-Identifier: MIT

import CLinux
import Glibc
import WrightModel

/// The taking down of one loop, in the order that leaves nothing behind.
struct Detachment {
    let name: String
    let sequence: DiskSequence
    let deadline: ContinuousClock.Instant
    let sysfs: Sysfs

    private var node: String { "/dev/" + name }

    func run() throws(DetachFailure) {
        if isBound { try unbind() }
        let isGone = Patience.poll(until: deadline) { isBound ? nil : true } ?? false
        guard isGone else { throw .stillHeld(node: node) }
        try clearLeftovers()
    }

    /// Whether the very binding that is to go is there; the sequence rises when a loop is unbound, and never falls.
    private var isBound: Bool { sysfs.isBound(name) && sysfs.sequence(of: name) == sequence }

    /// Takes the partitions from the kernel and tells it to unbind the loop.
    ///
    /// The claim keeps mounts off the disk and its partitions from here on. The lock keeps udev's workers from
    /// opening them (they ask for a shared lock, and come back later), so that none is the other opener for whose
    /// sake the kernel would put the unbinding off. The close at the end is what unbinds, since Linux 6.12.
    private func unbind() throws(DetachFailure) {
        let loop = try claim()
        try DetachFailure.wrapping { () throws(SyscallFailure) in
            try flush(loop)
            try FileLock.take(.exclusive, on: loop, until: deadline)
        }
        try checkSequence(loop)
        try removePartitions(loop)
        let result = LoopDevice.clear(loop)
        guard result != -ENXIO else { return }
        try DetachFailure.wrapping { () throws(SyscallFailure) in
            _ = try check(result, .loopClear, "detach '\(node)'")
        }
    }

    /// Has dirty pages written, which LOOP_CLR_FD alone does not promise.
    ///
    /// Where the disk under the loop was pulled out they cannot be any more, and to keep the loop would save none of them.
    private func flush(_ loop: borrowing OwnedDescriptor) throws(SyscallFailure) {
        do {
            try loop.sync()
        } catch {
            guard backingIsGone else { throw error }
        }
    }

    private var backingIsGone: Bool {
        guard case .device(let number) = (try? LoopDevice.status(of: name, sysfs: sysfs))?.backing else { return false }
        return sysfs.name(of: number) == nil
    }

    private func claim() throws(DetachFailure) -> OwnedDescriptor {
        do {
            return try OwnedDescriptor.open(node, [.readOnly, .exclusive])
        } catch {
            guard error.isBusy else { throw .failed(error) }
            throw claimant()
        }
    }

    /// Who keeps the disk from being claimed.
    ///
    /// A claim of the whole disk shows on every partition of it.
    private func claimant() -> DetachFailure {
        let partitions = sysfs.partitions(of: name)
        let claimed = partitions.filter { (try? BlockDevice.isClaimed($0.node)) ?? false }
        guard let first = claimed.first, claimed.count < partitions.count else { return .claimed(node: node) }
        return .partitionBusy(node: first.node)
    }

    private func checkSequence(_ loop: borrowing OwnedDescriptor) throws(DetachFailure) {
        let found = try DetachFailure.wrapping { () throws(SyscallFailure) in try BlockDevice.sequence(of: loop) }
        guard found == sequence else { throw .replaced(node: node) }
    }

    private func removePartitions(_ loop: borrowing OwnedDescriptor) throws(DetachFailure) {
        var removed: [KernelPartition] = []
        for partition in sysfs.partitions(of: name) {
            do throws(SyscallFailure) {
                try BlockDevice.deletePartition(number: partition.number, on: loop, until: deadline)
                removed.append(partition)
            } catch {
                restore(removed, to: loop)
                throw error.isBusy ? .partitionBusy(node: partition.node) : .failed(error)
            }
        }
    }

    /// Puts back what was taken away before a partition turned out to be busy; what fails is added by the next pass.
    private func restore(_ partitions: [KernelPartition], to loop: borrowing OwnedDescriptor) {
        for partition in partitions {
            try? BlockDevice.addPartition(number: partition.number, extent: partition.extent, on: loop)
        }
    }

    /// Takes away partitions that somebody added meanwhile and that an unbound loop would keep.
    private func clearLeftovers() throws(DetachFailure) {
        guard !sysfs.isBound(name), !sysfs.partitions(of: name).isEmpty, !clearUnbound() else { return }
        throw .leftovers(nodes: sysfs.partitions(of: name).map(\.node))
    }

    /// Whether no partition of ours is left: another program may have bound or claimed the loop by now, and whatever it
    /// carries then is that one's.
    private func clearUnbound() -> Bool {
        do {
            let loop = try OwnedDescriptor.open(node, [.readOnly, .exclusive])
            guard try !LoopDevice.isBound(loop) else { return true }
            return LoopDevice.clearLeftovers(of: name, claimed: loop, sysfs)
        } catch {
            return true
        }
    }
}
