// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightFdisk
import WrightModel
import WrightTable

/// What is not written: nothing of the image changes, and the sentence says why.
@Suite struct RefusalTests {
    private static let size: Int64 = 4 << 20

    /// A wanted table, its flaw, and what is said of it.
    struct Flaw: Sendable, CustomTestStringConvertible {
        let sentence: String
        var kind = TableKind.gpt
        let make: @Sendable (inout PartitionTable) -> Void
        var testDescription: String { sentence }
    }

    @Test(arguments: [
        Flaw(sentence: "a table cannot have 0 entries") { $0.entries = 0 },
        Flaw(sentence: "a table cannot have 32769 entries") { $0.entries = 32769 },
        Flaw(sentence: "a table cannot have 5 entries", kind: .mbr) { $0.entries = 5 },
        Flaw(sentence: "the identifier is not one of such a table") { $0.identifier = .mbr(1) },
        Flaw(sentence: "the usable area does not lie on the device") { $0.usable.length = ByteCount(.max) },
        Flaw(sentence: "the usable area does not lie on the device") { $0.usable.start = ByteCount(-512) },
        Flaw(sentence: "the usable area leaves no room for the table") { $0.usable.start = ByteCount(33 * 512) },
        Flaw(sentence: "the partitions are not in the order of their numbers") { $0.partitions.swapAt(0, 1) },
        Flaw(sentence: "the partitions are not in the order of their numbers") { $0.partitions[1].number = 1 },
        Flaw(sentence: "partition 0 has a number beyond the entries") { $0.partitions[0].number = 0 },
        Flaw(sentence: "partition 129 has a number beyond the entries") { $0.partitions[1].number = 129 },
        Flaw(sentence: "partition 1 does not lie in the usable area") {
            $0.partitions[0].extent.start = ByteCount(512)
        },
        Flaw(sentence: "partition 1 does not lie in the usable area") { $0.partitions[0].extent.start.bytes += 1 },
        Flaw(sentence: "partition 1 does not lie in the usable area") { $0.partitions[0].extent.length = .zero },
        Flaw(sentence: "partition 1 does not lie in the usable area") {
            $0.partitions[0].extent.length = ByteCount(.max)
        },
        Flaw(sentence: "partition 1 does not lie in the usable area") {
            $0.partitions[0].extent.start = ByteCount(.min)
        },
        Flaw(sentence: "partitions 1 and 2 overlap") { $0.partitions[1].extent.start = ByteCount(2147 * 512) },
        Flaw(sentence: "partition 1 has a label of more than 36 UTF-16 units") {
            $0.partitions[0].label = String(repeating: "🦀", count: 19)
        },
        Flaw(sentence: "partition 1 has the type of an unused entry") { $0.partitions[0].type = .gpt(.zero) },
        Flaw(sentence: "partition 1 has a type of another table") { $0.partitions[0].type = .mbr(0x83) },
        Flaw(sentence: "partition 1 has an identifier of another table") {
            $0.partitions[0].identifier = .mbr(disk: 1, number: 1)
        },
        Flaw(sentence: "partition 1 cannot be made inside another") { $0.partitions[0].role = .logical },
        Flaw(sentence: "partition 5 has a number beyond the entries", kind: .mbr) { $0.partitions[1].number = 5 },
        Flaw(sentence: "partition 1 cannot be made with type 0x05", kind: .mbr) { $0.partitions[0].type = .mbr(5) },
        Flaw(sentence: "partition 1 cannot be made with type 0x00", kind: .mbr) { $0.partitions[0].type = .mbr(0) },
        Flaw(sentence: "partition 1 has what an MBR has no field for", kind: .mbr) { $0.partitions[0].label = "x" },
        Flaw(sentence: "partition 1 has what an MBR has no field for", kind: .mbr) {
            $0.partitions[0].attributes = .noAuto
        },
        Flaw(sentence: "partition 1 has an identifier of another table", kind: .mbr) { $0.identifier = .mbr(2) },
    ])
    func flawedTablesAreNotMade(flaw: Flaw) throws {
        let image = try TemporaryImage(size: Self.size)
        var wanted = Sample.table(flaw.kind, size: Self.size)
        wanted.partitions =
            flaw.kind == .gpt
            ? [Sample.gpt(1, 2048, 100), Sample.gpt(2, 3000, 100)]
            : [Sample.mbr(1, 2048, 100), Sample.mbr(2, 3000, 100)]
        flaw.make(&wanted)
        try expectRefusal(of: wanted, from: nil, on: image, because: flaw.sentence)
    }

    private func expectRefusal(
        of wanted: PartitionTable, from before: PartitionTable?, on image: TemporaryImage, because sentence: String
    ) throws {
        let bytes = try image.bytes
        let failure = try #require(throws: TableFailure.self) { try image.change(to: wanted, from: before) }
        #expect(failure.description.hasPrefix("cannot write the partition table of '\(image.path)': "))
        #expect(failure.description.contains(sentence))
        #expect(try image.bytes == bytes)
    }

