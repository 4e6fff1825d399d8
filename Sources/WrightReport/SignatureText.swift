// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What libblkid found, in words.
enum SignatureText {
    /// `ext4 "rootfs", uuid 3a8f…, at 1 KiB`.
    static func clause(_ signature: Signature) -> String {
        [
            signature.type + (signature.label.map { " " + YAMLText.quoted($0) } ?? ""),
            signature.uuid.map { "uuid \($0)" }, signature.offset.map { "at \($0.inWords)" },
        ].compactMap(\.self).joined(separator: ", ")
    }
}
