// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel

@Suite struct OwnedDescriptorTests {
    @Test func readsWhatItWroteAndStopsAtTheEnd() throws {
        let scratch = try Scratch()
        let file = try OwnedDescriptor.open(try scratch.file("a"), .readWrite)
        try file.write(Array("hello".utf8), at: 3)
        try file.sync()
        #expect(try file.read(at: 0, count: 100) == [0, 0, 0] + Array("hello".utf8))
        #expect(try file.read(at: 8, count: 1) == [])
        #expect(try file.size() == ByteCount(8))
        try file.close()
    }

    @Test func failsToWriteWhereItMayOnlyRead() throws {
        let scratch = try Scratch()
        let path = try scratch.file("a")
        let file = try OwnedDescriptor.open(path, .readOnly)
        let failure = #expect(throws: SyscallFailure.self) { try file.write([1], at: 0) }
        #expect(failure?.errno == EBADF)
    }

    @Test func tellsHolesFromData() throws {
        let scratch = try Scratch()
        let file = try OwnedDescriptor.open(try scratch.image(bytes: mebibyte), .readWrite)
        let (front, back) = (Extent(from: .zero, to: ByteCount(4096)), Extent(from: ByteCount(4096), to: .mebibyte))
        #expect(try !file.holdsData(in: back))
        try file.write([0], at: mebibyte / 2)
        #expect(try !file.holdsData(in: back))
        try file.write([7], at: mebibyte - 1)
        #expect(try file.holdsData(in: back))
        #expect(try !file.holdsData(in: front))
    }

    @Test func knowsKindsAndIdentity() throws {
        let scratch = try Scratch()
        let path = try scratch.file("a", "x", mode: 0o640)
        let status = try OwnedDescriptor.open(path, .readOnly).status()
        #expect(status.kind == .regular)
        #expect(status.permissions == 0o640)
        #expect(status.linkCount == 1)
        #expect(status.owner == geteuid())
        #expect(status.identity == .file(device: status.device, inode: status.inode))
        #expect(FileStatus.at(scratch.path)?.kind == .folder)
        #expect(FileStatus.at("/dev/null")?.deviceNumber == DeviceNumber(major: 1, minor: 3))
        #expect(FileStatus.at(scratch.link("l", to: "a"), followingLinks: false)?.kind == .symbolicLink)
    }

    @Test func isClosedWithItsOwner() throws {
        let scratch = try Scratch()
        let path = try scratch.file("a")
        func number() throws -> Int32 { try OwnedDescriptor.open(path, .readOnly).raw }
        let raw = try number()
        // The number is free again: the next open file of this thread or another's has it, or nobody.
        #expect(Tree.linkTarget("/proc/self/fd/\(raw)") != path)
    }
}
