// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// Imports point one way, and the pure rooms import no effect.
@Suite struct ImportTests {
    /// What each room may import, besides the standard library.
    static let rooms: [String: Set<String>] = [
        "WrightModel": [],
        "WrightTable": ["WrightModel"],
        "WrightManifest": ["WrightModel", "CYaml"],
        "WrightPlan": ["WrightModel"],
        "WrightReport": ["WrightModel", "WrightPlan"],
        "WrightKernel": ["WrightModel", "CLinux", "SystemPackage"],
        "WrightFdisk": ["WrightModel", "WrightTable", "WrightKernel", "CFdisk", "CBlkid", "SystemPackage"],
        "WrightUdev": ["WrightModel", "WrightKernel", "CUdev", "CLinux", "SystemPackage"],
        "WrightObserve": ["WrightModel", "WrightTable", "WrightKernel", "WrightFdisk", "WrightUdev", "SystemPackage"],
        "WrightApply": [
            "WrightModel", "WrightPlan", "WrightKernel", "WrightFdisk", "WrightUdev", "WrightObserve", "SystemPackage",
        ],
        "loopwright": [
            "ArgumentParser", "Glibc", "SystemPackage", "WrightModel", "WrightManifest", "WrightPlan", "WrightReport",
            "WrightKernel", "WrightFdisk", "WrightUdev", "WrightObserve", "WrightApply",
        ],
    ]

    @Test(arguments: rooms.keys.sorted()) func aRoomImportsOnlyWhatItMay(_ room: String) throws {
        let files = swiftFiles(in: "Sources/\(room)")
        #expect(!files.isEmpty)
        for file in files {
            let strangers = imports(of: file).subtracting(ImportTests.rooms[room] ?? [])
            #expect(strangers.isEmpty, "\(file) imports \(strangers.sorted())")
        }
    }

    @Test func everyRoomIsInTheArchitectureAndHere() {
        let manual = text(of: "docs/architecture.md")
        for room in entries(of: "Sources") {
            #expect(manual.contains("`\(room)`"), "docs/architecture.md does not know \(room)")
            #expect(room.hasPrefix("C") || ImportTests.rooms[room] != nil, "no rule for the imports of \(room)")
        }
    }

    private func imports(of file: String) -> Set<String> {
        Set(
            text(of: file).split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                guard let position = words.firstIndex(of: "import"), position <= 1, position + 1 < words.count else { return nil }
                return String(words[words.count - 1].split(separator: ".")[0])
            })
    }

    private func swiftFiles(in folder: String) -> [String] {
        entries(of: folder).flatMap { name in
            name.hasSuffix(".swift") ? ["\(folder)/\(name)"] : swiftFiles(in: "\(folder)/\(name)")
        }
    }

    /// The names in a folder of the project; empty where it is no folder.
    private func entries(of folder: String) -> [String] {
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

    private func text(of file: String) -> String {
        guard let stream = fopen("\(root)/\(file)", "r") else { return "" }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Two folders above this file's.
    private var root: String { #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } }
}
