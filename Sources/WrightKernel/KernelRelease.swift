// SPDX-License-Identifier: MIT

import CLinux

/// The release of the running kernel, as far as releases are compared: man 2 uname.
package struct KernelRelease: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    package let patch: Int

    package init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// A release from the text of uname: `6.1.0-13-amd64`, `6.18-rc1`.
    package init?(_ text: String) {
        let version = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let numbers = version.split(separator: ".").compactMap { Int($0) }
        guard numbers.count >= 2 else { return nil }
        self.init(numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
    }

    /// The first release with BLKGETDISKSEQ, by which a device is told from its successor of the same number.
    package static let required = KernelRelease(5, 15)

    /// The release of this machine; nil where its text cannot be understood.
    package static func current() -> KernelRelease? {
        var text = [CChar](repeating: 0, count: 256)
        guard clinux_kernel_release(&text, text.count) == 0 else { return nil }
        return KernelRelease(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    package var description: String { "\(major).\(minor).\(patch)" }

    package static func < (left: KernelRelease, right: KernelRelease) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}
