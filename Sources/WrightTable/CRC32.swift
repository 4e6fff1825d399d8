// SPDX-License-Identifier: MIT

/// The 32-bit cyclic redundancy check of a GPT: the polynomial of IEEE 802.3, reflected, as in zlib.
package struct CRC32 {
    private var register: UInt32 = .max

    package init() {}

    /// The check value of all bytes so far.
    package var value: UInt32 { ~register }

    package mutating func update(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes { update($0) } }

    package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    package static func checksum(of bytes: ArraySlice<UInt8>) -> UInt32 {
        var check = CRC32()
        check.update(bytes)
        return check.value
    }

    package static func checksum(of bytes: [UInt8]) -> UInt32 { checksum(of: bytes[...]) }

    /// Eight bytes at a time, each through a table of its own ("slicing by eight"); what is left one by one.
    private mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let whole = bytes.count & ~7
        CRC32.tables.withUnsafeBufferPointer { tables in
            var register = register
            var offset = 0
            while offset < whole {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                register = CRC32.step(word ^ UInt64(register), tables)
                offset += 8
            }
            for byte in bytes[whole...] {
                register = tables[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ (register >> 8)
            }
            self.register = register
        }
    }

    /// The byte that lies furthest in front goes through the table of the most zeros behind it.
    @inline(__always)
    private static func step(_ word: UInt64, _ tables: UnsafeBufferPointer<UInt32>) -> UInt32 {
        var register = tables[0x700 | Int(word & 0xff)]
        register ^= tables[0x600 | Int(word >> 8 & 0xff)]
        register ^= tables[0x500 | Int(word >> 16 & 0xff)]
        register ^= tables[0x400 | Int(word >> 24 & 0xff)]
        register ^= tables[0x300 | Int(word >> 32 & 0xff)]
        register ^= tables[0x200 | Int(word >> 40 & 0xff)]
        register ^= tables[0x100 | Int(word >> 48 & 0xff)]
        return register ^ tables[Int(word >> 56)]
    }

    /// One behind the other: what a byte makes of the register, and what it makes with one to seven zeros behind it.
    private static let tables: [UInt32] = {
        var tables: [UInt32] = (0..<256).map { index in
            (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xedb8_8320 }
        }
        for index in 256..<(8 * 256) {
            let former = tables[index - 256]
            tables.append(tables[Int(former & 0xff)] ^ (former >> 8))
        }
        return tables
    }()
}
