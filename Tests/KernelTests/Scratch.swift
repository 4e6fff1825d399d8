// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel

/// A folder of a test's own, gone with the test.
final class Scratch {
    let path: String

    init() throws {
        var template = Array("/tmp/loopwright-test-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit { Scratch.removeTree(path) }

    private static func removeTree(_ path: String) {
        if FileStatus.at(path, followingLinks: false)?.kind == .folder {
            for name in Tree.names(in: path) ?? [] { removeTree(path + "/" + name) }
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    @discardableResult
    func folder(_ name: String, mode: mode_t = 0o755) -> String {
        var current = path
        for component in name.split(separator: "/") {
            current += "/" + component
            mkdir(current, 0o755)
        }
        chmod(current, mode)
        return current
    }

    @discardableResult
    func file(_ name: String, _ text: String = "", mode: mode_t = 0o644) throws -> String {
        if let slash = name.lastIndex(of: "/") { folder(String(name[..<slash])) }
        let file = try OwnedDescriptor.open(path + "/" + name, [.readWrite, .create, .truncate])
        try file.write(Array(text.utf8), at: 0)
        chmod(path + "/" + name, mode)
        return path + "/" + name
    }

    @discardableResult
    func link(_ name: String, to target: String) -> String {
        if let slash = name.lastIndex(of: "/") { folder(String(name[..<slash])) }
        symlink(target, path + "/" + name)
        return path + "/" + name
    }

    /// A sparse image of a size.
    func image(_ name: String = "disk.img", bytes: Int64) throws -> String {
        let path = try file(name)
        truncate(path, off_t(bytes))
        return path
    }
}

/// Loops that a test attached, taken down at its end whatever happens.
final class TestLoops {
    private var attached: [AttachedLoop] = []

    func attach(
        _ image: String, readOnly: Bool = false, offset: Int64 = 0, limit: Int64 = 0, sector: SectorSize = .bytes512,
        directIO: DirectIO = .auto, reference: String = "loopwright/test", backing options: OpenOptions? = nil
    ) throws -> AttachedLoop {
        let backing = try OwnedDescriptor.open(image, options ?? (readOnly ? .readOnly : .readWrite))
        let request = LoopRequest(
            backingPath: image, offset: ByteCount(offset), sizeLimit: ByteCount(limit), sectorSize: sector,
            readOnly: readOnly, directIO: directIO, links: [])
        let loop = try LoopControl.open().attach(request, backing: backing, reference: reference)
        attached.append(loop)
        return loop
    }

    func detach(_ loop: AttachedLoop) throws {
        try LoopDevice.detach(name: loop.name, expecting: loop.sequence, deadline: soon)
    }

    deinit {
        for loop in attached { try? LoopDevice.detach(name: loop.name, expecting: loop.sequence, deadline: soon) }
    }
}

var soon: ContinuousClock.Instant { .now + .seconds(10) }
let mebibyte: Int64 = 1 << 20

extension Extent {
    init(mebibytes start: Int64, _ length: Int64) {
        self.init(start: ByteCount(start * mebibyte), length: ByteCount(length * mebibyte))
    }
}
