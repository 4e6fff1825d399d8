// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// A folder and a prefix of a test's own, and everything the test made, taken down again whatever happens.
///
/// Store names begin with the prefix, so that a test never touches a loop that it did not make.
struct Sandbox: ~Copyable {
    let folder: String
    let prefix: String

    init() throws {
        var name = Array("/var/tmp/loopwright-test.XXXXXX".utf8CString)
        try #require(mkdtemp(&name) != nil)
        folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        prefix = "t" + folder.suffix(6).lowercased()
    }

    deinit {
        // What a killed command left half-way goes, too: the backing file tells whose loop it was.
        for loop in loops() {
            let sequence = (try? run("cat", "/sys/block/\(loop.dropFirst(5))/diskseq"))?.output ?? ""
            _ = try? run("partx", "--delete", loop)
            _ = try? run("losetup", "--detach", loop)
            _ = try? run("sh", "-c", "rm -f /run/loopwright/links/\(sequence.split(separator: "\n").joined()).*")
        }
        _ = try? run("sh", "-c", "rm -rf '\(folder)' /var/lib/loopwright/backups/\(prefix)-*")
    }

    /// The program under test; `make test` says which.
    static var binary: String { getenv("LOOPWRIGHT").map { String(cString: $0) } ?? ".build/debug/loopwright" }

    func path(_ name: String) -> String { "\(folder)/\(name)" }
    func store(_ name: String) -> String { "\(prefix)-\(name)" }
    func link(_ store: String, _ leaf: String) -> String { "/dev/disk/by-loopwright/\(prefix)-\(store)/\(leaf)" }

    /// Writes a manifest; `@` stands for the sandbox's folder and `%` for its prefix.
    func manifest(_ text: String, name: String = "manifest.yaml") throws {
        try write("version: 1\n" + expand(text), to: name)
    }

    func expand(_ text: String) -> String {
        text.split(separator: "@", omittingEmptySubsequences: false).joined(separator: folder)
            .split(separator: "%", omittingEmptySubsequences: false).joined(separator: prefix)
    }

    func write(_ text: String, to name: String) throws {
        let file = open(path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        let bytes = Array(text.utf8)
        #expect(bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) } == bytes.count)
    }

    /// Runs loopwright on the sandbox's manifest.
    func loopwright(_ words: String...) throws -> Outcome {
        try run([Sandbox.binary] + words + ["--manifest", path("manifest.yaml")])
    }

    /// The loops that stand over files of the sandbox or on each other, the topmost first.
    func loops() -> [String] {
        let listing = (try? run("losetup", "--noheadings", "--raw", "--output", "NAME,BACK-FILE"))?.output ?? ""
        let rows = listing.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
        let pairs = rows.filter { $0.count == 2 }.map { (loop: $0[0], backing: $0[1]) }
        var found: [String] = []
        var layer = pairs.filter { $0.backing.hasPrefix(folder + "/") }.map(\.loop)
        while !layer.isEmpty {
            found = layer + found
            layer = pairs.filter { pair in layer.contains { pair.backing == $0 || pair.backing.hasPrefix($0 + "p") } }
                .map(\.loop)
        }
        return found
    }
}

/// Why a test of this folder does not run, or nil.
enum Machine {
    static var isRoot: Bool { geteuid() == 0 }
    static var hasLoops: Bool { access("/dev/loop-control", R_OK | W_OK) == 0 }
}
