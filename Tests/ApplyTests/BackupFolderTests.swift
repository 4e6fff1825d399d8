// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel
import WrightTable

@testable import WrightApply

/// Backups in a folder: how many are kept, when none is added, and what is said of a file that is none.
@Suite struct BackupFolderTests {
    private let root: String
    private let store: StoreName
    private let folder: BackupFolder

    init() throws {
        var name = Array("/tmp/loopwright-backups.XXXXXX".utf8CString)
        try #require(mkdtemp(&name) != nil)
        root = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        store = try #require(StoreName("appliance"))
        folder = BackupFolder(root + "/state/backups")
    }

    private func pieces(_ byte: UInt8, tail: UInt8? = nil) -> [TablePiece] {
        let sectors = [byte, tail ?? byte].map { [UInt8](repeating: $0, count: 512) }
        let extent = Extent(start: .zero, length: ByteCount(1024))
        return [TablePiece(TableRegion(.bootRecord, extent), Array(sectors.joined()))]
    }

    private func backup(_ pieces: [TablePiece], restored: Int? = nil, inode: UInt64 = 7) -> TableBackup {
        let label = BackupLabel(
            moment: Moment(clamping: 1_795_372_870), store: store, backing: "/x.img",
            identity: .file(device: 1, inode: inode), size: .mebibyte, sectorSize: .bytes512, reason: "why",
            restored: restored)
        return TableBackup(label: label, pieces: pieces)
    }

    private var numbers: [Int] { get throws { try folder.entries(of: store).map(\.number) } }

    private func tidyUp() throws {
        for name in Tree.names(in: root + "/state/backups/appliance") ?? [] {
            try Tree.remove(root + "/state/backups/appliance/" + name)
        }
        for path in ["/state/backups/appliance", "/state/backups", "/state", ""] { rmdir(root + path) }
    }

    @Test func aBackupComesBackAsItWasAndIsRootsAlone() throws {
        defer { try? tidyUp() }
        #expect(try numbers.isEmpty)
        try folder.keep(backup(pieces(1)), before: pieces(2))
        #expect(try folder.entries(of: store).first?.backup == backup(pieces(1)))
        #expect(FileStatus.at(root + "/state/backups")?.permissions == 0o700)
        #expect(FileStatus.at(root + "/state/backups/appliance")?.permissions == 0o700)
        #expect(FileStatus.at(root + "/state/backups/appliance/1")?.permissions == 0o600)
        #expect(Tree.names(in: root + "/state/backups/appliance") == ["1"])
    }

    @Test func theNewestAreKept() throws {
        defer { try? tidyUp() }
        for byte in 1...20 { try folder.keep(backup(pieces(UInt8(byte))), before: pieces(UInt8(byte + 1))) }
        #expect(try numbers == (5...20).reversed())
        #expect(
            try folder.entries(of: store).map { $0.backup?.pieces } == (5...20).reversed().map { pieces(UInt8($0)) })
    }

    @Test func whatACutOffWritingLeavesIsNotSavedOverWhatItBeganWith() throws {
        defer { try? tidyUp() }
        try folder.keep(backup(pieces(1)), before: pieces(2))
        try folder.keep(backup(pieces(1)), before: pieces(2))
        try folder.keep(backup(pieces(1, tail: 2)), before: pieces(2))
        #expect(try numbers == [1])
        try folder.keep(backup(pieces(1, tail: 3)), before: pieces(2))
        #expect(try numbers == [2, 1], "a third table")
        try folder.keep(backup(pieces(1, tail: 3), inode: 8), before: pieces(2))
        #expect(try numbers == [3, 2, 1], "another file")
        try folder.keep(backup(pieces(1, tail: 3), restored: 1, inode: 8), before: pieces(1))
        #expect(try numbers == [4, 3, 2, 1], "an undoing says what it restores")
        try folder.keep(backup(pieces(1), restored: 1, inode: 8), before: pieces(1))
        #expect(try numbers == [4, 3, 2, 1], "what is left of it")
    }

    @Test func aFileThatIsNoneIsToldOf() throws {
        defer { try? tidyUp() }
        try folder.keep(backup(pieces(1)), before: pieces(2))
        let path = root + "/state/backups/appliance/1"
        var bytes = try Tree.bytes(path, limit: TableBackup.longestFile)
        bytes[100] ^= 1
        try Tree.save(path, bytes, temporary: path + ".new")
        let entry = try #require(try folder.entries(of: store).first)
        #expect(throws: BackupFault("fails its checksum")) { try entry.content.get() }
        try folder.keep(backup(pieces(1)), before: pieces(2))
        #expect(try numbers == [2, 1])
    }

    @Test func aFolderThatCannotBeListedIsNotAnEmptyOne() throws {
        let elsewhere = BackupFolder("/dev/null")
        #expect(throws: SyscallFailure.self) { try elsewhere.entries(of: store) }
        #expect(throws: SyscallFailure.self) { try elsewhere.keep(backup(pieces(1)), before: pieces(2)) }
    }
}
