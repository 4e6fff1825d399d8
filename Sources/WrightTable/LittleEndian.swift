// SPDX-License-Identifier: MIT

/// Numbers as partition tables store them, least significant byte first. The offset must leave room for the number.
extension [UInt8] {
    package func number16(at offset: Int) -> UInt16 { UInt16(number(at: offset, bytes: 2)) }
    package func number32(at offset: Int) -> UInt32 { UInt32(number(at: offset, bytes: 4)) }
    package func number64(at offset: Int) -> UInt64 { number(at: offset, bytes: 8) }

    /// Puts a number's bytes over those at `offset`.
    package mutating func put(_ number: some FixedWidthInteger & UnsignedInteger, at offset: Int) {
        for index in 0..<(number.bitWidth / 8) {
            self[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * index))
        }
    }

    private func number(at offset: Int, bytes: Int) -> UInt64 {
        self[offset..<(offset + bytes)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
