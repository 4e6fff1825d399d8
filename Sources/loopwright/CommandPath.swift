// SPDX-License-Identifier: MIT

import WrightKernel

/// A path from the command line, as the rest of the program wants it: from the root, without `.` and `..`.
enum CommandPath {
    static func absolute(_ path: String) -> String {
        let whole = path.hasPrefix("/") ? path : (Tree.linkTarget("/proc/self/cwd") ?? "") + "/" + path
        var components: [Substring] = []
        for component in whole.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        return "/" + components.joined(separator: "/")
    }
}
