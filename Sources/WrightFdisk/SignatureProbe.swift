// SPDX-License-Identifier: MIT

import CBlkid
import Glibc
package import WrightModel

/// What libblkid recognises on a slice of a file or block device: file systems, RAID members, foreign tables.
///
/// Every signature is found, not the first; what partitions contain is not looked into. GPT and MBR are left to
/// `TableReader`. Nothing is written, and the descriptor stays the caller's.
package enum SignatureProbe {
    /// The signatures between `offset` and `offset + size`; their own offsets count from `offset`.
    ///
    /// It reads the device and may hang with it. Throws where libblkid cannot tell (-2) or fails: that is not "nothing".
    package static func probe(
        descriptor: CInt, offset: ByteCount, size: ByteCount, sectorSize: SectorSize
    ) throws(TableFailure) -> [Signature] {
        // For libblkid a size of zero is everything up to the end.
        guard size > .zero else { return [] }
        guard let probe = blkid_new_probe() else { throw TableFailure("libblkid has no memory for a probe") }
        defer { blkid_free_probe(probe) }
        try prepare(probe, descriptor, offset, size, sectorSize)
        var found: [Signature] = []
        while try advance(probe) {
            if let signature = signature(of: probe) { found.append(signature) }
        }
        return found
    }

    private static let ownTables = ["gpt", "PMBR", "dos"]
    private static let superblockFlags =
        BLKID_SUBLKS_TYPE | BLKID_SUBLKS_MAGIC | BLKID_SUBLKS_BADCSUM | BLKID_SUBLKS_LABEL | BLKID_SUBLKS_UUID
    private static let partitionFlags = BLKID_PARTS_MAGIC | BLKID_PARTS_FORCE_GPT

    private static func prepare(
        _ probe: blkid_probe, _ descriptor: CInt, _ offset: ByteCount, _ size: ByteCount, _ sectorSize: SectorSize
    ) throws(TableFailure) {
        errno = 0
        guard blkid_probe_set_device(probe, descriptor, offset.bytes, size.bytes) == 0,
            blkid_probe_set_sectorsize(probe, CUnsignedInt(sectorSize.count.bytes)) == 0,
            blkid_probe_enable_superblocks(probe, 1) == 0,
            blkid_probe_set_superblocks_flags(probe, superblockFlags) == 0,
            blkid_probe_enable_partitions(probe, 1) == 0,
            blkid_probe_set_partitions_flags(probe, partitionFlags) == 0
        else { throw failure("libblkid cannot look at the device", errno) }
    }

    /// Goes on to the next signature; false after the last.
    private static func advance(_ probe: blkid_probe) throws(TableFailure) -> Bool {
        errno = 0
        switch blkid_do_probe(probe) {
        case 0: return true
        case 1: return false
        case -2: throw TableFailure("libblkid finds signatures that contradict each other")
        default: throw failure("libblkid cannot read the device", errno)
        }
    }

    private static func signature(of probe: blkid_probe) -> Signature? {
        if let type = value("TYPE", of: probe) {
            return Signature(
                type: type, label: value("LABEL", of: probe), uuid: value("UUID", of: probe),
                offset: place("SBMAGIC_OFFSET", of: probe))
        }
        guard let table = value("PTTYPE", of: probe), !ownTables.contains(table) else { return nil }
        return Signature(type: table, offset: place("PTMAGIC_OFFSET", of: probe))
    }

    private static func place(_ name: String, of probe: blkid_probe) -> ByteCount? {
        value(name, of: probe).flatMap { Int64($0) }.map { ByteCount($0) }
    }

    /// A copy of one of the probe's values, which are its own until it goes on.
    private static func value(_ name: String, of probe: blkid_probe) -> String? {
        var data: UnsafePointer<CChar>?
        var length = 0
        guard blkid_probe_lookup_value(probe, name, &data, &length) == 0, let data else { return nil }
        let bytes = UnsafeRawBufferPointer(start: data, count: length).prefix { $0 != 0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// libblkid does not always leave an errno behind.
    private static func failure(_ clause: String, _ number: CInt) -> TableFailure {
        number == 0 ? TableFailure(clause) : TableFailure("\(clause): \(String(cString: strerror(number)))")
    }
}
