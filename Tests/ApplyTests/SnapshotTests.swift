// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel
import WrightObserve

@Suite(.enabled(if: geteuid() == 0, "needs root"))
struct SnapshotTests {
    private let store: StoreName

    init() throws { store = try #require(StoreName("snapshot-\(getpid())")) }

    @Test func takesALoopThatWasUnboundSinceForGone() throws {
        var template = Array("/tmp/loopwright-snapshot-XXXXXX".utf8CString)
        let image = mkstemp(&template)
        try #require(image >= 0 && ftruncate(image, 1 << 20) == 0)
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            close(image)
            unlink(path)
        }
        let loop = try attach(path)
        let before = MachineSnapshot.take()
        let seen = before.loop(of: store, over: nil)
        let marked = before.marked.filter { $0.store == store }.map(\.disk)
        try LoopDevice.detach(name: loop.name, expecting: loop.sequence, deadline: .now + .seconds(20))
        #expect(seen?.number == loop.number && seen?.sequence == loop.sequence)
        #expect(marked == [loop.sequence])
        // What the snapshot says of it is of a binding that is over; the device may be anybody's by now.
        #expect(before.loop(of: store, over: nil) == nil)
        #expect(before.loops { $0 == store } == [])
        #expect(MachineSnapshot.take().marked.allSatisfy { $0.store != store })
    }

    private func attach(_ path: String) throws -> AttachedLoop {
        let request = LoopRequest(
            backingPath: path, offset: .zero, sizeLimit: .zero, sectorSize: .bytes512, readOnly: false, directIO: .auto,
            links: [])
        return try LoopControl.open().attach(
            request, backing: try OwnedDescriptor.open(path, .readWrite), reference: store.loopReference)
    }
}
