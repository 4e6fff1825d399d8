// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightModel

@testable import WrightKernel

@Suite(.enabled(if: geteuid() == 0, "needs root"), .serialized)
struct LoopTests {
    let scratch: Scratch
    let loops = TestLoops()
    let sysfs = Sysfs()

    init() throws { scratch = try Scratch() }

    @Test func bindsAndMarksALoop() throws {
        let image = try scratch.image(bytes: 8 * mebibyte)
        let loop = try loops.attach(image, reference: "loopwright/appliance")
        #expect(loop.size == ByteCount(8 * mebibyte))
        let binding = try #require(try LoopDevice.status(of: loop.name))
        #expect(binding.store == StoreName("appliance"))
        #expect(binding.backing == FileStatus.at(image)?.identity)
        #expect(binding.path == image)
        #expect(binding.offset == .zero)
        #expect(binding.sizeLimit == .zero)
        #expect(!binding.autoclear)
        let disk = try #require(sysfs.disk(named: loop.name))
        #expect(disk.number == loop.number)
        #expect(disk.sequence == loop.sequence)
        #expect(disk.size == loop.size)
        #expect(!disk.isReadOnly)
        #expect(sysfs.loop(named: loop.name)?.scansPartitions == false)
        #expect(sysfs.isBound(loop.name))
        #expect(sysfs.name(of: loop.number) == loop.name)
        try loops.detach(loop)
        #expect(try LoopDevice.status(of: loop.name) == nil || sysfs.sequence(of: loop.name) != loop.sequence)
    }

    @Test func bindsForReadingOnly() throws {
        let loop = try loops.attach(try scratch.image(bytes: mebibyte), readOnly: true)
        #expect(try BlockDevice.isReadOnly(try OwnedDescriptor.open(loop.node, .readOnly)))
    }

    @Test func bindsASliceWithLargeSectors() throws {
        let loop = try loops.attach(
            try scratch.image(bytes: 8 * mebibyte), offset: mebibyte, limit: 2 * mebibyte, sector: .bytes4096)
        let device = try OwnedDescriptor.open(loop.node, .readOnly)
        #expect(try BlockDevice.size(of: device) == ByteCount(2 * mebibyte))
        #expect(try BlockDevice.sectorSize(of: device) == ByteCount(4096))
        #expect(sysfs.disk(named: loop.name)?.sectorSize == .bytes4096)
        let binding = try #require(try LoopDevice.status(of: loop.name))
        #expect(binding.offset == ByteCount(mebibyte))
        #expect(binding.sizeLimit == ByteCount(2 * mebibyte))
    }

    @Test func doesWithoutDirectIO() throws {
        let loop = try loops.attach(try scratch.image(bytes: mebibyte), directIO: .off)
        #expect(sysfs.loop(named: loop.name)?.directIO == false)
    }

    // Not every file system permits it on every kernel; what must not be is a loop without it.
    @Test func insistsOnDirectIO() throws {
        do {
            let loop = try loops.attach(try scratch.image(bytes: mebibyte), directIO: .on)
            #expect(sysfs.loop(named: loop.name)?.directIO == true)
        } catch let LoopFailure.unfit(sentence) {
            #expect(sentence.hasSuffix("permits no direct I/O"))
        }
    }

    @Test func removesNoLoopThatIsBound() throws {
        let loop = try loops.attach(try scratch.image(bytes: mebibyte))
        let number = try #require(Int(loop.name.dropFirst(4)))
        let control = try LoopControl.open()
        do {
            try control.remove(number: number)
            Issue.record("a bound loop was removed")
        } catch {
            #expect(error.isBusy)
        }
    }

    // A file opened for reading only makes a read-only loop without an error.
    @Test func letsGoOfALoopThatCameOutReadOnly() throws {
        let image = try scratch.image(bytes: mebibyte)
        let error = #expect(throws: LoopFailure.self) { try loops.attach(image, backing: .readOnly) }
        #expect(error?.description == "cannot attach '\(image)' to a loop device: the loop came out read-only")
        let identity = try #require(FileStatus.at(image)?.identity)
        // udevd may have it open for a moment, and then it goes with that.
        let isGone = Patience.poll(until: .now + .seconds(10)) {
            LoopDevice.allBound().contains { $0.binding.backing == identity } ? nil : true
        }
        #expect(isGone == true)
    }

    struct Unfit: Sendable, CustomTestStringConvertible {
        var bytes: Int64
        var offset: Int64 = 0
        var sector = SectorSize.bytes512
        var testDescription: String { "\(bytes) bytes from \(offset) in \(sector.count.bytes)" }
    }

