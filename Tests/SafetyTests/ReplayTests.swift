// SPDX-License-Identifier: MIT

import Glibc
import TestSupport
import Testing
import WrightFdisk
import WrightModel
import WrightTable

/// Every point at which the power can go while a table is written: what is left is gone on with, and no byte is lost.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs root"), .enabled(if: Machine.has("strace"), "needs strace"))
struct ReplayTests {
    @Test(arguments: Scenario.all) func everyCrashPointIsMadeGood(scenario: Scenario) throws {
        let replay = try Replay(scenario)
        var points = 0
        try replay.states.forEach(seed: 4) { state, moment in
            points += 1
            try replay.goOn(from: state, "\(moment)")
        }
        Figure.note(points, "crash points: \(scenario.testDescription), sectors of \(scenario.sector)")
        #expect(points > 1)
    }
}

/// A scenario that was recorded, and its image.
private struct Replay {
    let states: CrashStates
    private let scenario: Scenario
    private let image: DiskImage
    private let sectorSize: SectorSize
    /// The areas that partitions may lie in before and afterwards, and what is in them.
    private let areas: [(start: Int, contents: [UInt8])]
    private let end: [UInt8]
    private let saved: [TablePiece]

    init(_ scenario: Scenario) throws {
        self.scenario = scenario
        sectorSize = try #require(SectorSize(bytes: Int64(scenario.sector)))
        image = try DiskImage(size: scenario.size << 20)
        try Self.prepare(image, scenario, sectorSize)
        saved = scenario.isUndone ? try Self.change(image, scenario, sectorSize) : []
        let base = try image.bytes
        let calls = try WriteRecorder.record(image) { [image, sectorSize, saved] in
            try Self.run(image, scenario, sectorSize, saved)
        }
        states = CrashStates(base: base, calls: calls, limit: Rounds.crashes(usual: 40))
        end = try image.bytes
        let isAll = states.end.isSame(as: end)
        #expect(isAll, "what was recorded is all that was written")
        let usable = try #require(image.scan(sectorSize).reading.table).usable
        let area = Int(usable.start.bytes)..<min(Int(usable.end.bytes), base.count - 5 * 4096)
        // Between logical partitions lie pieces of the table.
        let areas = scenario.isLogical ? DiskImage.placesBesideEBRs : [area]
        self.areas = areas.map { ($0.lowerBound, Array(base[$0])) }
    }

    /// The table as it was before, with data in every partition, and damaged.
    private static func prepare(_ image: DiskImage, _ scenario: Scenario, _ sectorSize: SectorSize) throws {
        guard !scenario.isBlank else { return }
        if scenario.isLogical {
            try image.putLogicals(sector: scenario.sector)
        } else {
            let store = try ImageStore(image, scenario.keys(scenario.former, mebibytes: scenario.size))
            try store.perform(try store.plan())
        }
        let table = try #require(image.scan(sectorSize).reading.table)
        for partition in table.partitions where partition.role != .extended {
            let data = Array("partition \(partition.number) ".utf8)
            let count = Int(partition.extent.length.bytes)
            try image.put((0..<count).map { data[$0 % data.count] }, at: Int(partition.extent.start.bytes))
        }
        guard let part = scenario.damage?.part else { return }
        for region in image.scan(sectorSize).regions where region.part == part {
            let zeros = [UInt8](repeating: 0, count: Int(region.extent.length.bytes))
            try image.put(zeros, at: Int(region.extent.start.bytes))
        }
    }

    /// What is cut off: the change, or its undoing.
    private static func run(
        _ image: DiskImage, _ scenario: Scenario, _ sectorSize: SectorSize, _ saved: [TablePiece]
    ) throws {
        guard scenario.isUndone else {
            try change(image, scenario, sectorSize)
            return
        }
        try TableRestoration(of: saved, sectorSize: sectorSize, to: image.descriptor).write(to: image.descriptor)
    }

    /// Makes the scenario's change, and gives what it saved.
    @discardableResult
    private static func change(
        _ image: DiskImage, _ scenario: Scenario, _ sectorSize: SectorSize
    ) throws -> [TablePiece] {
        guard let edit = scenario.edit else {
            let store = try ImageStore(image, scenario.keys(scenario.wanted, mebibytes: scenario.sizeWanted))
            try store.perform(try store.plan())
            return []
        }
        let scan = image.scan(sectorSize)
        let before = try #require(scan.reading.table ?? scan.damage?.table, "\(scan.reading)")
        var after = before
        edit(&after)
        if case .mbr(let disk) = after.identifier {
            for index in after.partitions.indices {
                after.partitions[index].identifier = .mbr(disk: disk, number: after.partitions[index].number)
            }
        }
        after.condition = .sound
        var saved: [TablePiece] = []
        try TableWriter.write(TableChange(before: before, after: after), to: image.descriptor, name: image.path) {
            present, _ in saved = present
        }
        return saved
    }

    /// Applies the manifest to what was left; where a command was cut off, runs it again besides.
    func goOn(from state: [UInt8], _ moment: Comment) throws {
        try image.hold(state)
        let keys = scenario.keys(scenario.wanted, mebibytes: scenario.sizeWanted)
        let store = try ImageStore(image, keys)
        let plan = try store.plan()
        let isPlanned = scenario.edit == nil
        #expect(plan.state == .pending || (!isPlanned && plan.state == .blocked), "\(moment): \(plan.reason)")
        if let change = plan.tableChange {
            #expect(scenario.isBlank || change.before != nil, "\(moment): a table is made over another")
        }
        try store.perform(plan)
        let again = try store.plan()
        #expect(again.imageSteps.isEmpty && again.state == plan.state, "\(moment): \(again.reason)")
        let after = try image.bytes
        let isEnd = after.isSame(as: end)
        let isIntact = areas.allSatisfy { after.holds($0.contents, at: $0.start) }
        #expect(isEnd || !isPlanned, "\(moment): \(plan.reason)")
        #expect(isIntact || scenario.isBlank, "\(moment)")
        guard !isPlanned else { return }
        try image.hold(state)
        try Self.run(image, scenario, sectorSize, saved)
        let isDone = try image.bytes.isSame(as: end)
        #expect(isDone, "\(moment): by the same command")
    }
}

extension Scenario.Damage {
    var part: TableRegion.Part {
        switch self {
        case .firstSector: .bootRecord
        case .primaryHeader: .primaryHeader
        case .primaryEntries: .primaryEntries
        case .backupHeader: .backupHeader
        case .backupEntries: .backupEntries
        }
    }
}
