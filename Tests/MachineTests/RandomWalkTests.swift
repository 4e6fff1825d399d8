// SPDX-License-Identifier: MIT

import Glibc
import TestSupport
import Testing

/// One edit of a manifest after another, each applied to the same disk: the table follows, what the partitions hold stays.
///
/// `LOOPWRIGHT_WALK` gives the number of edits of each walk.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct RandomWalkTests {
    private static let steps = getenv("LOOPWRIGHT_WALK").flatMap { Int(String(cString: $0)) } ?? 40

    /// A mebibyte of a partition, and what was written to it.
    private struct Marker {
        let number: Int
        let mebibyte: Int
        var text: String { "loopwright \(number) \(mebibyte) ".padded(to: 4096) }
    }

    @Test(arguments: [(UInt64(1), Walk.Ground.gpt), (2, .gpt), (3, .mbr), (4, .logical)])
    func everyEditIsFollowedAndNothingIsLost(_ seed: UInt64, on ground: Walk.Ground) throws {
        let box = try Sandbox()
        var walk = Walk(seed: seed, on: ground)
        if ground == .logical { try box.image("walk.img", mebibytes: walk.size, table: Walk.table) }
        var markers: [Marker] = []
        var done = "the store is made"
        for step in 0..<RandomWalkTests.steps {
            try box.manifest("stores:\n  %-walk: \(walk.text)\n")
            let applied = try box.loopwright("apply")
            try #require(applied.status == 0, "seed \(seed), step \(step), \(done): \(applied.words)\n\(walk.text)")
            try expectNothingToDo(box, "seed \(seed), step \(step), \(done)")
            try expectSound(box.path("walk.img"), isGPT: walk.isGPT)
            for marker in markers { try #require(try holds(marker, in: box), "step \(step), \(done): \(marker)") }
            try mark(walk, &markers, in: box)
            if step % 10 == 9 { try box.expect("detach", "--all") }
            done = walk.edit()
        }
        Figure.note(RandomWalkTests.steps, "edits of walk \(seed): \(markers.count) markers are intact")
        #expect(markers.count > 3)
        try box.manifest("stores: {%-walk: {file: @/walk.img}}\n")
        try box.expect("detach", "--all")
    }

    private func expectNothingToDo(_ box: borrowing Sandbox, _ when: String) throws {
        let plan = try box.loopwright("plan")
        try #require(plan.status == 0, "\(when): \(plan.words)")
    }

    private func expectSound(_ file: String, isGPT: Bool) throws {
        try must("sfdisk", "--verify", "--quiet", file)
        guard isGPT else { return }
        let verdict = try must("sgdisk", "--verify", file)
        try #require(verdict.contains("No problems found"), "\(verdict)")
    }

    /// Writes to the first and the last mebibyte of every partition, where nothing was written before.
    private func mark(_ walk: Walk, _ markers: inout [Marker], in box: borrowing Sandbox) throws {
        for partition in walk.partitions {
            for mebibyte in Set([0, partition.size - 1]) {
                let marker = Marker(number: partition.number, mebibyte: mebibyte)
                guard !markers.contains(where: { $0.text == marker.text }) else { continue }
                try write(marker, in: box)
                markers.append(marker)
            }
        }
    }

    private func node(_ marker: Marker, in box: borrowing Sandbox) -> String {
        box.link("walk", "part\(marker.number)")
    }

    private func write(_ marker: Marker, in box: borrowing Sandbox) throws {
        let disk = open(node(marker, in: box), O_WRONLY | O_CLOEXEC)
        try #require(disk >= 0)
        defer { close(disk) }
        let bytes = Array(marker.text.utf8)
        try #require(pwrite(disk, bytes, bytes.count, off_t(marker.mebibyte << 20)) == bytes.count)
        try #require(fsync(disk) == 0)
    }

    private func holds(_ marker: Marker, in box: borrowing Sandbox) throws -> Bool {
        let disk = open(node(marker, in: box), O_RDONLY | O_CLOEXEC)
        try #require(disk >= 0)
        defer { close(disk) }
        let wanted = Array(marker.text.utf8)
        var found = [UInt8](repeating: 0, count: wanted.count)
        try #require(pread(disk, &found, found.count, off_t(marker.mebibyte << 20)) == found.count)
        return found == wanted
    }
}

extension String {
    /// The text, repeated to a length.
    fileprivate func padded(to length: Int) -> String {
        String(String(repeating: self, count: length / utf8.count + 1).prefix(length))
    }
}
