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
            // LOOP_CLR_FD alone does not promise that dirty pages get written.
            try loop.sync()
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
        guard !sysfs.isBound(name), !sysfs.partitions(of: name).isEmpty else { return }
        // Another program may have bound the loop by now: whatever it carries then is that one's.
        guard let loop = try? OwnedDescriptor.open(node, [.readOnly, .exclusive]),
            (try? LoopDevice.isBound(loop)) == false,
            !LoopDevice.clearLeftovers(of: name, claimed: loop, sysfs)
        else { return }
        throw .leftovers(nodes: sysfs.partitions(of: name).map(\.node))
    }
}
