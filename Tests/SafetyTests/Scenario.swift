// SPDX-License-Identifier: MIT

import Testing
import WrightModel

/// A change of a partition table, what it starts from, and the manifest that is applied when it was cut off.
struct Scenario: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var kind = "gpt"
    var sector = 512
    /// The partitions before, as a manifest has them; empty for a blank image.
    var former = ""
    /// Whether the image has logical partitions before.
    var isLogical = false
    var wanted: String
    /// The image's size before and afterwards, in mebibytes.
    var size = 2
    var sizeWanted = 2
    /// What befell the table before it is changed.
    var damage: Damage?
    /// The change, where it is not the planner's but a command's; made of a table that has it already it changes nothing.
    var edit: (@Sendable (inout PartitionTable) -> Void)?
    /// Whether not the change but its undoing is what is cut off.
    var isUndone = false

    /// A part of a GPT that is zeroed.
    enum Damage: Sendable, CaseIterable {
        case firstSector, primaryHeader, primaryEntries, backupHeader, backupEntries
    }

    func keys(_ partitions: String, mebibytes: Int) -> String {
        let contents = partitions.isEmpty ? "" : ", table: \(kind), align: 16KiB, partitions: [\(partitions)]"
        return "size: \(mebibytes)MiB, sector-size: \(sector)" + contents
    }

    /// Whether there is no table before.
    var isBlank: Bool { former.isEmpty && !isLogical }

    /// The same with 4096-byte sectors.
    var inLargeSectors: Scenario {
        var large = self
        large.sector = 4096
        return large
    }
}

extension Scenario {
    static let all = (logical + mbr + gpt).flatMap { [$0, $0.inLargeSectors] }

    private static let one = "{name: a, size: 256KiB}"
    private static let two = "{name: a, size: 256KiB}, {name: b, size: 512KiB}"
    private static let three = two + ", {name: c, size: rest}"
    private static let many = (0..<16).map { "{name: p\($0), size: 16KiB}" }.joined(separator: ", ")

    private static let gpt: [Scenario] =
        [
            Scenario(testDescription: "a GPT is made", wanted: three),
            Scenario(testDescription: "a GPT of many partitions is made", wanted: many),
            Scenario(testDescription: "partitions are added", former: one, wanted: three),
            Scenario(testDescription: "many partitions are added", former: "{name: p0, size: 16KiB}", wanted: many),
            Scenario(testDescription: "an image is grown", former: two, wanted: two, sizeWanted: 3),
            Scenario(testDescription: "an image is grown and added to", former: two, wanted: three, sizeWanted: 3),
            Scenario(
                testDescription: "a partition is grown", former: two, wanted: "{name: a}, {name: b}",
                edit: { $0.resize(2, to: 768) }),
            Scenario(
                testDescription: "a partition is shrunk", former: two, wanted: "{name: a}, {name: b}",
                edit: { $0.resize(2, to: 128) }),
            Scenario(
                testDescription: "everything of a partition is changed", former: two,
                wanted: "{name: a}, {name: b, number: 2}", edit: { $0.alter(2) }),
            Scenario(
                testDescription: "many partitions are renamed", former: many,
                wanted: (0..<16).map { "{name: p\($0), number: \($0 + 1)}" }.joined(separator: ", "),
                edit: { $0.rename() }),
            Scenario(
                testDescription: "the disk gets another identifier", former: two, wanted: two,
                edit: { $0.identifier = .gpt(.other) }),
            Scenario(
                testDescription: "the disk and a partition get other identifiers", former: two,
                wanted: "{name: a}, {name: b, number: 2}",
                edit: {
                    $0.identifier = .gpt(.other)
                    $0.alter(2)
                }),
            Scenario(
                testDescription: "a partition is removed", former: two, wanted: one,
                edit: { $0.partitions.removeAll { $0.number == 2 } }),
            Scenario(
                testDescription: "all partitions are removed", former: many, wanted: "",
                edit: { $0.partitions.removeAll() }),
            Scenario(
                testDescription: "additions are undone", former: one, wanted: one,
                edit: { $0.partitions.append($0.partitions[0].copy(2, at: 1024)) }, isUndone: true),
            Scenario(
                testDescription: "renamings are undone", former: many, wanted: many, edit: { $0.rename() },
                isUndone: true),
        ]
        + Damage.allCases.flatMap { damage in
            [
                Scenario(
                    testDescription: "without \(damage), a table is repaired", former: two, wanted: two, damage: damage),
                Scenario(
                    testDescription: "without \(damage), partitions are added", former: one, wanted: three,
                    damage: damage),
                Scenario(
                    testDescription: "without \(damage), a partition is changed", former: two,
                    wanted: "{name: a}, {name: b, number: 2}", damage: damage, edit: { $0.alter(2) }),
            ]
        }
        // Without the first copy nothing tells where the backup is once the file has grown: that is refused.
        + Damage.allCases.suffix(2).map { damage in
            Scenario(
                testDescription: "without \(damage), an image is grown", former: two, wanted: three, sizeWanted: 3,
                damage: damage)
        }

    private static let mbr = [
        Scenario(testDescription: "an MBR is made", kind: "mbr", wanted: three),
        Scenario(testDescription: "partitions are added to an MBR", kind: "mbr", former: one, wanted: three),
        Scenario(
            testDescription: "an image with an MBR is grown and added to", kind: "mbr", former: two, wanted: three,
            sizeWanted: 3),
        Scenario(
            testDescription: "a partition of an MBR is changed", kind: "mbr", former: two,
            wanted: "{name: a, number: 1}, {name: b, number: 2}",
            edit: {
                $0.resize(2, to: 768)
                $0.partitions[1].type = .mbr(0x07)
                $0.partitions[1].attributes = .active
            }),
        Scenario(
            testDescription: "a partition of an MBR is removed", kind: "mbr", former: two, wanted: one,
            edit: { $0.partitions.removeAll { $0.number == 2 } }),
        Scenario(
            testDescription: "additions to an MBR are undone", kind: "mbr", former: one, wanted: one,
            edit: { $0.partitions.append($0.partitions[0].copy(2, at: 1024)) }, isUndone: true),
    ]
}

extension PartitionTable {
    mutating func resize(_ number: Int, to kibibytes: Int64) {
        for index in partitions.indices where partitions[index].number == number {
            partitions[index].extent.length = .kibibyte * kibibytes
        }
    }

    fileprivate mutating func alter(_ number: Int) {
        resize(number, to: 768)
        for index in partitions.indices where partitions[index].number == number {
            partitions[index].label = "another"
            partitions[index].identifier = .gpt(.other)
            partitions[index].type = .gpt(.other)
            partitions[index].attributes = .required
        }
    }

    fileprivate mutating func rename() {
        for index in partitions.indices { partitions[index].label = "name \(partitions[index].number)" }
    }
}

extension TablePartition {
    fileprivate func copy(_ number: Int, at kibibytes: Int64) -> TablePartition {
        var copy = self
        copy.number = number
        copy.extent.start = .kibibyte * kibibytes
        switch identifier {
        case .gpt: copy.identifier = .gpt(.other)
        case .mbr(let disk, _): copy.identifier = .mbr(disk: disk, number: number)
        }
        return copy
    }
}

extension GUID {
    static let other = GUID("8a6f2c10-0102-4304-9506-0708090a0b0c") ?? .zero
}
