// SPDX-License-Identifier: MIT

package import WrightModel

/// Numbers as partition tables store them, least significant byte first. The offset must leave room for the number.
extension [UInt8] {
    package func number16(at offset: Int) -> UInt16 { number(at: offset) }
    package func number32(at offset: Int) -> UInt32 { number(at: offset) }
    package func number64(at offset: Int) -> UInt64 { number(at: offset) }

    /// A GUID of a GPT, of which the first three groups are numbers and the rest is bytes.
    package func guid(at offset: Int) -> GUID {
        let first = UInt64(number32(at: offset)) << 32
        let groups = UInt64(number16(at: offset + 4)) << 16 | UInt64(number16(at: offset + 6))
        return GUID(high: first | groups, low: number64(at: offset + 8).byteSwapped)
    }

    /// Puts a number's bytes over those at `offset`.
    package mutating func put(_ number: some FixedWidthInteger & UnsignedInteger, at offset: Int) {
        for index in 0..<(number.bitWidth / 8) {
            self[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * index))
        }
    }

    package mutating func put(_ guid: GUID, at offset: Int) {
        put(UInt32(truncatingIfNeeded: guid.high >> 32), at: offset)
        put(UInt16(truncatingIfNeeded: guid.high >> 16), at: offset + 4)
        put(UInt16(truncatingIfNeeded: guid.high), at: offset + 6)
        put(guid.low.byteSwapped, at: offset + 8)
    }

    /// Whether both are the same bytes, eight of which are compared at a time.
    func isSame(as other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        let whole = count & ~7
        return self[whole...] == other[whole...]
            && stride(from: 0, to: whole, by: 8).allSatisfy { number64(at: $0) == other.number64(at: $0) }
    }

    // The bounds are the slice's, which are checked in every build; those of a load are not.
    private func number<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Number {
        self[offset..<(offset + Number.bitWidth / 8)].withUnsafeBytes { bytes in
            Number(littleEndian: bytes.loadUnaligned(as: Number.self))
        }
    }
}
