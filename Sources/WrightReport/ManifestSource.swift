// SPDX-License-Identifier: MIT

package import WrightModel

/// What `describe` found: the facts that a manifest is written from.
package struct ManifestSource: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// An image file of this size.
        case file(size: ByteCount)
        case device
    }

    /// The absolute path that the manifest is to name.
    package var path: String
    package var kind: Kind
    package var contents: Contents
    package var attachment: AttachmentMode
    /// Whether it can only be read.
    package var isReadOnly: Bool

    package init(
        path: String, kind: Kind, contents: Contents, attachment: AttachmentMode = .loop, isReadOnly: Bool = false
    ) {
        self.path = path
        self.kind = kind
        self.contents = contents
        self.attachment = attachment
        self.isReadOnly = isReadOnly
    }
}