    @Test(arguments: [
        Unfit(bytes: 0), Unfit(bytes: 511), Unfit(bytes: mebibyte, offset: mebibyte),
        Unfit(bytes: mebibyte, offset: 2 * mebibyte), Unfit(bytes: 512, sector: .bytes4096),
        Unfit(bytes: mebibyte + 512, sector: .bytes4096),
    ])
    func refusesWhatTheKernelWouldTake(unfit: Unfit) throws {
        let image = try scratch.image(bytes: unfit.bytes)
        let error = #expect(throws: LoopFailure.self) {
            try loops.attach(image, offset: unfit.offset, sector: unfit.sector)
        }
        guard case .unfit = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func refusesALoopOverItself() throws {
        let loop = try loops.attach(try scratch.image(bytes: mebibyte))
        let folder = try OwnedDescriptor.open(scratch.path, .readOnly)
        let request = LoopRequest(
            backingPath: scratch.path, offset: .zero, sizeLimit: .zero, sectorSize: .bytes512, readOnly: true,
            directIO: .auto, links: [])
        #expect(throws: LoopFailure.self) {
            _ = try LoopControl.open().attach(request, backing: folder, reference: "loopwright/test")
        }
        // A loop on a loop is none on itself.
        let outer = try loops.attach(loop.node)
        #expect(try LoopDevice.status(of: outer.name)?.backing == .device(loop.number))
        try loops.detach(outer)
    }

    @Test func changesTheMarkAndNothingElse() throws {
        let loop = try loops.attach(
            try scratch.image(bytes: 4 * mebibyte), offset: mebibyte, limit: mebibyte, reference: "somebody")
        let before = try #require(try LoopDevice.status(of: loop.name))
        try LoopDevice.setReference("loopwright/mine", of: loop.name, expecting: loop.sequence)
        var after = try #require(try LoopDevice.status(of: loop.name))
        #expect(after.reference == "loopwright/mine")
        after.reference = before.reference
        #expect(after == before)
        #expect(sysfs.sequence(of: loop.name) == loop.sequence)
        let stale = #expect(throws: SyscallFailure.self) {
            try LoopDevice.setReference("x", of: loop.name, expecting: DiskSequence(loop.sequence.value + 1))
        }
        #expect(stale?.errno == ESTALE)
    }

    @Test func growsWithItsBacking() throws {
        let image = try scratch.image(bytes: mebibyte)
        let loop = try loops.attach(image)
        truncate(image, off_t(2 * mebibyte))
        try LoopDevice.setCapacity(of: loop.name, expecting: loop.sequence)
        #expect(sysfs.disk(named: loop.name)?.size == ByteCount(2 * mebibyte))
    }

    @Test func saysWhenALoopIsNotThereOrNotBound() throws {
        #expect(try LoopDevice.status(of: "loop99999") == nil)
        let loop = try loops.attach(try scratch.image(bytes: mebibyte))
        try loops.detach(loop)
        let error = #expect(throws: SyscallFailure.self) {
            try LoopDevice.setCapacity(of: loop.name, expecting: loop.sequence)
        }
        #expect(error?.errno == ESTALE || error?.errno == ENXIO)
    }

    // Partitions of a former owner that an unbound loop keeps would be the next owner's trouble.
    @Test func clearsWhatAFormerOwnerLeft() throws {
        let image = try scratch.image(bytes: 8 * mebibyte)
        _ = try abandon(image)
        let next = try loops.attach(image)
        #expect(sysfs.partitions(of: next.name) == [])
        try addPartition(1, Extent(mebibytes: 2, 1), to: next)
    }

    @Test(arguments: [OpenOptions.readOnly, [.readOnly, .exclusive]])
    func passesOverALoopWhoseLeftoversAreHeld(options: OpenOptions) throws {
        let image = try scratch.image(bytes: 8 * mebibyte)
        let former = try abandon(image)
        let node = "/dev/\(former.name)p1"
        // Kernels that drop leftovers at the next open have none to hold.
        let holder = try? OwnedDescriptor.open(node, options)
        let isHeld = holder != nil
        let next = try loops.attach(image)
        #expect(next.name != former.name || !isHeld)
        _ = consume holder
        try LoopDevice.detach(name: former.name, expecting: former.sequence, deadline: soon)
        #expect(sysfs.isBound(former.name) || sysfs.partitions(of: former.name) == [])
    }

    /// Unbinds a loop as `losetup -d` does, with a partition of BLKPG's still on it.
    private func abandon(_ image: String) throws -> AttachedLoop {
        let loop = try loops.attach(image)
        try addPartition(1, Extent(mebibytes: 1, 2), to: loop)
        let device = try OwnedDescriptor.open(loop.node, .readOnly)
        #expect(LoopDevice.clear(device) == 0)
        try device.close()
        #expect(Patience.poll(until: soon) { sysfs.isBound(loop.name) ? nil : true } == true)
        return loop
    }

    @Test func manyAttachAtOnce() throws {
        let results = Results()
        let images = try (0..<8).map { try scratch.image("\($0).img", bytes: mebibyte) }
        inParallel(8) { worker in
            for _ in 0..<5 {
                let mine = TestLoops()
                do {
                    let loop = try mine.attach(images[worker], reference: "loopwright/w\(worker)")
                    let binding = try LoopDevice.status(of: loop.name)
                    results.add(binding?.path == images[worker] ? nil : "\(loop.name): \(String(describing: binding))")
                    try mine.detach(loop)
                } catch {
                    results.add("\(error)")
                }
            }
        }
        #expect(results.problems == [])
        #expect(results.count == 40)
    }

    private func addPartition(_ number: Int, _ extent: Extent, to loop: AttachedLoop) throws {
        let disk = try OwnedDescriptor.open(loop.node, .readOnly)
        try BlockDevice.addPartition(number: number, extent: extent, on: disk)
    }
}
