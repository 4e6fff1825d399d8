// SPDX-License-Identifier: MIT

import Testing

/// As many partitions as there can be, and one more.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct LimitTests {
    /// A manifest of one store with so many partitions of a mebibyte.
    private func manifest(_ count: Int, table: String, in box: borrowing Sandbox) throws {
        let partitions = (1...count).map { "      - {name: p\($0), size: 1MiB}" }.joined(separator: "\n")
        try box.manifest(
            """
            stores:
              %-a:
                file: @/a.img
                size: 300MiB
                table: \(table)
                partitions:
            \(partitions)
            """)
    }

    /// Every link leads to the partition that it names, by number and by place.
    private func expectLinks(_ count: Int, in box: borrowing Sandbox) throws {
        let loop = try box.node("a")
        for number in 1...count {
            let node = loop + "p\(number)"
            #expect(try box.node("a", "p\(number)") == node)
            #expect(try box.node("a", "part\(number)") == node)
            #expect(try box.attribute(node, "start") == "\(number * 2048)")
            #expect(try box.attribute(node, "size") == "2048")
        }
        let shown = try must("lsblk", "--noheadings", "--list", "--output", "TYPE", loop)
        #expect(box.lines(shown).count { $0 == "part" } == count)
    }

    @Test(arguments: [("gpt", 255), ("mbr", 4)])
    func asManyAsThereCanBe(table: String, count: Int) throws {
        let box = try Sandbox()
        try manifest(count, table: table, in: box)
        try box.converge()
        try expectLinks(count, in: box)
        try must("sfdisk", "--verify", "--quiet", box.path("a.img"))
        let before = try box.digest(box.path("a.img"))
        #expect(try box.expect("apply").contains("converged: \(count) partitions on "))
        try box.expect("detach", "--all")
        #expect(try box.digest(box.path("a.img")) == before)
        #expect(!exists("/dev/disk/by-loopwright/\(box.store("a"))"))
        #expect(box.loops().isEmpty)
    }

    static let refusals = [
        (
            "gpt", 256,
            "@/manifest.yaml:8:7: stores.%-a.partitions: the list has 256 items: the kernel shows at most 255 "
                + "partitions of one disk; write at most 255"
        ),
        (
            "mbr", 5,
            "@/manifest.yaml:12:9: stores.%-a.partitions[4]: an mbr table holds 4 partitions, for no logical ones are "
                + "made; remove the others, or write 'table: gpt'"
        ),
    ]

    @Test(arguments: refusals)
    func oneMoreIsRefusedBeforeAnythingIsWritten(table: String, count: Int, sentence: String) throws {
        let box = try Sandbox()
        try manifest(count, table: table, in: box)
        for command in ["check", "plan", "apply"] {
            let words = try box.expect(command, exit: 65)
            #expect(words.contains(box.expand(sentence)), "\(words)")
        }
        #expect(!exists(box.path("a.img")))
    }

    @Test func aTableThatIsFullIsRefusedOneMore() throws {
        let box = try Sandbox()
        let dos = try box.image("a.img", table: "label: dos\n" + String(repeating: "size=4M\n", count: 4))
        try box.manifest("stores:\n  %-a: {file: @/a.img, partitions: [{name: fifth, number: 5, size: rest}]}\n")
        try box.expectRefusal(
            "partition 'fifth' would be number 5 of an MBR, and only primary partitions, 1 to 4, are made", of: dos)
        let gpt = try box.image(
            "b.img", table: "label: gpt\ntable-length: 4\n" + String(repeating: "size=4M\n", count: 4))
        try box.manifest("stores:\n  %-b: {file: @/b.img, partitions: [{name: fifth, size: rest}]}\n")
        try box.expectRefusal("there is no entry left for partition 'fifth': all 4 that the table has", of: gpt)
    }
}
