// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// What a person says or runs to have more of what a store stands on: clauses of remedies.
extension Ground {
    /// The line of the manifest that gives the store so much room.
    func enlarged(to size: ByteCount) -> String {
        if !isWhole { return "say `length: \(size.inManifest)` or more, within a backing that has it" }
        return isFile
            ? "say `size: \(size.inManifest)` or more" : "name a larger disk with `device: …` or `match: …`"
    }
}

extension PresentBacking {
    /// What ends that it may only be read, or tells why it may.
    var madeWritable: String {
        if case .device = identity { return "make it writable with `blockdev --setrw '\(path)'`" }
        return "end what `findmnt --target '\(path)'` or `lsattr '\(path)'` shows to make it read-only"
    }
}

extension Span {
    /// The size as a manifest is written.
    var sizeInManifest: String { ByteCount(wide: length).inManifest }
}
