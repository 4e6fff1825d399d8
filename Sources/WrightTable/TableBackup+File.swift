// SPDX-License-Identifier: MIT

import WrightModel

/// A backup as a file: lines that a person can read, an empty line, and the bytes of the pieces in their order.
///
///     loopwright table backup, format 1
///     checksum: 5d41402a
///     time: 1795372870 2026-11-22T18:41:10Z
///     store: appliance
///     backing: /var/lib/images/appliance.img
///     identity: file 2049 131
///     size: 8589934592
///     sector-size: 512
///     reason: partition 'data' is missing
///     piece: first-sector 0 512
///
/// The checksum is the CRC-32 of all that stands behind its line. In values, a backslash and what has no glyph stand as
/// `\xNN`. Keys that are not known are passed over.
extension TableBackup {
    /// No backup is longer: two entry arrays of 4 MiB at most, or 257 sectors of an MBR and its EBRs.
    package static let longestFile = 12 << 20

    private static let title = "loopwright table backup, format "
    private static let format = "1"

    package var file: [UInt8] {
        var body = Array((lines.joined(separator: "\n") + "\n\n").utf8)
        for piece in pieces { body += piece.bytes }
        let head = TableBackup.title + TableBackup.format + "\nchecksum: \(eightDigits(CRC32.checksum(of: body)))\n"
        return Array(head.utf8) + body
    }

    private var lines: [String] {
        var lines = [
            "time: \(label.moment.seconds) \(label.moment)", "store: \(label.store)",
            "backing: \(escaped(label.backing))", "identity: \(label.identity.text)",
        ]
        if let sequence = label.sequence { lines.append("sequence: \(sequence)") }
        lines += label.names.sorted { $0.key < $1.key }.map { "name: \(escaped($0.key))=\(escaped($0.value))" }
        lines += [
            "size: \(label.size.bytes)", "sector-size: \(label.sectorSize.count.bytes)",
            "reason: \(escaped(label.reason))",
        ]
        if let restored = label.restored { lines.append("restored: \(restored)") }
        return lines
            + pieces.map { "piece: \($0.region.part.text) \($0.region.extent.start.bytes) \($0.bytes.count)" }
    }

    /// Takes a file apart that nobody vouches for.
    package init(file: [UInt8]) throws(BackupFault) {
        guard file.count <= TableBackup.longestFile else { throw BackupFault("is too long for a backup") }
        var rest = file[...]
        guard let title = rest.popLine(), title.hasPrefix(TableBackup.title) else {
            throw BackupFault("is no backup of a partition table")
        }
        guard title.dropFirst(TableBackup.title.count) == TableBackup.format else {
            throw BackupFault("has a format that this loopwright does not know")
        }
        guard rest.popLine() == "checksum: " + eightDigits(CRC32.checksum(of: rest)) else {
            throw BackupFault("fails its checksum")
        }
        var fields: [(key: String, value: String)] = []
        while let line = rest.popLine(), !line.isEmpty {
            guard let colon = line.firstIndex(of: ":") else { throw BackupFault("has a line without a key") }
            fields.append((String(line[..<colon]), String(line[colon...].dropFirst(2))))
        }
        label = try BackupLabel(fields)
        pieces = try TableBackup.pieces(fields.filter { $0.key == "piece" }.map(\.value), rest, of: label)
    }

    private static func pieces(
        _ lines: [String], _ bytes: ArraySlice<UInt8>, of label: BackupLabel
    ) throws(BackupFault) -> [TablePiece] {
        var rest = bytes
        var pieces: [TablePiece] = []
        for line in lines {
            let words = line.split(separator: " ")
            guard words.count == 3, let part = TableRegion.Part(text: words[0]), let start = Int64(words[1]),
                let count = Int(words[2]), start >= 0, count > 0, count <= rest.count,
                start <= label.size.bytes - Int64(count), start % label.sectorSize.count.bytes == 0,
                Int64(count) % label.sectorSize.count.bytes == 0
            else { throw BackupFault("has a piece that cannot be") }
            let extent = Extent(start: ByteCount(start), length: ByteCount(Int64(count)))
            guard !pieces.contains(where: { $0.region.extent.overlaps(extent) }) else {
                throw BackupFault("has two pieces in one place")
            }
            pieces.append(TablePiece(TableRegion(part, extent), Array(rest.prefix(count))))
            rest = rest.dropFirst(count)
        }
        guard rest.isEmpty, !pieces.isEmpty else { throw BackupFault("has not the bytes that it names") }
        return pieces
    }
}

