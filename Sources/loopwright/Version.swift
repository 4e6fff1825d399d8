// SPDX-License-Identifier: MIT

/// The version of the whole program.
enum Version {
    static let text = "0.1.0"
}
