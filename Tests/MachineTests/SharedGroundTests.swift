// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// Stores that reach for the same bytes by names that do not tell: none of them writes into what is another's.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct SharedGroundTests {
    private static let remedy =
        "take one of them out of the manifest, or give both slices that lie apart by `offset: …` and `length: …`"

    private func manifest(_ stores: [String], in box: borrowing Sandbox) throws {
        var lines = "stores:\n"
        for (name, keys) in zip(["a", "b"], stores) {
            lines += "  %-\(name): {\(keys), partitions: [{name: \(name), size: 4MiB}]}\n"
        }
        try box.manifest(lines)
    }

    /// How the file is named once more, and the slice of the second store.
    static let files = [
        ("ln $d/a.img $d/b.img", "file: @/b.img", "'@/a.img' is the same file as '@/b.img' of store '%-b'"),
        ("ln -s a.img $d/b.img", "file: @/b.img", "'@/a.img' is the same file as '@/b.img' of store '%-b'"),
        (
            "ln -s . $d/f", "file: @/f/a.img, offset: 1MiB, length: 16MiB",
            "'@/a.img' is the same file as '@/f/a.img' of store '%-b'"
        ),
    ]

    @Test(arguments: files)
    func oneFileOfTwoNames(script: String, second: String, sentence: String) throws {
        let box = try Sandbox()
        let file = try box.image("a.img")
        try must("sh", "-c", "d='\(box.folder)'; \(script)")
        try manifest(["file: @/a.img", second], in: box)
        try box.expectRefusal(sentence, of: file)
        let plan = try box.expect("plan", exit: 3)
        #expect(plan.contains("2 stores: 2 blocked") && plan.contains(Self.remedy), "\(plan)")

        // Alone it gets its device, which it keeps whoever comes for it.
        try manifest(["file: @/a.img"], in: box)
        try box.converge()
        let before = try box.digest(file)
        try manifest(["file: @/a.img", second], in: box)
        let refused = try box.expect("apply", exit: 3)
        #expect(refused.contains(box.expand("%-b  blocked: ")) && refused.contains(Self.remedy), "\(refused)")
        #expect(refused.contains("2 stores: 1 converged, 1 blocked"), "\(refused)")
        #expect(try box.digest(file) == before)
        #expect(box.loops().count == 1)
        try box.expect("detach", "--all")
    }

    @Test func slicesOfOneFileThatLieApartAreTwoStores() throws {
        let box = try Sandbox()
        let file = try box.image("a.img")
        try must("ln", file, box.path("b.img"))
        try manifest(
            ["file: @/a.img, length: 16MiB", "file: @/b.img, offset: 16MiB, length: 16MiB"], in: box)
        try box.converge()
        #expect(box.loops().count == 2)
        try box.expect("detach", "--all")
    }

    /// Keys of two stores on one disk; `#` is its node and `&` another of its names.
    static let disks = [
        ["device: #", "device: '&', offset: 1MiB, length: 16MiB"],
        ["device: #, attach: direct", "device: '&', attach: direct"],
        ["device: #, attach: direct", "device: '&'"],
        ["device: #, length: 16MiB", "device: '&', offset: 8MiB"],
    ]

    @Test(arguments: disks) func oneDiskOfTwoNames(stores: [String]) throws {
        let box = try Sandbox()
        let node = try box.losetup(try box.image("disk.img"))
        let other = try box.attribute(node, "dev")
        let keys = stores.map { store in
            store.replacing("#", with: node).replacing("&", with: "/dev/block/\(other)")
        }
        try manifest(keys, in: box)
        try box.expectRefusal("'\(node)' is what store '%-b' is to be on, too", of: node)
        let plan = try box.expect("plan", exit: 3)
        #expect(plan.contains("2 stores: 2 blocked") && plan.contains(Self.remedy), "\(plan)")
        // One alone is as little preferred.
        for name in ["a", "b"] { try box.expect("apply", box.store(name), exit: 3) }
        try box.expectRefusal("'\(node)' is what store '%-b' is to be on, too", of: node)

        try manifest([keys[0]], in: box)
        try box.converge()
        let before = try box.digest(node)
        try manifest(keys, in: box)
        try box.expect("apply", box.store("a"))
        try box.expect("apply", box.store("b"), exit: 3)
        let refused = try box.expect("apply", exit: 3)
        #expect(refused.contains("2 stores: 1 converged, 1 blocked"), "\(refused)")
        #expect(refused.contains(box.expand("%-b  blocked: ")), "\(refused)")
        #expect(try box.digest(node) == before)
        try manifest([keys[0]], in: box)
        try box.expect("detach", "--all")
    }

    @Test func theLoopOfAStoreIsNoDiskOfAnothers() throws {
        let box = try Sandbox()
        _ = try box.image("a.img")
        try manifest(["file: @/a.img"], in: box)
        try box.converge()
        let loop = try box.node("a")
        try manifest(["file: @/a.img", "device: \(loop), attach: direct"], in: box)
        try box.expectRefusal(
            "'\(loop)' is the loop of store '%-a', which has its links and partitions", of: loop)
        #expect(try box.node("a") == loop)
        try manifest(["file: @/a.img"], in: box)
        try box.converge()
        try box.expect("detach", "--all")
    }

    /// A store that is to stand on what is its own; `#` is the node of its loop.
    @Test(arguments: ["device: #", "device: #p1", "device: #, attach: direct"])
    func aStoreDoesNotStandOnItself(keys: String) throws {
        let box = try Sandbox()
        let file = try box.image("a.img")
        try manifest(["file: @/a.img"], in: box)
        try box.converge()
        let loop = try box.node("a")
        try manifest([keys.replacing("#", with: loop)], in: box)
        try box.expectRefusal(
            keys.contains("direct")
                ? "'\(loop)' is the loop of store '%-a'" : "'\(loop)' is still attached to '@/a.img'", of: file)
        try manifest(["file: @/a.img"], in: box)
        try box.converge()
        try box.expect("detach", "--all")
    }
}
