// SPDX-License-Identifier: MIT

extension Duration {
    /// The length as a person says it: `0.6 s`, `75 s`, `20 min`.
    var inWords: String {
        let parts = components
        if parts.seconds >= 600 { return "\(parts.seconds / 60) min" }
        if parts.seconds >= 10 { return "\(parts.seconds) s" }
        return "\(parts.seconds).\(parts.attoseconds / 100_000_000_000_000_000) s"
    }
}
