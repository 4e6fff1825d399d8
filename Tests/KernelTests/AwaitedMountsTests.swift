// SPDX-License-Identifier: MIT

import Testing

@testable import WrightKernel

struct AwaitedMountsTests {
    let scratch: Scratch
    private let place: String

    init() throws {
        scratch = try Scratch()
        place = scratch.folder("a place")
    }

    private func awaited(_ fstab: String, mounted: Set<String> = [], above path: String) throws -> String? {
        try AwaitedMounts(fstab: fstab, mounted: mounted).place(above: .open(path, .place))
    }

    private var line: String { "/dev/sdz \(place.replacing(" ", with: "\\040")) ext4 defaults 0 2\n" }

    @Test func aMountIsAwaitedUntilItIsThere() throws {
        #expect(try awaited(line, above: place) == place)
        #expect(try awaited(line, above: scratch.folder("a place/deeper")) == place)
        #expect(try awaited(line, mounted: [place], above: place) == nil)
        #expect(try awaited(line, above: scratch.folder("a place beside it")) == nil)
        #expect(try awaited(line, above: "/") == nil)
    }

    @Test func linksAreFollowedOnBothSides() throws {
        let link = scratch.link("link", to: place)
        #expect(try awaited(line, above: link + "/.") == place)
        #expect(try awaited("a\t\(link)//\text4\n", above: place) == place)
        #expect(try awaited("a \(link) ext4\n", mounted: [place], above: place) == nil)
    }

    @Test(arguments: ["#\(0) / ext4", "# a /", "", "a", "a none swap", "a / ext4 defaults", "a swap swap", "\\ \\0 \\"])
    func otherLinesAwaitNothing(text: String) throws {
        #expect(try awaited(text, above: place) == nil)
    }
}
