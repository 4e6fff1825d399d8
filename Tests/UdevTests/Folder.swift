// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel

/// A folder of a test's own, gone with the test.
final class Folder {
    let path: String

    init() throws {
        var template = Array("/tmp/loopwright-test-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit { Folder.removeTree(path) }

    private static func removeTree(_ path: String) {
        if FileStatus.at(path, followingLinks: false)?.kind == .folder {
            for name in Tree.names(in: path) ?? [] { removeTree(path + "/" + name) }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
