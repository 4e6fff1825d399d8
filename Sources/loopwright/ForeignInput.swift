// SPDX-License-Identifier: MIT

import Glibc
import WrightImport
import WrightKernel
import WrightManifest

/// What `import` is given: a file, a folder of definitions, or standard input.
struct ForeignInput {
    let files: [ForeignFile]
    /// A folder can only be one of repart's.
    let format: ForeignFormat?

    init(_ path: String) throws(Trouble) {
        let isFolder = path != "-" && FileStatus.at(path)?.kind == .folder
        format = isFolder ? .repart : nil
        files = isFolder ? try ForeignInput.definitions(in: path) : [try ForeignInput.file(path, name: path)]
    }

    /// The definitions of a repart.d folder, each with its drop-ins: `NAME.conf` and `NAME.conf.d/*.conf`.
    private static func definitions(in folder: String) throws(Trouble) -> [ForeignFile] {
        var files: [ForeignFile] = []
        for name in try names(in: folder) {
            files.append(try file("\(folder)/\(name)", name: name))
            guard FileStatus.at("\(folder)/\(name).d")?.kind == .folder else { continue }
            for dropIn in try names(in: "\(folder)/\(name).d") {
                files.append(try file("\(folder)/\(name).d/\(dropIn)", name: "\(name).d/\(dropIn)"))
            }
        }
        return files
    }

    private static func names(in folder: String) throws(Trouble) -> [String] {
        let names = try attempt { () throws(SyscallFailure) in try Tree.listing(of: folder) } ?? []
        return names.filter { $0.hasSuffix(".conf") && !$0.hasPrefix(".") }.sorted()
    }

    private static func file(_ path: String, name: String) throws(Trouble) -> ForeignFile {
        let isInput = path == "-"
        let content = try attempt { () throws(SyscallFailure) -> [UInt8] in
            if isInput { return try bytes(STDIN_FILENO, of: "standard input") }
            return try bytes(of: try OwnedDescriptor.open(path, .readOnly))
        }
        guard content.count <= Manifest.longestFile else {
            throw .manifest(["\(path): it is larger than a description of partitions can be"])
        }
        return ForeignFile(name: isInput ? "standard input" : name, bytes: content)
    }

    private static func bytes(of file: borrowing OwnedDescriptor) throws(SyscallFailure) -> [UInt8] {
        try bytes(file.raw, of: file.path)
    }

    /// All that a descriptor gives, be it a file, a pipe or a terminal, and not much more than may be: man 2 read.
    private static func bytes(_ descriptor: Int32, of path: String) throws(SyscallFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= Manifest.longestFile {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { break }
            guard count > 0 || errno == EINTR else {
                throw SyscallFailure("read '\(path)'", call: "read", errno: errno)
            }
            bytes += buffer[..<max(count, 0)]
        }
        return bytes
    }
}