extension BackupLabel {
    fileprivate init(_ fields: [(key: String, value: String)]) throws(BackupFault) {
        func value(_ key: String) -> String? { fields.first { $0.key == key }?.value }
        guard let time = value("time")?.split(separator: " ").first,
            let moment = Int64(time).flatMap({ Moment(seconds: $0) }),
            let store = value("store").flatMap({ StoreName($0) }), let backing = value("backing").flatMap(unescaped),
            let identity = value("identity").flatMap(BackingIdentity.init(text:)),
            let size = value("size").flatMap({ Int64($0) }), size > 0,
            let sectorSize = value("sector-size").flatMap({ Int64($0) }).flatMap({ SectorSize(bytes: $0) }),
            let reason = value("reason").flatMap(unescaped)
        else { throw BackupFault("lacks a line that it must have") }
        var names: [String: String] = [:]
        for field in fields where field.key == "name" {
            let parts = field.value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let key = unescaped(parts[0]) else { continue }
            names[key] = unescaped(parts[1])
        }
        self.init(
            moment: moment, store: store, backing: backing, identity: identity,
            sequence: value("sequence").flatMap { UInt64($0) }.map(DiskSequence.init), names: names,
            size: ByteCount(size), sectorSize: sectorSize, reason: reason,
            restored: value("restored").flatMap { Int($0) })
    }
}

extension BackingIdentity {
    fileprivate var text: String {
        switch self {
        case .file(let device, let inode): "file \(device) \(inode)"
        case .device(let number): "device \(number)"
        }
    }

    fileprivate init?(text: String) {
        let words = text.split(separator: " ")
        switch (words.first, words.count) {
        case ("file", 3):
            guard let device = UInt64(words[1]), let inode = UInt64(words[2]) else { return nil }
            self = .file(device: device, inode: inode)
        case ("device", 2):
            guard let number = DeviceNumber(sysfs: words[1]) else { return nil }
            self = .device(number)
        default: return nil
        }
    }
}

extension TableRegion.Part {
    private static let texts: [(Self, String)] = [
        (.bootRecord, "first-sector"), (.primaryHeader, "header"), (.primaryEntries, "entries"),
        (.backupHeader, "backup-header"), (.backupEntries, "backup-entries"), (.extendedBootRecord, "ebr"),
    ]

    fileprivate var text: String { Self.texts.first { $0.0 == self }?.1 ?? "" }

    fileprivate init?(text: Substring) {
        guard let part = Self.texts.first(where: { $0.1 == text })?.0 else { return nil }
        self = part
    }
}

extension ArraySlice<UInt8> {
    /// Takes the first line off, which ends in a line feed.
    fileprivate mutating func popLine() -> String? {
        guard let end = firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = String(decoding: self[startIndex..<end], as: UTF8.self)
        self = self[(end + 1)...]
        return line
    }
}

private func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
        guard scalar < " " || scalar == "\\" || scalar == "\u{7f}" else { return String(scalar) }
        let digits = String(scalar.value, radix: 16)
        return "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
    }.joined()
}

private func unescaped(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "\\") else {
            bytes.append(byte)
            continue
        }
        let digits = String(decoding: rest.dropFirst().prefix(2), as: UTF8.self)
        guard rest.first == UInt8(ascii: "x"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else {
            return nil
        }
        bytes.append(value)
        rest = rest.dropFirst(3)
    }
    return String(decoding: bytes, as: UTF8.self)
}
