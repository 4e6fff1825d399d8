// SPDX-License-Identifier: MIT

import Testing

/// A sandbox with one store of three partitions, `old`, `data` and `last`, each with bytes that are known.
struct FarewellBench: ~Copyable {
    static let three = "{name: old, size: 16MiB}, {name: data, size: 32MiB}, {name: last, size: 8MiB}"

    let sandbox: Sandbox
    var store: String { sandbox.store("s") }
    var backups: String { "/var/lib/loopwright/backups/\(store)" }

    /// - Parameter table: what sfdisk makes; nil for a store that loopwright makes with three partitions.
    init(table: String? = nil, wanted: String = "", more: String = "") throws {
        let sandbox = try Sandbox()
        _ = try sandbox.image("disk.img")
        if let table { try sandbox.partition(sandbox.path("disk.img"), table) }
        try sandbox.manifest(
            FarewellBench.manifest(wanted.isEmpty && table == nil ? FarewellBench.three : wanted, more))
        try sandbox.expect("apply")
        self.sandbox = sandbox
    }

    func want(_ partitions: String, _ more: String = "") throws {
        try sandbox.manifest(FarewellBench.manifest(partitions, more))
    }

    private static func manifest(_ partitions: String, _ more: String) -> String {
        let list = partitions.isEmpty ? "" : ", partitions: [\(partitions)]"
        return "stores: {%-s: {file: @/disk.img\(more)\(list)}}"
    }

    /// Runs a command on the store; `%` stands for the store in its words.
    @discardableResult
    func expect(
        _ words: String..., exit status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        var expanded = [Sandbox.binary]
        for word in words {
            expanded.append(word.split(separator: "%", omittingEmptySubsequences: false).joined(separator: store))
        }
        let outcome = try run(expanded + ["--manifest", sandbox.path("manifest.yaml")])
        #expect(outcome.status == status, "\(words): \(outcome.words)", sourceLocation: sourceLocation)
        return outcome.output + outcome.errors
    }

    /// Expects that a command refuses with this sentence and a remedy, and that nothing has changed.
    func expectRefusal(
        _ sentence: String, _ words: String..., exit status: Int32 = 3,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = try state()
        var expanded = [Sandbox.binary]
        for word in words {
            expanded.append(word.split(separator: "%", omittingEmptySubsequences: false).joined(separator: store))
        }
        let outcome = try run(expanded + ["--yes", "--manifest", sandbox.path("manifest.yaml")])
        #expect(outcome.status == status, "\(words): \(outcome.words)", sourceLocation: sourceLocation)
        let said = outcome.output + outcome.errors
        #expect(said.contains(sentence), "\(said)", sourceLocation: sourceLocation)
        if status == 3 { #expect(said.contains("  remedy: "), "\(said)", sourceLocation: sourceLocation) }
        let after = try state()
        #expect(after == before, sourceLocation: sourceLocation)
    }

    /// Every byte of the image, the kernel's partitions, the links and the backups.
    func state() throws -> [String] {
        try shell("sync -f \(sandbox.folder)")
        let loop = try sandbox.loop(over: "disk.img")
        let parts = loop.isEmpty ? [] : try sandbox.partitions(of: loop)
        return [try sandbox.digest(sandbox.path("disk.img"))] + parts + (try sandbox.links(of: "s"))
            + (try numbers)
    }

    var loop: String { get throws { try sandbox.loop(over: "disk.img") } }

    var numbers: [String] {
        get throws { try shell("ls \(backups) 2>/dev/null | sort -n").split(separator: "\n").map(String.init) }
    }

    /// The numbers of the partitions that sfdisk finds, and those that the kernel shows.
    func numbersShown() throws -> (table: String, kernel: String) {
        let image = try loop.isEmpty ? sandbox.path("disk.img") : "/dev/\(try loop)"
        let table = try shell(
            "sfdisk --dump \(image) 2>/dev/null | sed -nE 's;^[^ ]*[^0-9]([0-9]+) : .*;\\1;p' | xargs")
        let kernel = try loop.isEmpty ? [] : sandbox.partitions(of: loop)
        return (table, kernel.map { String($0.prefix { $0 != " " }) }.joined(separator: " "))
    }

    /// Something that is other for a partition that the kernel has made anew.
    func birth(of number: Int) throws -> String {
        let loop = try loop
        return try shell("stat -c %i /sys/block/\(loop)/\(loop)p\(number)/")
    }

    /// The bytes of a part of the image, in mebibytes, once the loop has written them.
    func digest(from start: Int, mebibytes: Int) throws -> String {
        try shell("sync -f \(sandbox.folder)")
        return try sandbox.digest(sandbox.path("disk.img"), from: start, mebibytes: mebibytes)
    }
}