    @Test func aTableThatHasChangedIsLeftAlone() throws {
        let image = try TemporaryImage(size: Self.size)
        let empty = Sample.table(.gpt, size: Self.size)
        let before = try image.change(to: empty, from: nil)
        var after = before
        after.partitions = [Sample.gpt(1, 2048, 100)]
        try expectRefusal(of: after, from: nil, on: image, because: "there is a table already")
        try image.change(to: after, from: before)
        try expectRefusal(
            of: after, from: before, on: image, because: "no longer the one that the change was planned for")
    }

    @Test func theRemainsOfAnotherTableAreLeftAlone() throws {
        let image = try TemporaryImage(size: Self.size)
        var other = Sample.table(.gpt, size: Self.size)
        other.identifier = .gpt(Sample.guid(1))
        try image.change(to: other, from: nil)
        try image.write([UInt8](repeating: 0, count: 512), at: 0)
        let wanted = Sample.table(.gpt, size: Self.size)
        try expectRefusal(of: wanted, from: nil, on: image, because: "there are the remains of another table")
    }

    /// A table in another sector size is found too, and where its first sector is zero it is not sector by sector ours.
    @Test(arguments: [true, false]) func aTableInAnotherSectorSizeIsLeftAlone(isWhole: Bool) throws {
        let image = try TemporaryImage(size: Self.size)
        try image.change(to: Sample.table(.gpt, size: Self.size, sectorSize: .bytes4096), from: nil)
        if !isWhole { try image.write([UInt8](repeating: 0, count: 512), at: 0) }
        let sentence = isWhole ? "there is a table already" : "there are the remains of another table"
        try expectRefusal(of: Sample.table(.gpt, size: Self.size), from: nil, on: image, because: sentence)
    }

    @Test func partitionsAreNotMoved() throws {
        let image = try TemporaryImage(size: Self.size)
        var wanted = Sample.table(.gpt, size: Self.size)
        wanted.partitions = [Sample.gpt(1, 2048, 100)]
        let before = try image.change(to: wanted, from: nil)
        var after = before
        after.partitions[0].extent.start = ByteCount(3000 * 512)
        try expectRefusal(of: after, from: before, on: image, because: "partition 1 would be moved")
    }

    @Test(.enabled(if: Command.isThere("sfdisk"), "needs sfdisk")) func logicalPartitionsAreKept() throws {
        let image = try TemporaryImage(size: Self.size)
        try image.judge(
            "sfdisk", "-q",
            input: "label: dos\nstart=100, size=1000, type=5\nstart=200, size=100\nstart=400, size=100\n")
        let before = try image.table()
        func refuse(_ sentence: String, _ edit: (inout PartitionTable) -> Void) throws {
            var after = before
            edit(&after)
            try expectRefusal(of: after, from: before, on: image, because: sentence)
        }
        try refuse("partition 5 is logical, and is not the last one") { $0.partitions.remove(at: 1) }
        try refuse("partition 5 is logical, and cannot have type 0x00") { $0.partitions[1].type = .mbr(0) }
        try refuse("partition 5 is logical, and would not be") { $0.partitions[1].type = .mbr(0x0f) }
        try refuse("partition 6 would not lie in partition 1") {
            $0.partitions[2].extent.length = ByteCount(701 * 512)
        }
        try refuse("partition 6 would not lie in partition 1") {
            $0.partitions[0].extent.length = ByteCount(399 * 512)
        }
        try refuse("logical partitions and their boot records overlap") {
            $0.partitions[1].extent.length = ByteCount(200 * 512)
        }
        try refuse("partition 1 is extended, and would be changed") { $0.partitions[0].type = .mbr(0x0f) }
        try refuse("partition 1 is extended, and would be changed") { $0.partitions[0].attributes = .active }
    }

    @Test func aMisplacedBackupIsNotLeftWhereItIs() throws {
        let image = try TemporaryImage(size: Self.size)
        try image.change(to: Sample.table(.gpt, size: Self.size), from: nil)
        try image.resize(2 * Self.size)
        let before = try image.table()
        try expectRefusal(of: before, from: before, on: image, because: "it would not be written as wanted")
    }

    @Test func aReadOnlyDescriptorIsAFailure() throws {
        let image = try TemporaryImage(size: Self.size)
        let descriptor = open(image.path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let failure = try #require(throws: TableFailure.self) {
            let change = TableChange(before: nil, after: Sample.table(.gpt, size: Self.size))
            try TableWriter.write(change, to: descriptor, name: "it")
        }
        #expect(failure.description == "cannot write the partition table of 'it': bad file descriptor (pwrite: EBADF)")
    }

    @Test func aDeviceWithoutRoomIsAFailure() throws {
        for size: Int64 in [0, 512, 1024] {
            let image = try TemporaryImage(size: size)
            var wanted = Sample.table(.gpt, size: Self.size)
            wanted.usable = Extent(start: .zero, length: ByteCount(size))
            #expect(throws: TableFailure.self) { try image.change(to: wanted, from: nil) }
        }
    }
}
