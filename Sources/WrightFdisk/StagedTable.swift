// SPDX-License-Identifier: MIT

import CFdisk
import Glibc
import WrightModel
import WrightTable

/// A file in memory, as large as the device and empty but for the sectors of its table, on which a change is made first.
///
/// What libfdisk makes of a change is thus known, byte for byte, before the device is touched.
struct StagedTable: ~Copyable {
    let file: RawDescriptor
    private let size: ByteCount
    private let sectorSize: SectorSize

    private init(owning descriptor: CInt, size: ByteCount, sectorSize: SectorSize) {
        file = RawDescriptor(number: descriptor)
        self.size = size
        self.sectorSize = sectorSize
    }

    deinit { close(file.number) }

    static func make(size: ByteCount, sectorSize: SectorSize) throws(TableFailure) -> StagedTable {
        let descriptor = cfdisk_memory_file("loopwright-table")
        guard descriptor >= 0 else { throw .systemCall("memfd_create", errno) }
        let staged = StagedTable(owning: descriptor, size: size, sectorSize: sectorSize)
        guard ftruncate(descriptor, off_t(size.bytes)) == 0 else { throw .systemCall("ftruncate", errno) }
        return staged
    }

    /// Takes over the sectors of the device's own table.
    func load(_ regions: [TableRegion], from device: RawDescriptor) throws(TableFailure) {
        for region in regions {
            let bytes = try device.read(region.extent)
            try file.write(bytes, at: region.extent.start.bytes)
        }
    }

    /// The table that is staged, and where its pieces lie.
    func scan() -> TableScan {
        TableReader.scan(
            ByteSource(descriptor: file.number, offset: .zero, size: size), sectorSizes: [sectorSize])
    }

    /// Gives partitions of a staged GPT their names, in both copies.
    func setLabels(_ labels: [Int: String]) throws(TableFailure) {
        let regions = scan().regions
        for (headerPart, entriesPart) in [
            (TableRegion.Part.primaryHeader, TableRegion.Part.primaryEntries), (.backupHeader, .backupEntries),
        ] {
            guard let header = regions.first(where: { $0.part == headerPart })?.extent,
                let entries = regions.first(where: { $0.part == entriesPart })?.extent
            else { throw TableFailure("libfdisk did not make both copies of the table") }
            var copy = GPTRelabelling(header: try file.read(header), entries: try file.read(entries))
            guard copy.setLabels(labels) else { throw TableFailure("the table has no room for a partition's name") }
            try file.write(copy.entries, at: entries.start.bytes)
            try file.write(copy.header, at: header.start.bytes)
        }
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
