// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel

@Suite(.enabled(if: geteuid() == 0, "needs root"), .serialized)
struct DetachTests {
    let scratch: Scratch
    let loops = TestLoops()
    let loop: AttachedLoop
    let sysfs = Sysfs()

    init() throws {
        scratch = try Scratch()
        loop = try loops.attach(try scratch.image(bytes: 16 * mebibyte))
        let disk = try OwnedDescriptor.open(loop.node, .readOnly)
        for number in 1...3 {
            let extent = Extent(mebibytes: Int64(number) * 2, 2)
            try BlockDevice.addPartition(number: number, extent: extent, on: disk)
        }
    }

    private var isThere: Bool { sysfs.isBound(loop.name) && sysfs.sequence(of: loop.name) == loop.sequence }

    private func failure(within time: Duration = .milliseconds(500)) -> DetachFailure? {
        do throws(DetachFailure) {
            try LoopDevice.detach(name: loop.name, expecting: loop.sequence, deadline: .now + time)
            return nil
        } catch {
            return error
        }
    }

    @Test func leavesNothing() throws {
        #expect(failure(within: .seconds(10)) == nil)
        #expect(!isThere)
        #expect(sysfs.isBound(loop.name) || sysfs.partitions(of: loop.name) == [])
        // Once more is no error.
        #expect(failure() == nil)
    }

    @Test func touchesNoSuccessor() throws {
        try loops.detach(loop)
        let stranger = try loops.attach(try scratch.image("other.img", bytes: mebibyte))
        try LoopDevice.detach(name: stranger.name, expecting: loop.sequence, deadline: soon)
        #expect(sysfs.sequence(of: stranger.name) == stranger.sequence)
        #expect(sysfs.isBound(stranger.name))
    }

    @Test func changesNothingWhileAPartitionIsClaimed() throws {
        let before = sysfs.partitions(of: loop.name)
        let claim = try OwnedDescriptor.open(loop.node + "p2", [.readOnly, .exclusive])
        #expect(failure() == .partitionBusy(node: loop.node + "p2"))
        #expect(sysfs.partitions(of: loop.name) == before)
        try claim.close()
    }

    @Test func changesNothingWhileTheDiskIsClaimed() throws {
        let claim = try OwnedDescriptor.open(loop.node, [.readOnly, .exclusive])
        #expect(failure() == .claimed(node: loop.node))
        #expect(isThere)
        try claim.close()
    }

    @Test func putsBackWhatItTookBeforeABusyPartition() throws {
        let before = sysfs.partitions(of: loop.name).map(\.extent)
        let holder = try OwnedDescriptor.open(loop.node + "p3", .readOnly)
        #expect(failure() == .partitionBusy(node: loop.node + "p3"))
        #expect(sysfs.partitions(of: loop.name).map(\.extent) == before)
        #expect(try LoopDevice.status(of: loop.name)?.autoclear == false)
        try holder.close()
        #expect(failure(within: .seconds(10)) == nil)
    }

    @Test func saysThatSomebodyHoldsTheDisk() throws {
        let holder = try OwnedDescriptor.open(loop.node, .readOnly)
        #expect(failure() == .stillHeld(node: loop.node))
        try holder.close()
        #expect(failure(within: .seconds(10)) == nil)
        #expect(!isThere)
        #expect(sysfs.isBound(loop.name) || sysfs.partitions(of: loop.name) == [])
    }

    @Test func isReleasedByTheLastOfItsUsers() throws {
        let holder = try OwnedDescriptor.open(loop.node + "p1", .readOnly)
        try LoopDevice.release(loop.node, expecting: loop.sequence)
        #expect(try LoopDevice.status(of: loop.name)?.autoclear == true)
        #expect(isThere)
        try holder.close()
        #expect(Patience.poll(until: soon) { isThere ? nil : true } == true)
        try LoopDevice.release(loop.node, expecting: loop.sequence)
    }

    @Test func anotherBindingIsNotReleased() throws {
        try LoopDevice.release(loop.node, expecting: DiskSequence(loop.sequence.value - 1))
        #expect(try LoopDevice.status(of: loop.name)?.autoclear == false)
        #expect(isThere)
    }

    @Test func waitsForAPasserBy() throws {
        let holder = Held(try OwnedDescriptor.open(loop.node + "p1", .readOnly))
        let results = Results()
        let (name, sequence) = (loop.name, loop.sequence)
        inParallel(2) { worker in
            guard worker == 0 else {
                Patience.sleep(.milliseconds(50))
                return holder.release()
            }
            do {
                try LoopDevice.detach(name: name, expecting: sequence, deadline: soon)
            } catch {
                results.add("\(error)")
            }
        }
        #expect(results.problems == [])
        #expect(!isThere)
    }

    @Test func namesWhoHasTheLock() throws {
        let lock = try DeviceLock.take(loop.node, mode: .shared, deadline: soon)
        guard case .failed(let error) = failure() else {
            Issue.record("the lock was not respected")
            return
        }
        #expect(error.wouldWait)
        #expect(error.description.contains("process \(getpid()) ("))
        #expect(isThere)
        _ = consume lock
    }
}
