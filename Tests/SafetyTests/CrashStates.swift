// SPDX-License-Identifier: MIT

import Glibc
import TestSupport

/// Every state of a disk that a power cut can leave while recorded writes are made.
///
/// What was written before a flush that has returned is on the medium. Of what was written since, any sectors are and any
/// are not: a disk writes in what order it likes, and a write of several sectors may be torn. A single sector is whole.
struct CrashStates {
    private static let sector = 512

    private let base: [UInt8]
    private let calls: [RecordedCall]
    /// The most states that are tried between two flushes.
    private let limit: Int

    init(base: [UInt8], calls: [RecordedCall], limit: Int) {
        self.base = base
        self.calls = calls
        self.limit = limit
    }

    /// The disk once everything is on the medium.
    var end: [UInt8] {
        var disk = base
        for call in calls {
            switch call {
            case .write(let offset, let bytes): disk.lay(bytes, at: offset)
            case .resize(let size): disk.resize(to: size)
            case .flush: break
            }
        }
        return disk
    }

    /// Hands out the states, none twice in a row of flushes; the last is `end`.
    func forEach(seed: UInt64, _ body: ([UInt8], String) throws -> Void) rethrows {
        var random = SeededGenerator(seed: seed)
        var durable = base
        var flushes = 0
        var pending: [(place: Int, bytes: [UInt8])] = []
        try body(durable, "before anything is written")
        for call in calls + [.flush] {
            switch call {
            case .write(let offset, let bytes): pending += Self.sectors(bytes, at: offset)
            case .resize(let size):
                durable.resize(to: size)
                try body(durable, "with another size")
            case .flush:
                try torn(durable, pending, &random) {
                    try body($0, "between flushes \(flushes) and \(flushes + 1): \($1)")
                }
                for (place, bytes) in pending { durable.lay(bytes, at: place) }
                if !pending.isEmpty { try body(durable, "after flush \(flushes + 1)") }
                pending = []
                flushes += 1
            }
        }
    }

    /// What is neither nothing nor all of the sectors that change: every choice where they are few, else some.
    private func torn(
        _ durable: [UInt8], _ pending: [(place: Int, bytes: [UInt8])], _ random: inout SeededGenerator,
        _ body: ([UInt8], String) throws -> Void
    ) rethrows {
        let changes = pending.filter { !durable.holds($0.bytes, at: $0.place) }
        guard changes.count > 1 else { return }
        let isFew = changes.count < 63 && 1 << changes.count <= limit
        let choices: [[Bool]] =
            isFew
            ? (1..<((1 << changes.count) - 1)).map { bits in changes.indices.map { bits >> $0 & 1 == 1 } }
            : (1..<changes.count).map { count in changes.indices.map { $0 < count } }
                + (0..<max(0, limit - changes.count)).map { _ in changes.indices.map { _ in random.chance(50) } }
        for choice in choices {
            var disk = durable
            for (change, isThere) in zip(changes, choice) where isThere { disk.lay(change.bytes, at: change.place) }
            let places = zip(changes, choice).filter(\.1).map { String($0.0.place / Self.sector) }
            try body(disk, "of \(changes.count) sectors " + places.joined(separator: ", "))
        }
    }

    private static func sectors(_ bytes: [UInt8], at offset: Int) -> [(place: Int, bytes: [UInt8])] {
        stride(from: 0, to: bytes.count, by: sector).map { start in
            (offset + start, Array(bytes[start..<min(start + sector, bytes.count)]))
        }
    }
}

extension [UInt8] {
    /// Whether these bytes lie at a place; by memcmp(3), for what is compared here is long and compared often.
    func holds(_ bytes: some Collection<UInt8>, at offset: Int) -> Bool {
        guard offset >= 0, bytes.count <= count - offset else { return false }
        let isSame = withUnsafeBytes { whole in
            bytes.withContiguousStorageIfAvailable { part in
                guard let one = whole.baseAddress, let other = part.baseAddress else { return part.isEmpty }
                return memcmp(one + offset, other, part.count) == 0
            }
        }
        return isSame ?? false
    }

    func isSame(as other: [UInt8]) -> Bool { count == other.count && holds(other, at: 0) }

    mutating func resize(to size: Int) {
        self = Array(prefix(size)) + [UInt8](repeating: 0, count: Swift.max(0, size - count))
    }

    mutating func lay(_ bytes: [UInt8], at offset: Int) {
        replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }
}
