// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightModel

@testable import WrightKernel

@Suite struct ImageFileTests {
    private func create(
        _ path: String, _ size: Int64, _ allocation: Allocation = .sparse,
        fill: (borrowing OwnedDescriptor) throws -> Void = { _ in }
    ) throws {
        let folder = try TrustedPath.checkFolder(of: path, trust: .anything)
        try ImageFile.create(path: path, in: folder, size: ByteCount(size), allocation: allocation, fill: fill)
    }

    @Test(arguments: [Allocation.sparse, .full])
    func makesAnImageWithItsContents(allocation: Allocation) throws {
        let scratch = try Scratch()
        let path = scratch.path + "/new.img"
        try create(path, 4 * mebibyte, allocation) { image in
            #expect(!Tree.exists(path))
            try image.write(Array("table".utf8), at: 512)
        }
        let status = try #require(FileStatus.at(path))
        #expect(status.size == ByteCount(4 * mebibyte))
        #expect(status.permissions == 0o600)
        #expect((status.allocated >= status.size) == (allocation == .full))
        #expect(try OwnedDescriptor.open(path, .readOnly).read(at: 512, count: 5) == Array("table".utf8))
        #expect(Tree.names(in: scratch.path) == ["new.img"])
    }

    /// A name of more bytes than characters lies in its folder like any other.
    @Test(arguments: ["データ領域データ領域.img", "é\u{301}\u{301}\u{301}\u{301}\u{301}", "\u{301}x"])
    func makesAnImageOfAnyName(_ name: String) throws {
        let scratch = try Scratch()
        scratch.folder("a")
        let path = scratch.path + "/a/" + name
        try create(path, mebibyte)
        #expect(FileStatus.at(path)?.size == ByteCount(mebibyte))
        let missing = #expect(throws: PathRefusal.self) { try create("\(scratch.path)/no/\(name)", mebibyte) }
        #expect(missing?.description == "'\(scratch.path)/no' does not exist")
    }

    @Test func neverTakesAnotherFilesPlace() throws {
        let scratch = try Scratch()
        let path = try scratch.file("taken.img", "precious")
        let error = #expect(throws: SyscallFailure.self) { try create(path, mebibyte) }
        #expect(error?.isTaken == true)
        #expect(Tree.text(path) == "precious")
    }

    @Test func leavesNothingWhenFillingFails() throws {
        let scratch = try Scratch()
        #expect(throws: LoopFailure.unfit("no")) {
            try create(scratch.path + "/new.img", mebibyte) { _ in throw LoopFailure.unfit("no") }
        }
        #expect(Tree.names(in: scratch.path) == [])
    }

    @Test func saysHowMuchRoomIsMissing() throws {
        let scratch = try Scratch()
        let error = #expect(throws: SyscallFailure.self) { try create(scratch.path + "/huge.img", 1 << 55, .full) }
        #expect(error?.isOutOfRoom == true)
        #expect(error?.description.contains("36028797018963968 bytes are needed") == true)
        #expect(Tree.names(in: scratch.path) == [])
    }

    @Test(arguments: [Allocation.sparse, .full])
    func growsWhatItWasPlannedFor(allocation: Allocation) throws {
        let scratch = try Scratch()
        let image = try OwnedDescriptor.open(try scratch.image(bytes: mebibyte), .readWrite)
        let (from, to) = (ByteCount(mebibyte), ByteCount(3 * mebibyte))
        try ImageFile.grow(image, from: from, to: to, allocation: allocation)
        #expect(try image.size() == to)
        #expect(try image.status().allocated >= (allocation == .full ? to - from : .zero))
        let stale = #expect(throws: SyscallFailure.self) {
            try ImageFile.grow(image, from: from, to: to, allocation: allocation)
        }
        #expect(stale?.errno == ESTALE)
        #expect(try image.size() == to)
    }

    @Test func givesBackWhatItCouldNotUse() throws {
        let scratch = try Scratch()
        let image = try OwnedDescriptor.open(try scratch.image(bytes: mebibyte), .readWrite)
        #expect(throws: SyscallFailure.self) {
            try ImageFile.grow(image, from: ByteCount(mebibyte), to: ByteCount(1 << 55), allocation: .full)
        }
        #expect(try image.size() == ByteCount(mebibyte))
    }

    // The way of file systems without O_TMPFILE, taken on one that has it.
    @Test func makesADraftUnderAnotherName() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/new.img"
        try scratch.file(".new.img.loopwright-new", "left by a crash")
        let folder = try TrustedPath.checkFolder(of: path, trust: .anything)
        let draft = try ImageDraft.named("new.img", path, in: folder)
        #expect(try draft.descriptor.size() == .zero)
        try draft.descriptor.write([7], at: 0)
        try draft.publish(in: folder)
        #expect(Tree.names(in: scratch.path) == ["new.img"])
        #expect(try OwnedDescriptor.open(path, .readOnly).read(at: 0, count: 2) == [7])
    }

    @Test func aNamedDraftTakesNoOtherFilesPlace() throws {
        let scratch = try Scratch()
        let path = try scratch.file("taken.img", "precious")
        let folder = try TrustedPath.checkFolder(of: path, trust: .anything)
        let draft = try ImageDraft.named("taken.img", path, in: folder)
        let error = #expect(throws: SyscallFailure.self) { try draft.publish(in: folder) }
        #expect(error?.isTaken == true)
        draft.discard(in: folder)
        #expect(Tree.names(in: scratch.path) == ["taken.img"])
        #expect(Tree.text(path) == "precious")
    }
}
