// SPDX-License-Identifier: MIT

import CFdisk
import Glibc
import WrightModel
import WrightTable

/// A file in memory, as large as the device and empty but for the sectors of its table, on which a change is made first.
///
/// What libfdisk makes of a change is thus known, byte for byte, before the device is touched.
struct StagedTable: ~Copyable {
    private let file: RawDescriptor
    private let size: ByteCount
    private let sectorSize: SectorSize

    private init(owning descriptor: CInt, size: ByteCount, sectorSize: SectorSize) {
        file = RawDescriptor(number: descriptor)
        self.size = size
        self.sectorSize = sectorSize
    }

    deinit { close(file.number) }

    /// The pieces of what libfdisk makes of a change of the table that is there.
    ///
    /// - Parameter present: the pieces of the table that is there.
    static func perform(
        _ change: TableChange, on present: [TablePiece], size: ByteCount, name: String
    ) throws(TableFailure) -> [TablePiece] {
        let staged = try make(size: size, sectorSize: change.after.sectorSize)
        for piece in present.withoutUnusedEntries(in: change.after.kind) {
            try staged.file.write(piece.bytes, at: piece.region.extent.start.bytes)
        }
        let context = try FdiskContext(descriptor: staged.file.number, name: name, sectorSize: change.after.sectorSize)
        try TableEditor(context, change: change).perform()
        if change.after.kind == .gpt { try staged.setLabels(change.labels) }
        return try staged.file.pieces(staged.scan().regions)
    }

    private static func make(size: ByteCount, sectorSize: SectorSize) throws(TableFailure) -> StagedTable {
        let descriptor = cfdisk_memory_file("loopwright-table")
        guard descriptor >= 0 else { throw .systemCall("memfd_create", errno) }
        let staged = StagedTable(owning: descriptor, size: size, sectorSize: sectorSize)
        guard ftruncate(descriptor, off_t(size.bytes)) == 0 else { throw .systemCall("ftruncate", errno) }
        return staged
    }

    /// The table that is staged, and where its pieces lie.
    private func scan() -> TableScan {
        TableReader.scan(
            ByteSource(descriptor: file.number, offset: .zero, size: size), sectorSizes: [sectorSize])
    }

    /// Gives partitions of a staged GPT their names, in both copies.
    private func setLabels(_ labels: [Int: String]) throws(TableFailure) {
        let regions = scan().regions
        for (headerPart, entriesPart) in [
            (TableRegion.Part.primaryHeader, TableRegion.Part.primaryEntries), (.backupHeader, .backupEntries),
        ] {
            guard let header = regions.first(where: { $0.part == headerPart })?.extent,
                let entries = regions.first(where: { $0.part == entriesPart })?.extent
            else { throw TableFailure("libfdisk did not make both copies of the table") }
            var copy = GPTRewriting(header: try file.read(header), entries: try file.read(entries))
            guard copy.setLabels(labels) else { throw TableFailure("the table has no room for a partition's name") }
            try file.write(copy.entries, at: entries.start.bytes)
            try file.write(copy.header, at: header.start.bytes)
        }
    }
}

extension TableScan {
    /// The pieces that libfdisk is shown: of a GPT that is not sound, only the copy that was read.
    ///
    /// libfdisk takes a second header that is right in itself, wherever its entries lie and however many they are, and writes
    /// as many as that one says out of memory that holds those of the first (gpt_probe_label, gpt_write_partitions): it reads
    /// beyond its end. The copy that is missing it makes anew from the one that is there.
    var trusted: [TableRegion] {
        let other: Set<TableRegion.Part> =
            switch reading.table?.condition {
            case nil, .sound, .unannounced: []
            case .primaryDamaged: [.primaryHeader, .primaryEntries]
            case .backupDamaged, .backupMisplaced, .copiesDiffer: [.backupHeader, .backupEntries]
            }
        return regions.filter { !other.contains($0.part) }
    }
}

extension RawDescriptor {
    /// All bytes of an extent.
    func read(_ extent: Extent) throws(TableFailure) -> [UInt8] {
        let count = Int(extent.length.bytes)
        let bytes = try read(offset: extent.start.bytes, count: count)
        guard bytes.count == count else { throw TableFailure("the device ends where its table goes on (pread)") }
        return bytes
    }
}
