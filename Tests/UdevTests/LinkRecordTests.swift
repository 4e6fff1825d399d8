// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel
import WrightUdev

@Suite struct LinkRecordTests {
    private let folder: Folder
    private let records: LinkRecords
    private let store: StoreName
    private let links: [LinkPath]

    init() throws {
        folder = try Folder()
        records = LinkRecords(folder: folder.path + "/run/links")
        store = try #require(StoreName("appliance"))
        mkdir(folder.path + "/run", 0o755)
        links = [
            try #require(LinkPath(observed: "by-loopwright/appliance/root")),
            try #require(LinkPath(observed: "by-role/root")),
        ]
    }

    @Test func writesWhatTheRuleReads() throws {
        try records.write(disk: DiskSequence(7), partition: 2, store: store, links: links)
        #expect(
            Tree.text(records.folder + "/7.2")
                == "LW_STORE=appliance\nLW_LINK=by-loopwright/appliance/root\nLW_LINK2=by-role/root")
        #expect(FileStatus.at(records.folder)?.permissions == 0o755)
        #expect(FileStatus.at(records.folder + "/7.2")?.permissions == 0o644)
        #expect(Tree.names(in: records.folder) == ["7.2"])
    }

    @Test func readsBackWhatItWrote() throws {
        let disk = LinkRecord(store: store, links: [.disk(of: store)])
        try records.write(disk: DiskSequence(7), partition: nil, store: store, links: disk.links)
        try records.write(disk: DiskSequence(7), partition: 12, store: store, links: links)
        try records.write(disk: DiskSequence(70), partition: 1, store: store, links: [])
        #expect(Tree.exists(records.folder + "/7."))
        let expected: [Int?: LinkRecord] = [nil: disk, 12: LinkRecord(store: store, links: links)]
        #expect(records.all()[DiskSequence(7)] == expected)
        #expect(records.read(disk: DiskSequence(7), partition: 12) == expected[12])
        #expect(records.read(disk: DiskSequence(7), partition: nil) == disk)
        #expect(records.read(disk: DiskSequence(7), partition: 1) == nil)
        #expect(
            records.all() == [DiskSequence(7): expected, DiskSequence(70): [1: LinkRecord(store: store, links: [])]])
        #expect(records.partitions() == [DiskSequence(7): [12], DiskSequence(70): [1]])
        #expect(records.read(disk: DiskSequence(7), partitions: [3, 12]) == expected)
    }

    @Test func replacesAndRemoves() throws {
        try records.write(disk: DiskSequence(7), partition: 1, store: store, links: links)
        try records.write(disk: DiskSequence(7), partition: 1, store: store, links: [links[1]])
        #expect(records.all()[DiskSequence(7)]?[1]?.links == [links[1]])
        try records.remove(disk: DiskSequence(7), partition: 1)
        try records.remove(disk: DiskSequence(7), partition: 1)
        #expect(records.all() == [:])
    }

    @Test func passesOverWhatItDidNotWrite() throws {
        try records.write(disk: DiskSequence(7), partition: 1, store: store, links: links)
        for name in ["x.1", "7", "7.1.2", ".7.1.new", "7.x"] {
            let file = try OwnedDescriptor.open(records.folder + "/" + name, [.writeOnly, .create])
            try file.write(Array("LW_STORE=other\n".utf8), at: 0)
        }
        #expect(records.all().keys.sorted() == [DiskSequence(7)])
        #expect(records.all()[DiskSequence(7)]?.count == 1)
        #expect(LinkRecord(text: "LW_LINK=by-role/root\n") == nil)
        #expect(LinkRecord(text: "LW_STORE=a\nLW_LINK=../../etc\nrubbish\nLW_LINK2=by-role/x\n")?.links.count == 1)
    }

    @Test func hasNoRecordsBeforeTheFirst() {
        #expect(LinkRecords(folder: "/nonexistent").all() == [:])
    }

    @Test func refusesMoreLinksThanTheRuleMakes() throws {
        let many = try (0...16).map { try #require(LinkPath(observed: "by-role/\($0)")) }
        #expect(throws: LinkRecordFailure.tooMany(store: store, partition: 3, count: 17)) {
            try records.write(disk: DiskSequence(7), partition: 3, store: store, links: many)
        }
        try records.write(disk: DiskSequence(7), partition: 3, store: store, links: Array(many.prefix(16)))
    }

    // The rule names its properties one by one: as many as a record may have.
    @Test func theRulesFileMakesEveryLink() throws {
        let rules = try #require(Tree.wholeText(Udevd.rulesFile))
        let made = rules.split(separator: "\n").filter { $0.contains("SYMLINK+=") }
        #expect(made.count == LinkPath.maximumPerDevice)
        let many = try (0..<16).map { try #require(LinkPath(observed: "by-role/\($0)")) }
        for line in LinkRecord(store: store, links: many).text.split(separator: "\n").dropFirst() {
            let property = line.prefix { $0 != "=" }
            #expect(made.contains("ENV{\(property)}==\"?*\", SYMLINK+=\"disk/$env{\(property)}\""))
        }
    }
}
