// SPDX-License-Identifier: MIT

import Glibc

/// The files of the project itself, by their paths in it.
package enum Project {
    /// Two folders above this file's.
    package static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    /// The program under test: `LOOPWRIGHT` says which, and without it the debug build is.
    package static var binary: String {
        getenv("LOOPWRIGHT").map { String(cString: $0) } ?? root + "/.build/debug/loopwright"
    }

    /// The manifests among the examples; what is for other programs has folders of its own.
    package static let manifests =
        names(in: "examples").filter { $0.hasSuffix(".yaml") }.map { "examples/\($0)" }
        + ["examples/kubernetes/stores.yaml"]

    /// The text of a file; empty where it cannot be read.
    package static func text(of file: String) -> String {
        guard let stream = fopen("\(root)/\(file)", "r") else { return "" }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    package static func exists(_ path: String) -> Bool { access("\(root)/\(path)", F_OK) == 0 }

    /// The names in a folder, without hidden ones; empty where it is no folder.
    package static func names(in folder: String) -> [String] {
        guard let stream = opendir("\(root)/\(folder)") else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// The paths of the files below a folder whose names end so.
    package static func files(in folder: String, ending suffix: String) -> [String] {
        names(in: folder).flatMap { name in
            name.hasSuffix(suffix) ? ["\(folder)/\(name)"] : files(in: "\(folder)/\(name)", ending: suffix)
        }
    }
}
