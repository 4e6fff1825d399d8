// SPDX-License-Identifier: MIT

/// The hash of FIPS 180-4, for identifiers that are derived and not for secrets.
///
/// It is a value: what many messages begin with is hashed once, and each goes on from a copy.
package struct SHA256: Hashable, Sendable {
    private var state = SHA256.initialState
    /// The bytes behind the last whole block.
    private var rest: [UInt8] = []
    private var count: UInt64 = 0

    package init() {}

    /// The 32 bytes of a message's digest.
    package static func digest(of message: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(message)
        return hash.digest()
    }

    /// Takes more of the message.
    package mutating func update(_ bytes: some Collection<UInt8>) {
        rest += bytes
        count += UInt64(bytes.count)
        compressBlocks()
    }

    /// The digest of all that has been taken: behind it go a one bit, zeroes up to the last eight bytes of a block, and
    /// the length in bits.
    package func digest() -> [UInt8] {
        var end = self
        end.rest.append(0x80)
        while end.rest.count % SHA256.blockSize != SHA256.blockSize - 8 { end.rest.append(0) }
        withUnsafeBytes(of: (count &* 8).bigEndian) { end.rest += $0 }
        end.compressBlocks()
        return (0..<32).map { UInt8(truncatingIfNeeded: end.state[$0 / 4] >> UInt32(24 - $0 % 4 * 8)) }
    }

    private mutating func compressBlocks() {
        let whole = rest.count / SHA256.blockSize * SHA256.blockSize
        rest.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: whole, by: SHA256.blockSize) {
                SHA256.compress(bytes, at: start, into: &state)
            }
        }
        rest.removeSubrange(..<whole)
    }

    private static let blockSize = 64

    private static func compress(_ bytes: UnsafeRawBufferPointer, at start: Int, into state: inout SIMD8<UInt32>) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
            extend(schedule, from: bytes, at: start)
            state &+= mixed(UnsafeBufferPointer(schedule), state)
        }
    }

    private static func mixed(_ schedule: UnsafeBufferPointer<UInt32>, _ state: SIMD8<UInt32>) -> SIMD8<UInt32> {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for (word, constant) in zip(schedule, constants) {
            let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
            let first = h &+ sum1 &+ (e & f ^ ~e & g) &+ constant &+ word
            let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
            let second = sum0 &+ (a & b ^ a & c ^ b & c)
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
        }
        return SIMD8(a, b, c, d, e, f, g, h)
    }

    private static func extend(
        _ words: UnsafeMutableBufferPointer<UInt32>, from bytes: UnsafeRawBufferPointer, at start: Int
    ) {
        for index in 0..<16 {
            words[index] = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self))
        }
        for index in 16..<64 {
            let (early, late) = (words[index - 15], words[index - 2])
            let sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ early >> 3
            let sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ late >> 10
            words[index] = words[index - 16] &+ sigma0 &+ words[index - 7] &+ sigma1
        }
    }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    private static let initialState = SIMD8<UInt32>(
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)

    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}
