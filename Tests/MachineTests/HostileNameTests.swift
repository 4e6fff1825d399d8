// SPDX-License-Identifier: MIT

import Testing

/// Names that were given to partitions by somebody else: they bring no property into udev's database, make no link, and
/// are told in one piece.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("udevadm", "sfdisk"), "needs udevadm and sfdisk"))
struct HostileNameTests {
    static let labels = [
        "a\nLW_LINK=by-id/stolen", "\", SYMLINK+=\"stolen", "../../../../etc/passwd", "\u{1b}[2J\u{7}",
        "$env{PATH} %k\\",
        "x\rLW_STORE=other", "# ' : {[ *&! |>", "\u{202e}\u{2028}\u{85}",
    ]

    @Test func noPropertyAndNoLinkComesOfALabel() throws {
        let box = try Sandbox()
        let image = box.store("a") + ".img"
        let file = try box.image(image, table: "label: gpt\n" + Self.labels.map { _ in "size=1M\n" }.joined())
        for (index, label) in Self.labels.enumerated() {
            try must("sfdisk", "--part-label", file, "\(index + 1)", label)
        }
        let described = try must(Sandbox.binary, "describe", file)
        try box.write(described, to: "manifest.yaml")
        let plan = try box.expect("plan", exit: 2)
        #expect(!plan.contains("~ table"), "\(plan)")
        try box.converge()
        for words in [described, plan, try box.expect("status", "--links"), try box.expect("show", box.store("a"))] {
            let isPlain = words.unicodeScalars.allSatisfy { $0 == "\n" || !$0.properties.isControlLike }
            #expect(isPlain, "\(words)")
        }

        let loop = try box.loop(over: image)
        let number = try box.sequence(of: loop)
        var made: Set = ["disk"]
        for index in Self.labels.indices {
            let record = box.lines(try must("cat", "/run/loopwright/links/\(number).\(index + 1)"))
            #expect(record.count <= 3, "\(record)")
            let known = box.lines(try must("udevadm", "info", "--query=property", "/dev/\(loop)p\(index + 1)"))
                .filter { $0.hasPrefix("LW_") }
            #expect(known.sorted() == record.sorted())
            #expect(record.contains("LW_STORE=" + box.store("a")))
            for link in record where link.hasPrefix("LW_LINK") {
                let name = link.split(separator: "/", omittingEmptySubsequences: false)
                #expect(name.count == 3 && name[1] == box.store("a"), "\(link)")
                made.insert(String(name.last ?? ""))
            }
        }
        #expect(Set(try box.links(of: "a").compactMap { $0.split(separator: " ").first.map(String.init) }) == made)
        #expect(!exists("/dev/stolen") && !exists("/dev/disk/by-id/stolen"))
        try box.expect("detach", "--all")
    }
}

extension Unicode.Scalar.Properties {
    /// Whether a terminal may make of it something else than a sign.
    fileprivate var isControlLike: Bool {
        [.control, .format, .lineSeparator, .paragraphSeparator].contains(generalCategory)
    }
}
