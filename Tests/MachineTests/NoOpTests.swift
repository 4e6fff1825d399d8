// SPDX-License-Identifier: MIT

import Testing

/// A converged store is left alone: no write, no device opened for writing, no event.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("strace", "sfdisk", "udevadm"), "needs strace, sfdisk and udevadm"))
struct NoOpTests {
    /// A manifest and what it starts from; `%` is the sandbox's prefix, `@` its folder and `#` a disk of the test's own.
    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let stores: String
        var start = "true"
    }

    private static let two = "partitions: [{name: one, size: 1MiB}, {name: two, size: rest}]"
    private static let table = "truncate -s 8M x.img; printf 'label: gpt\\nsize=2048\\nsize=2048\\n' | sfdisk -q x.img"

    static let shapes = [
        Shape(testDescription: "GPT", stores: "{%-s: {file: @/x.img, size: 8MiB, \(two)}}"),
        Shape(testDescription: "MBR", stores: "{%-s: {file: @/x.img, size: 8MiB, table: mbr, \(two)}}"),
        Shape(testDescription: "4096", stores: "{%-s: {file: @/x.img, size: 8MiB, sector-size: 4096, \(two)}}"),
        Shape(
            testDescription: "a slice", stores: "{%-s: {file: @/x.img, size: 8MiB, offset: 1MiB, length: 6MiB, \(two)}}"
        ),
        Shape(
            testDescription: "nested",
            stores: """
                {%-out: {file: @/x.img, size: 16MiB, partitions: [{name: in, size: rest}]},
                %-s: {device: /dev/disk/by-loopwright/%-out/in, \(two)}}
                """),
        Shape(testDescription: "a disk", stores: "{%-s: {device: #, \(two)}}"),
        Shape(testDescription: "a disk without a loop", stores: "{%-s: {device: #, attach: direct, \(two)}}"),
        Shape(testDescription: "read-only", stores: "{%-s: {file: @/x.img, read-only: true}}", start: table),
        Shape(
            testDescription: "as it is, with more links", stores: "{%-s: {file: @/x.img, links: [by-%/whole]}}",
            start: table),
        Shape(testDescription: "no table", stores: "{%-s: {file: @/x.img, size: 1MiB, table: none}}"),
        Shape(
            testDescription: "255 partitions",
            stores: "{%-s: {file: @/x.img, size: 300MiB, partitions: ["
                + (1...255).map { "{name: p\($0), size: 1MiB}" }.joined(separator: ", ") + "]}}"),
    ]

    private static let calls = [
        "openat", "ioctl", "write", "writev", "pwrite64", "pwritev", "ftruncate", "fallocate", "linkat", "symlinkat",
        "unlinkat", "renameat", "renameat2", "mkdirat", "mknodat", "utimensat", "fsync", "fdatasync", "sync",
    ]

    @Test(arguments: shapes) func theSecondApplyDoesNothing(shape: Shape) throws {
        let sandbox = try Sandbox()
        defer { _ = try? sandbox.loopwright("detach", "--all") }
        try shell("cd \(sandbox.folder); truncate -s 8M disk; \(shape.start)")
        let disk = try sandbox.attachByHand("disk")
        let stores = shape.stores.split(separator: "#", omittingEmptySubsequences: false)
        try sandbox.manifest("stores: " + stores.joined(separator: "/dev/" + disk))
        let first = try sandbox.loopwright("apply")
        try #require(first.status == 0, "\(first.words)")

        let before = try state(of: sandbox)
        let monitor = try EventMonitor(sandbox)
        let plan = try sandbox.loopwright("plan")
        #expect(plan.status == 0, "\(plan.words)")
        #expect(plan.output.contains("converged") && !plan.output.contains("+ "))
        let (second, calls) = try Trace(
            of: [Sandbox.binary, "apply", "--manifest", sandbox.path("manifest.yaml")], into: sandbox.path("trace"),
            names: Self.calls
        ).record()
        #expect(second.status == 0, "\(second.words)")
        #expect(calls.count > 20)
        let devices = try devices(of: sandbox)
        #expect(calls.filter { $0.change != nil && !isTidying($0, besides: devices) }.map(\.text) == [])
        #expect(try monitor.events(of: devices) == [])
        #expect(try state(of: sandbox) == before)
    }

    /// Whether a call takes away what is left of other stores, which somebody may have detached at this very moment.
    private func isTidying(_ call: TracedCall, besides devices: [String]) -> Bool {
        if call.text.contains("/uevent") {
            return !devices.contains { call.text.contains("/\($0)/") || call.text.contains("/\($0)p") }
        }
        let folders = ["/run/loopwright/links/", "/run/loopwright/manifests/"]
        return call.name == "unlinkat" && folders.contains { call.text.contains($0) }
    }

    /// The images' contents and times, and the records that udev reads.
    private func state(of sandbox: borrowing Sandbox) throws -> String {
        try shell(
            """
            cd \(sandbox.folder); for f in disk x.img; do
                [ -e $f ] && sha256sum $f && stat --format '%y %z %i %b' $f; done
            cd /run/loopwright/links; grep -lE '^LW_STORE=\(sandbox.prefix)-' * | xargs stat --format '%n %y %i'
            """)
    }

    /// The disks of the sandbox's stores.
    private func devices(of sandbox: borrowing Sandbox) throws -> [String] {
        try shell("readlink -f /dev/disk/by-loopwright/\(sandbox.prefix)-*/disk").split(separator: "\n")
            .map { String($0.dropFirst("/dev/".count)) }
    }
}

/// The kernel's block events from now on; a loop of its own tells where the list begins and ends.
private final class EventMonitor {
    private let monitor: Background
    private let file: String
    private let sentinel: String

    init(_ sandbox: borrowing Sandbox) throws {
        file = sandbox.path("events")
        try must("truncate", "-s", "1M", sandbox.path("sentinel"))
        sentinel = try sandbox.attachByHand("sentinel")
        monitor = try Background(
            ["udevadm", "monitor", "--kernel", "--property", "--subsystem-match=block"], output: file)
        try #require(try eventually { try shows(try signal()) })
    }

    /// The events of these disks and of their partitions.
    func events(of disks: [String]) throws -> [String] {
        let end = try signal()
        try #require(try eventually { try shows(end) })
        let lines = try must("cat", file).split(separator: "\n").filter { $0.hasPrefix("KERNEL[") }
        return lines.filter { line in
            disks.contains { line.contains("/block/\($0) ") || line.contains("/block/\($0)/") }
        }
        .map(String.init)
    }

    private func signal() throws -> String {
        let mark = try shell("cat /proc/sys/kernel/random/uuid")
        try shell("echo change \(mark) > /sys/block/\(sentinel)/uevent")
        return mark
    }

    private func shows(_ mark: String) throws -> Bool { try must("cat", file).contains("SYNTH_UUID=" + mark) }
}
