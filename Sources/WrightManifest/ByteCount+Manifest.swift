// SPDX-License-Identifier: MIT

package import WrightModel

extension ByteCount {
    /// A size above zero as a manifest writes it, `512MiB`; nil for any other text.
    package init?(manifest text: String) {
        guard let size = try? SizeText.size(text), size > .zero else { return nil }
        self = size
    }
}
