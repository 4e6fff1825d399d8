// SPDX-License-Identifier: MIT

import Glibc
import TestSupport
import Testing
import WrightApply
import WrightModel
import WrightTable

/// A damaged part of a GPT is written anew from the sound ones, as its maker had written it, and is told of.
@Suite(
    .serialized, .enabled(if: geteuid() == 0, "needs root"),
    .enabled(if: Machine.has("sfdisk", "sgdisk", "parted"), "needs sfdisk, sgdisk and parted"))
struct RepairTests {
    /// Scripts that make a table with the partitions `one` and `two` on `$1`.
    static let makers = [
        """
        printf 'label: gpt\\nsize=512K, name=one, attrs=RequiredPartition\\nsize=512K, name=two, type=swap\\n' |
            sfdisk --quiet "$1"
        """,
        "sgdisk --new=0:0:+512K --change-name=0:one --new=0:0:+512K --change-name=0:two \"$1\" >/dev/null",
        "parted --script \"$1\" mklabel gpt mkpart one 1MiB 2MiB mkpart two 2MiB 3MiB set 1 boot on",
        """
        printf 'label: gpt\\ntable-length: 8\\nfirst-lba: 40\\nstart=64, size=512K, name=one\\nsize=512K, name=two\\n' |
            sfdisk --quiet "$1"
        """,
    ]

    static let partitions = "partitions: [{name: one}, {name: two}]"

    private func image(_ maker: String) throws -> DiskImage {
        let image = try DiskImage(size: 4 << 20)
        let made = try #require(Command.run(["sh", "-euc", maker, "sh", image.path]))
        try #require(made.status == 0, "\(made.words)")
        return image
    }

    private func zero(_ image: DiskImage, _ parts: [TableRegion.Part]) throws {
        for region in image.scan(.bytes512).regions where parts.contains(region.part) {
            try image.put(
                [UInt8](repeating: 0, count: Int(region.extent.length.bytes)), at: Int(region.extent.start.bytes))
        }
    }

    @Test(arguments: makers, Scenario.Damage.allCases)
    func aDamagedPartIsAsItWas(maker: String, damage: Scenario.Damage) throws {
        let image = try image(maker)
        let whole = try image.bytes
        try zero(image, [damage.part])
        let damaged = try image.bytes
        let store = try ImageStore(image, Self.partitions)
        let plan = try store.plan()
        let reason = try #require(plan.imageSteps.first?.reason, "\(plan.reason)")
        #expect(reason.contains(damage.words))
        #expect(plan.imageSteps.count == 1)
        try store.perform(plan)
        // Every maker has its own idea of the last cylinder in the first sector.
        let repaired = try image.bytes
        let isAsItWas = repaired.holds(
            whole[(damage == .firstSector ? 512 : 0)...], at: damage == .firstSector ? 512 : 0)
        #expect(isAsItWas)
        #expect(try store.plan().imageSteps.isEmpty)
        let judged = try #require(Command.run(["sgdisk", "--verify", image.path]))
        #expect(judged.output.contains("No problems found"), "\(judged.words)")
        // What was there is saved, be it nothing but zeros.
        let saved = try #require(try BackupFolder(image.backups).entries(of: store.desired.name).first?.backup)
        for piece in saved.pieces {
            let place = Int(piece.region.extent.start.bytes)
            let isSaved = damaged.holds(piece.bytes, at: place)
            #expect(isSaved)
        }
    }

