// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightTable

/// Backups as files: what is written comes back, and of anything else no backup comes.
@Suite struct BackupTests {
    private static func label(restored: Int? = nil) throws -> BackupLabel {
        BackupLabel(
            moment: Moment(clamping: 1_795_372_870), store: try #require(StoreName("appliance")),
            backing: "/srv/a\nb\\x41 späť.img", identity: .device(DeviceNumber(major: 8, minor: 16)),
            sequence: DiskSequence(12), names: ["ID_SERIAL_SHORT": "A=1\n", "serial": ""], size: .mebibyte,
            sectorSize: .bytes512, reason: "partition 'new' is missing", restored: restored)
    }

    private static func piece(_ part: TableRegion.Part, _ sector: Int64, _ sectors: Int, _ byte: UInt8) -> TablePiece {
        let extent = Extent(start: ByteCount(sector * 512), length: ByteCount(Int64(sectors) * 512))
        return TablePiece(TableRegion(part, extent), [UInt8](repeating: byte, count: sectors * 512))
    }

    private static func backup() throws -> TableBackup {
        TableBackup(
            label: try label(restored: 3),
            pieces: [
                piece(.bootRecord, 0, 1, 1), piece(.primaryHeader, 1, 1, 2), piece(.primaryEntries, 2, 4, 10),
                piece(.backupEntries, 2043, 4, 4), piece(.backupHeader, 2047, 1, 5),
            ])
    }

    @Test func whatIsWrittenComesBack() throws {
        let backup = try BackupTests.backup()
        #expect(try TableBackup(file: backup.file) == backup)
        let plain = TableBackup(
            label: BackupLabel(
                moment: Moment(clamping: 0), store: try #require(StoreName("a")), backing: "/a",
                identity: .file(device: .max, inode: .max), size: .mebibyte, sectorSize: .bytes4096, reason: ""),
            pieces: [
                TablePiece(
                    TableRegion(.extendedBootRecord, Extent(start: .zero, length: ByteCount(4096))),
                    [UInt8](repeating: 0, count: 4096))
            ])
        #expect(try TableBackup(file: plain.file) == plain)
    }

    @Test func aPersonCanReadIt() throws {
        let text = String(decoding: try BackupTests.backup().file.prefix(600), as: UTF8.self)
        for line in [
            "loopwright table backup, format 1\n", "\ntime: 1795372870 2026-11-22T18:41:10Z\n", "\nstore: appliance\n",
            "\nbacking: /srv/a\\x0ab\\x5cx41 späť.img\n", "\nidentity: device 8:16\n", "\nsequence: 12\n",
            "\nsize: 1048576\n", "\nsector-size: 512\n", "\nreason: partition 'new' is missing\n", "\nrestored: 3\n",
            "\npiece: first-sector 0 512\n", "\npiece: backup-header 1048064 512\n\n",
        ] { #expect(text.contains(line), "\(line)\n\(text)") }
    }

    @Test func noPartOfItIsABackup() throws {
        let file = try BackupTests.backup().file
        for count in 0..<file.count {
            #expect(throws: BackupFault.self) { try TableBackup(file: Array(file.prefix(count))) }
        }
        #expect(throws: BackupFault.self) { try TableBackup(file: file + [0]) }
    }

    @Test func aFlippedBitIsFound() throws {
        let file = try BackupTests.backup().file
        for index in file.indices {
            var flipped = file
            flipped[index] ^= 1 << UInt8(index % 8)
            #expect(throws: BackupFault.self) { try TableBackup(file: flipped) }
        }
    }

    /// The checksum set right, so that the checks behind it are reached.
    @Test(arguments: 0..<4) func whateverStandsInItItIsABackupOrNone(seed: Int) throws {
        var chance = MutationTests.Chance(state: 0x1234_5678_9abc_def1 &* UInt64(seed + 1))
        let file = try BackupTests.backup().file
        let title = Array("loopwright table backup, format 1\n".utf8)
        let body = Array(file.dropFirst(title.count + "checksum: 00000000\n".utf8.count))
        let header = try #require(body.indices.first { body[$0...].starts(with: Array("\n\n".utf8)) })
        var taken = 0
        for _ in 0..<2000 {
            var body = body
            for _ in 0..<Int.random(in: 1...3, using: &chance) {
                let place = Int.random(in: 0..<header, using: &chance)
                switch Int.random(in: 0..<4, using: &chance) {
                case 0: body[place] = UInt8.random(in: 0...255, using: &chance)
                case 1: body[place] = [0x20, 0x0a, 0x2d, 0x39, 0x30].randomElement(using: &chance) ?? 0
                case 2: body.remove(at: place)
                default: body.insert(UInt8.random(in: 0x30...0x39, using: &chance), at: place)
                }
            }
            let check = Array("checksum: \(eightDigits(CRC32.checksum(of: body)))\n".utf8)
            guard let backup = try? TableBackup(file: title + check + body) else { continue }
            taken += 1
            for piece in backup.pieces {
                #expect(piece.bytes.count == Int(piece.region.extent.length.bytes))
                #expect(Extent(start: .zero, length: backup.label.size).contains(piece.region.extent))
            }
            _ = backup.reading
        }
        #expect((1..<2000).contains(taken), "some of the mutations are harmless, and some are not")
    }

    @Test func itsTableIsReadFromItsSectorsAlone() throws {
        var gpt = GPTImage(blocks: 256, count: 16)
        gpt.entries = [.init(number: 3, first: 20, last: 40)]
        let image = gpt.image
        let source = ByteSource(size: ByteCount(Int64(image.bytes.count))) { offset, count throws(ReadFailure) in
            Array(image.bytes[Int(offset)..<(Int(offset) + count)])
        }
        let scan = TableReader.scan(source, sectorSizes: [.bytes512])
        let pieces = try scan.regions.map { TablePiece($0, try source.read($0.extent) ?? []) }
        var label = try BackupTests.label()
        label.size = source.size
        #expect(TableBackup(label: label, pieces: pieces).reading == scan.reading)
        #expect(scan.reading.table?.partitions.map(\.number) == [3])
    }

    @Test func aCutOffWritingIsKnownSectorForSector() {
        let (former, latter) = ([BackupTests.piece(.bootRecord, 0, 2, 1)], [BackupTests.piece(.bootRecord, 0, 2, 2)])
        let extent = former[0].region
        let between = [TablePiece(extent, Array(latter[0].bytes.prefix(512) + former[0].bytes.dropFirst(512)))]
        let torn = [TablePiece(extent, Array(latter[0].bytes.prefix(500) + former[0].bytes.dropFirst(500)))]
        for pieces in [former, latter, between] { #expect(pieces.isOnTheWay(from: former, to: latter)) }
        #expect(!torn.isOnTheWay(from: former, to: latter))
        #expect(!between.isSame(as: former) && former.isSame(as: former))
        let elsewhere = [BackupTests.piece(.bootRecord, 1, 2, 1)]
        #expect(!elsewhere.isOnTheWay(from: former, to: latter))
        #expect(!(former + elsewhere).isOnTheWay(from: former, to: latter))
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (951_868_800, "2000-03-01T00:00:00Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
        (1_795_372_870, "2026-11-22T18:41:10Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
    ]) func aMomentIsADateInTheCalendar(_ seconds: Int64, _ text: String) {
        #expect(Moment(seconds: seconds)?.description == text)
    }

    @Test func aMomentIsWithinFourDigits() {
        #expect(Moment(seconds: -1) == nil && Moment(seconds: .max) == nil)
        #expect(Moment(clamping: .min).seconds == 0)
    }
}
