// SPDX-License-Identifier: MIT

import Glibc
import Testing

extension Sandbox {
    /// Makes a file that is one hole.
    @discardableResult
    func image(_ name: String, mebibytes: Int = 64) throws -> String {
        try must("truncate", "--size", "\(mebibytes)M", path(name))
        return path(name)
    }

    /// Makes a file with a table that sfdisk writes after this script.
    @discardableResult
    func image(_ name: String, mebibytes: Int = 64, table script: String) throws -> String {
        let file = try image(name, mebibytes: mebibytes)
        try partition(file, script)
        return file
    }

    /// Has sfdisk write a table on a file or a device; it tells nobody of it.
    func partition(_ target: String, _ script: String) throws {
        let outcome = try run("sfdisk", "--quiet", "--no-tell-kernel", "--no-reread", target, input: script)
        try #require(outcome.status == 0, "sfdisk \(target): \(outcome.words)")
    }

    /// Attaches a loop as somebody else would; the sandbox takes it down with the others over its files.
    func losetup(_ words: String...) throws -> String { try losetup(words) }

    func losetup(_ words: [String]) throws -> String {
        lines(try must(["losetup", "--find", "--show"] + words)).first ?? ""
    }

    /// Fills a part of a file or device with bytes that are never zero and always the same.
    func scribble(_ target: String, at mebibyte: Int, mebibytes: Int = 1) throws {
        try must(
            "sh", "-c",
            "yes loopwright | head -c \(mebibytes)M | dd of='\(target)' bs=1M seek=\(mebibyte) conv=notrunc,fsync status=none"
        )
    }

    /// The SHA-256 of a file or device as it is on the medium.
    func digest(_ target: String) throws -> String { String(try must("sha256sum", target).prefix(64)) }

    /// The SHA-256 of a part of a file or device, in mebibytes.
    func digest(_ target: String, from start: Int, mebibytes: Int) throws -> String {
        let command = "dd if='\(target)' bs=1M skip=\(start) count=\(mebibytes) status=none | sha256sum"
        return String(try must("sh", "-c", command).prefix(64))
    }
}

extension Sandbox {
    /// Runs a command of loopwright's that ends with this code.
    @discardableResult
    func expect(
        _ words: String..., exit status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let outcome = try run([Sandbox.binary] + words + ["--manifest", path("manifest.yaml")])
        #expect(outcome.status == status, "\(words): \(outcome.words)", sourceLocation: sourceLocation)
        return outcome.output + outcome.errors
    }

    /// Applies the manifest, and proves that there is nothing more to do.
    func converge(sourceLocation: SourceLocation = #_sourceLocation) throws {
        try expect("apply", exit: 0, sourceLocation: sourceLocation)
        let plan = try expect("plan", exit: 0, sourceLocation: sourceLocation)
        #expect(!plan.contains("pending"), "\(plan)", sourceLocation: sourceLocation)
    }

    /// Expects that `plan` and `apply` refuse for this reason, and that neither a byte of the file nor a loop has changed.
    func expectRefusal(
        _ reason: String, of file: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = try file.map { try digest($0) }
        let loopsBefore = loops()
        for command in ["plan", "apply"] {
            let words = try expect(command, exit: 3, sourceLocation: sourceLocation)
            #expect(words.contains("blocked: " + expand(reason)), "\(words)", sourceLocation: sourceLocation)
            #expect(words.contains("  remedy: "), "\(words)", sourceLocation: sourceLocation)
        }
        let after = try file.map { try digest($0) }
        #expect(after == before, sourceLocation: sourceLocation)
        let loopsAfter = loops()
        #expect(loopsAfter == loopsBefore, sourceLocation: sourceLocation)
    }

    /// The commands that a remedy gives, without their marks.
    func remedies(in words: String) -> [String] {
        let remedy = words.split(separator: "\n").first { $0.hasPrefix("  remedy: ") } ?? ""
        return remedy.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// The node that a link of a store leads to.
    func node(
        _ store: String, _ leaf: String = "disk", sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let link = link(store, leaf)
        let path = try #require(realpath(link, nil), "'\(link)' leads nowhere", sourceLocation: sourceLocation)
        defer { free(path) }
        return String(cString: path)
    }

    /// An attribute of a device in sysfs.
    func attribute(_ node: String, _ name: String) throws -> String {
        lines(try must("cat", "/sys/class/block/\(node.dropFirst("/dev/".count))/\(name)")).first ?? ""
    }

    func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
}

/// Whether a path leads to something.
func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
