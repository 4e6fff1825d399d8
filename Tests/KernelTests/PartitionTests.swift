// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel

@Suite(.enabled(if: geteuid() == 0, "needs root"), .serialized)
struct PartitionTests {
    let scratch: Scratch
    let loops = TestLoops()
    let loop: AttachedLoop
    let sysfs = Sysfs()

    init() throws {
        scratch = try Scratch()
        loop = try loops.attach(try scratch.image(bytes: 16 * mebibyte))
    }

    private func open() throws -> OwnedDescriptor { try OwnedDescriptor.open(loop.node, .readOnly) }

    private func errno(_ body: () throws -> Void) -> Int32? {
        do {
            try body()
            return nil
        } catch {
            return (error as? SyscallFailure)?.errno
        }
    }

    @Test func addsResizesAndDeletes() throws {
        let disk = try open()
        try BlockDevice.addPartition(number: 2, extent: Extent(mebibytes: 4, 2), on: disk)
        try BlockDevice.addPartition(number: 1, extent: Extent(mebibytes: 1, 2), on: disk)
        #expect(sysfs.partitions(of: loop.name).map(\.number) == [1, 2])
        try BlockDevice.resizePartition(number: 2, extent: Extent(mebibytes: 4, 5), on: disk)
        let partition = try #require(sysfs.partitions(of: loop.name).last)
        #expect(partition.extent == Extent(mebibytes: 4, 5))
        #expect(partition.name == loop.name + "p2")
        #expect(FileStatus.at(partition.node)?.deviceNumber == partition.device)
        let found = try #require(sysfs.disk(named: partition.name))
        #expect(found.isPartition)
        #expect(found.parent == loop.name)
        #expect(found.sequence == loop.sequence)
        #expect(found.size == ByteCount(5 * mebibyte))
        try BlockDevice.deletePartition(number: 1, on: disk)
        #expect(sysfs.partitions(of: loop.name).map(\.number) == [2])
    }

    @Test func takesNumbersUpTo255() throws {
        let disk = try open()
        let extent = Extent(mebibytes: 1, 1)
        #expect(errno { try BlockDevice.addPartition(number: 0, extent: extent, on: disk) } == EINVAL)
        #expect(errno { try BlockDevice.addPartition(number: 256, extent: extent, on: disk) } == EINVAL)
        #expect(errno { try BlockDevice.addPartition(number: .max, extent: extent, on: disk) } == EINVAL)
        try BlockDevice.addPartition(number: 255, extent: extent, on: disk)
        #expect(sysfs.partitions(of: loop.name).map(\.number) == [255])
    }

    @Test func keepsTheKernelsAnswer() throws {
        let disk = try open()
        try BlockDevice.addPartition(number: 1, extent: Extent(mebibytes: 1, 2), on: disk)
        #expect(errno { try BlockDevice.addPartition(number: 1, extent: Extent(mebibytes: 8, 1), on: disk) } == EBUSY)
        #expect(errno { try BlockDevice.addPartition(number: 2, extent: Extent(mebibytes: 2, 2), on: disk) } == EBUSY)
        #expect(errno { try BlockDevice.addPartition(number: 2, extent: Extent(mebibytes: 15, 2), on: disk) } == EINVAL)
        #expect(
            errno { try BlockDevice.resizePartition(number: 1, extent: Extent(mebibytes: 2, 2), on: disk) } == EINVAL)
        #expect(
            errno { try BlockDevice.resizePartition(number: 3, extent: Extent(mebibytes: 2, 2), on: disk) } == ENXIO)
        #expect(errno { try BlockDevice.deletePartition(number: 3, on: disk) } == ENXIO)
        let holder = try OwnedDescriptor.open(loop.node + "p1", .readOnly)
        let busy = #expect(throws: SyscallFailure.self) { try BlockDevice.deletePartition(number: 1, on: disk) }
        #expect(
            busy?.description
                == "cannot hide partition 1 of '\(loop.node)': it is mounted or open (ioctl BLKPG_DEL_PARTITION: EBUSY)"
        )
        try holder.close()
        try BlockDevice.deletePartition(number: 1, on: disk)
    }

    @Test func takesAPartitionAwayOnceNobodyHasItOpen() throws {
        let disk = try open()
        try BlockDevice.addPartition(number: 1, extent: Extent(mebibytes: 1, 2), on: disk)
        let holder = Held(try OwnedDescriptor.open(loop.node + "p1", .readOnly))
        #expect(errno { try BlockDevice.deletePartition(number: 1, on: disk, until: .now) } == EBUSY)
        let results = Results()
        let node = loop.node
        inParallel(2) { thread in
            if thread == 1 { return holder.release() }
            do {
                let disk = try OwnedDescriptor.open(node, .readOnly)
                try BlockDevice.deletePartition(number: 1, on: disk, until: .now + .seconds(30))
            } catch {
                results.add("\(error)")
            }
        }
        #expect(results.problems == [])
        #expect(sysfs.partitions(of: loop.name).isEmpty)
        try BlockDevice.deletePartition(number: 1, on: disk, until: .now)
    }

    @Test func seesAClaimOfTheDiskInAClaimOfAPartition() throws {
        let disk = try open()
        try BlockDevice.addPartition(number: 1, extent: Extent(mebibytes: 1, 2), on: disk)
        #expect(try !BlockDevice.isClaimed(loop.node))
        let claim = try OwnedDescriptor.open(loop.node + "p1", [.readOnly, .exclusive])
        #expect(try BlockDevice.isClaimed(loop.node))
        #expect(try BlockDevice.isClaimed(loop.node + "p1"))
        try claim.close()
        #expect(try !BlockDevice.isClaimed(loop.node))
    }

    // Kernels before 2026 drop BLKPG's partitions at the first foreign open unless the pending scan has been paid off.
    @Test func survivesAForeignOpen() throws {
        do {
            let disk = try open()
            try BlockDevice.addPartition(number: 1, extent: Extent(mebibytes: 1, 2), on: disk)
        }
        for options in [OpenOptions.readOnly, .readWrite] { _ = try OwnedDescriptor.open(loop.node, options) }
        #expect(sysfs.partitions(of: loop.name).map(\.number) == [1])
    }
}