    /// A backup that is right in itself, with more entries than the first copy and these where partitions are: libfdisk would
    /// write as many, out of memory that holds fewer.
    @Test func aBackupOfOtherEntriesIsWrittenAnew() throws {
        let image = try image(Self.makers[3])
        let whole = try image.bytes
        let (count, block) = (1152, 4096)
        var header = Array(whole.suffix(512))
        func put(_ value: Int, _ width: Int, at place: Int) {
            for index in 0..<width { header[place + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
        }
        put(block, 8, at: 72)
        put(count, 4, at: 80)
        put(Int(CRC32.checksum(of: whole[(block * 512)..<(block * 512 + count * 128)])), 4, at: 88)
        put(0, 4, at: 16)
        put(Int(CRC32.checksum(of: header[..<92])), 4, at: 16)
        try image.put(header, at: whole.count - 512)
        let store = try ImageStore(image, Self.partitions)
        let plan = try store.plan()
        #expect(plan.imageSteps.first?.reason.contains("the backup of the table is damaged") == true, "\(plan.reason)")
        try store.perform(plan)
        let isAsItWas = try image.bytes.isSame(as: whole)
        #expect(isAsItWas)
    }

    /// What is told of and used as it is, and never written over.
    @Test(arguments: ["read-only: true, " + partitions, "direct-io: auto"], Scenario.Damage.allCases)
    func whatIsNotOursToWriteIsOnlyToldOf(keys: String, damage: Scenario.Damage) throws {
        let image = try image(Self.makers[0])
        try zero(image, [damage.part])
        let plan = try ImageStore(image, keys).plan()
        #expect(plan.imageSteps.isEmpty)
    }

    /// Several parts of which none may be guessed, and tables that only look damaged.
    static let riddles: [(name: String, break: @Sendable (RepairTests, DiskImage) throws -> Void)] = [
        ("both headers", { try $0.zero($1, [.primaryHeader, .backupHeader]) }),
        ("the first MiB", { _, image in try image.put([UInt8](repeating: 0, count: 1 << 20), at: 0) }),
        ("the first sector and the backup", { try $0.zero($1, [.bootRecord, .backupHeader]) }),
        ("a header and the entries of the other", { try $0.zero($1, [.primaryHeader, .backupEntries]) }),
        (
            "a first sector that is not blank",
            { tests, image in
                try tests.zero(image, [.bootRecord])
                try image.put([1], at: 100)
            }
        ),
        (
            "a first copy that is lost on a disk that has grown",
            { tests, image in
                try tests.zero(image, [.primaryHeader])
                try image.hold(image.bytes + [UInt8](repeating: 0, count: 1 << 20))
            }
        ),
        (
            "the backup of a smaller table under a larger one",
            { _, image in
                let small = try image.bytes
                try image.hold([UInt8](repeating: 0, count: 8 << 20))
                _ = Command.run(["sh", "-euc", RepairTests.makers[1], "sh", image.path])
                let front = try image.bytes
                try image.hold(Array(front[..<(3 << 20)] + small[(3 << 20)...]))
            }
        ),
    ]

    @Test(arguments: riddles.indices) func nothingIsGuessed(index: Int) throws {
        let (name, damage) = Self.riddles[index]
        let image = try image(Self.makers[0])
        try damage(self, image)
        let plan = try ImageStore(image, Self.partitions).plan()
        #expect(plan.imageSteps.isEmpty, "\(name): \(plan.reason)")
        let more = try ImageStore(image, "partitions: [{name: one}, {name: two}, {name: more, size: 64KiB}]").plan()
        #expect(more.state == .blocked && more.reason.contains("cannot be trusted"), "\(name): \(more.reason)")
    }

    @Test func copiesThatDifferAreToldOfAndNotWrittenOver() throws {
        let image = try image(Self.makers[0])
        let other = try DiskImage(size: 4 << 20)
        try other.hold(try image.bytes)
        let renamed = try #require(Command.run(["sgdisk", "--change-name=2:three", other.path]))
        try #require(renamed.status == 0, "\(renamed.words)")
        let bytes = try other.bytes
        for region in image.scan(.bytes512).regions where [.backupHeader, .backupEntries].contains(region.part) {
            let place = Int(region.extent.start.bytes)
            try image.put(Array(bytes[place..<(place + Int(region.extent.length.bytes))]), at: place)
        }
        let used = try ImageStore(image, Self.partitions).plan()
        #expect(used.imageSteps.isEmpty && used.state == .pending, "\(used.reason)")
        let wanting = try ImageStore(image, "partitions: [{name: one}, {name: two}, {name: more, size: 1MiB}]").plan()
        #expect(
            wanting.state == .blocked && wanting.reason.contains("the two copies of the GPT differ"),
            "\(wanting.reason)")
    }

    @Test func whatLiesBesideTheTableIsLeftAlone() throws {
        let image = try image(Self.makers[0])
        // The place of a swap signature of 4 KiB pages is in the first entry array.
        try zero(image, [.primaryEntries])
        try image.put(Array("SWAPSPACE2".utf8), at: 4086)
        try image.put([1, 0, 0, 0, 100, 0, 0, 0], at: 1024)
        let plan = try ImageStore(image, Self.partitions).plan()
        #expect(plan.imageSteps.isEmpty, "\(plan.reason)")
    }
}

extension Scenario.Damage {
    var words: String {
        switch self {
        case .firstSector: "its protective MBR is written anew"
        case .primaryHeader, .primaryEntries: "it is written anew from the backup"
        case .backupHeader, .backupEntries: "it is written anew from the first copy"
        }
    }
}
