// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel

/// Whether somebody has a file open for writing.
@Suite struct WriterTests {
    let scratch = try? Scratch()

    private func isOpenForWriting(_ path: String) throws -> Bool {
        try OwnedDescriptor.open(path, .place).isOpenForWriting
    }

    @Test func aWriterIsSeenAsLongAsItIsThere() throws {
        let path = try #require(scratch).file("a.img", "x")
        #expect(try !isOpenForWriting(path))
        for options in [OpenOptions.writeOnly, .readWrite] {
            let writer = try OwnedDescriptor.open(path, options)
            #expect(try isOpenForWriting(path))
            try writer.close()
            #expect(try !isOpenForWriting(path))
        }
        let reader = try OwnedDescriptor.open(path, .readOnly)
        #expect(try !isOpenForWriting(path))
        try reader.close()
    }

    /// The kernel signals the holder of a lease, and an unexpected SIGIO would end this process.
    @Test func writersThatComeInBetweenDoNoHarm() throws {
        let path = try #require(scratch).file("a.img", "x")
        var writer = pid_t()
        let words = ["sh", "-c", "while [ -e '\(path)' ]; do : >>'\(path)'; done"]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        #expect(posix_spawnp(&writer, "sh", nil, nil, &arguments, environ) == 0)
        defer {
            kill(writer, SIGKILL)
            waitpid(writer, nil, 0)
        }
        var seen: Set<Bool> = []
        let deadline = ContinuousClock.now + .seconds(10)
        while seen.count < 2, ContinuousClock.now < deadline { seen.insert(try isOpenForWriting(path)) }
        #expect(seen == [true, false])
        for _ in 0..<2000 { _ = try isOpenForWriting(path) }
    }
}
