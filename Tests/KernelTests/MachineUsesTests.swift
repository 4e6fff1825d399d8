// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel

@Suite(.enabled(if: geteuid() == 0, "needs root"), .serialized)
struct MachineUsesTests {
    let scratch: Scratch
    let loops = TestLoops()

    init() throws { scratch = try Scratch() }

    @Test func findsWhoStandsOnAnImageAndOnALoop() throws {
        let image = try scratch.image(bytes: mebibyte)
        let inner = try loops.attach(image, reference: "loopwright/inner")
        let outer = try loops.attach(inner.node, reference: "somebody's")
        let uses = MachineUses.read()
        let identity = try #require(FileStatus.at(image)?.identity)
        #expect(uses.uses(of: identity) == [.loop(node: inner.node, store: StoreName("inner"))])
        #expect(uses.uses(of: inner.number) == [.loop(node: outer.node, store: nil)])
        #expect(uses.uses(of: outer.number) == [])
        let left = uses.without(loops: [outer.node])
        #expect(left.uses(of: inner.number) == [])
        #expect(left.uses(of: identity) == uses.uses(of: identity))
        try loops.detach(outer)
    }

    @Test(.enabled(if: Program.exists("mkfs.ext4"), "needs mkfs.ext4"))
    func findsAMount() throws {
        let loop = try loops.attach(try scratch.image(bytes: 4 * mebibyte))
        #expect(Program.run("mkfs.ext4", ["-q", "-F", loop.node]) == 0)
        let place = scratch.folder("a place")
        try #require(mount(loop.node, place, "ext4", UInt(MS_RDONLY), nil) == 0)
        let uses = MachineUses.read(loops: [])
        let isClaimed = try BlockDevice.isClaimed(loop.node)
        let refusal = #expect(throws: DetachFailure.self) { try loops.detach(loop) }
        umount(place)
        #expect(uses.uses(of: loop.number) == [.mounted(at: place)])
        #expect(isClaimed)
        #expect(refusal == .claimed(node: loop.node))
        #expect(MachineUses.read(loops: []).uses(of: loop.number) == [])
    }

    @Test func findsAProcessThatHasItOpen() throws {
        let loop = try loops.attach(try scratch.image(bytes: mebibyte))
        let mine = try OwnedDescriptor.open(loop.node, .readOnly)
        #expect(DeviceOpeners.look(for: [.device(loop.number)]).openers(of: .device(loop.number)) == [])
        let child = try #require(Program.start("sleep", ["60"], input: loop.node))
        let openers = Patience.poll(until: soon) {
            let found = DeviceOpeners.look(for: [.device(loop.number)]).openers(of: .device(loop.number))
            return found.contains(.openedBy(process: child, command: "sleep")) ? found : nil
        }
        kill(child, SIGKILL)
        waitpid(child, nil, 0)
        #expect(openers == [.openedBy(process: child, command: "sleep")])
        try mine.close()
    }
}
