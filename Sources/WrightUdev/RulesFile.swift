// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel

/// The rules file by which udev makes loopwright's links.
package enum RulesFile {
    package static let name = "65-loopwright.rules"

    /// The folders that udev reads, the first of them that has a file of the name hiding the others: man 7 udev.
    private static let folders = [
        "/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d",
        "/lib/udev/rules.d",
    ]

    /// The path of the file that udev uses; nil where there is none, or where an administrator has masked it by a
    /// link to /dev/null or an empty file.
    package static func installed(root: String = "") -> String? {
        let candidates = folders.map { root + $0 + "/" + name }
        guard let path = candidates.first(where: Tree.exists) else { return nil }
        guard Tree.linkTarget(path) != "/dev/null", let status = FileStatus.at(path), status.size > .zero else {
            return nil
        }
        return path
    }
}
