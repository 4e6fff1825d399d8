// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel

/// The sockets at which programs call, and the threads that ring for each other.
@Suite struct StreamTests {
    @Test func whatIsSaidAtOneEndIsHeardAtTheOther() throws {
        let scratch = try Scratch()
        let listener = try StreamListener(at: scratch.path + "/one", in: scratch.path)
        let nobody = listener.accept()
        #expect(nobody == nil)
        let caller = try #require(try StreamConnection.open(to: scratch.path + "/one"))
        let answer = listener.accept()
        #expect(caller.receive() == [])
        #expect(answer?.send("words") == true)
        #expect(Sockets.isReadable(caller.raw, within: .seconds(5)))
        #expect(caller.receive().map { String(decoding: $0, as: UTF8.self) } == "words")
        #expect(caller.peer == getpid())
    }

    @Test func onlyItsOwnerMayCall() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/one"
        let listener = try StreamListener(at: path, in: scratch.path)
        var status = stat()
        #expect(lstat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        listener.close()
        #expect(access(path, F_OK) != 0)
        #expect(try StreamConnection.open(to: path) == nil)
    }

    @Test func aSecondListenerIsRefusedAndADeadOneReplaced() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/one"
        do {
            let listener = try StreamListener(at: path, in: scratch.path)
            let failure = #expect(throws: SyscallFailure.self) { _ = try StreamListener(at: path, in: scratch.path) }
            #expect("\(failure.map(String.init(describing:)) ?? "")".contains("process \(getpid()) ("))
            _ = consume listener
        }
        // It has gone without a word, and its name is still there.
        #expect(access(path, F_OK) == 0)
        #expect(try StreamConnection.open(to: path) == nil)
        let other = try StreamListener(at: scratch.path + "/two", in: scratch.path)
        #expect(access(path, F_OK) != 0)
        _ = try StreamListener(at: path, in: scratch.path)
        _ = consume other
    }

    @Test func whoeverDoesNotReadIsNotWaitedFor() throws {
        let scratch = try Scratch()
        let listener = try StreamListener(at: scratch.path + "/one", in: scratch.path)
        let caller = try #require(try StreamConnection.open(to: scratch.path + "/one"))
        let answer = listener.accept()
        let page = String(repeating: "x", count: 1 << 20)
        #expect((0..<64).contains { _ in answer?.send(page) == false })
        #expect(caller.receive()?.isEmpty == false)
    }

    @Test func theEndIsHeard() throws {
        let scratch = try Scratch()
        let listener = try StreamListener(at: scratch.path + "/one", in: scratch.path)
        let caller = try #require(try StreamConnection.open(to: scratch.path + "/one"))
        let isSent = listener.accept()?.send("last")
        #expect(isSent == true)
        #expect(caller.receive().map { String(decoding: $0, as: UTF8.self) } == "last")
        #expect(caller.receive() == nil)
    }

    @Test func aThreadRingsWhenItIsDone() throws {
        final class Desk: Sendable {
            let bell: Doorbell
            init() throws { bell = try Doorbell() }
        }
        let desk = try Desk()
        #expect(!Sockets.isReadable(desk.bell.raw, within: .zero))
        try DetachedThread.start { desk.bell.ring() }
        #expect(Sockets.isReadable(desk.bell.raw, within: .seconds(10)))
        try desk.bell.clear()
        #expect(!Sockets.isReadable(desk.bell.raw, within: .zero))
    }
}
