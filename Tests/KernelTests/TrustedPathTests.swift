// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel

@Suite(.enabled(if: geteuid() == 0, "needs root"))
struct TrustedPathTests {
    private func refusal(_ path: String, trust: PathTrust = .rootOnly) -> PathRefusal? {
        do throws(PathRefusal) {
            _ = try TrustedPath.open(path, .readOnly, trust: trust)
            return nil
        } catch {
            return error
        }
    }

    private func component(_ refusal: PathRefusal?) -> String? {
        if case .untrusted(let component, _, _) = refusal { component } else { nil }
    }

    @Test func opensWhatIsRootsAllTheWay() throws {
        let scratch = try Scratch()
        let path = try scratch.file("a/b/image", "x")
        let file = try TrustedPath.open(path, .readOnly, trust: .rootOnly)
        #expect(try file.read(at: 0, count: 9) == Array("x".utf8))
        #expect(refusal(scratch.path) == nil)
        #expect(refusal("/") == nil)
        #expect(refusal(scratch.path + "/a/./b/../b//image") == nil)
    }

    @Test func refusesAFolderThatOthersMayWriteTo() throws {
        let scratch = try Scratch()
        let path = try scratch.file("open/image")
        let folder = scratch.path + "/open"
        chmod(folder, 0o777)
        #expect(component(refusal(path)) == folder)
        chmod(folder, 0o775)
        #expect(refusal(path) == nil)
        chown(folder, 0, 1234)
        #expect(component(refusal(path)) == folder)
        chmod(folder, 0o755)
        #expect(refusal(path) == nil)
        chown(folder, 1234, 0)
        #expect(component(refusal(path)) == folder)
    }

    @Test func goesThroughAStickyFolderToWhatRootOwns() throws {
        let scratch = try Scratch()
        let path = try scratch.file("tmp/image")
        chmod(scratch.path + "/tmp", 0o1777)
        #expect(refusal(path) == nil)
        chown(path, 1234, 0)
        #expect(component(refusal(path)) == path)
    }

    @Test func refusesAFileThatOthersMayWriteTo() throws {
        let scratch = try Scratch()
        let path = try scratch.file("image", mode: 0o666)
        guard case .untrusted(path, let reason, let remedy) = refusal(path) else {
            Issue.record("not refused")
            return
        }
        #expect(reason == "others than root may write to it")
        #expect(remedy == "chmod go-w '\(path)'")
    }

    @Test func followsLinksOfRootsAlone() throws {
        let scratch = try Scratch()
        let image = try scratch.file("real/image", "x")
        let absolute = scratch.link("absolute", to: image)
        let relative = scratch.link("links/relative", to: "../real")
        #expect(refusal(absolute) == nil)
        #expect(refusal(relative + "/image") == nil)
        lchown(absolute, 1234, 1234)
        #expect(component(refusal(absolute)) == absolute)
        let sticky = scratch.link("tmp/link", to: image)
        chmod(scratch.path + "/tmp", 0o1777)
        #expect(component(refusal(sticky)) == sticky)
    }

    @Test func checksWhatALinkLeadsThrough() throws {
        let scratch = try Scratch()
        let image = try scratch.file("open/image")
        chmod(scratch.path + "/open", 0o777)
        #expect(component(refusal(scratch.link("link", to: image))) == scratch.path + "/open")
    }

    @Test func followsNoLinkInACircleAndNoneOfProc() throws {
        let scratch = try Scratch()
        guard case .failure(let failure) = refusal(scratch.link("circle", to: "circle")) else {
            Issue.record("not refused")
            return
        }
        #expect(failure.errno == ELOOP)
        let file = try OwnedDescriptor.open(try scratch.file("a"), .readOnly)
        #expect(component(refusal("/proc/self/fd/\(file.raw)")) == "/proc/self")
    }

    @Test(arguments: [PathTrust.rootOnly, .anything])
    func tellsAbsenceFromRefusal(trust: PathTrust) throws {
        let scratch = try Scratch()
        let path = try scratch.file("a")
        let shown = trust == .rootOnly ? scratch.path + "/none" : scratch.path + "/none/image"
        #expect(refusal(scratch.path + "/none/image", trust: trust) == .absent(component: shown))
        guard case .absent = refusal(path + "/image", trust: trust) else {
            Issue.record("a file is no folder")
            return
        }
    }

    @Test(arguments: [PathTrust.rootOnly, .anything])
    func opensNoPipeAndNoCharacterDevice(trust: PathTrust) throws {
        let scratch = try Scratch()
        let pipe = scratch.path + "/pipe"
        mkfifo(pipe, 0o600)
        #expect(refusal(pipe, trust: trust) == .unsuitable(component: pipe, kind: .pipe))
        let null = scratch.path + "/null"
        mknod(null, S_IFCHR | 0o600, 0x103)
        #expect(refusal(null, trust: trust) == .unsuitable(component: null, kind: .characterDevice))
    }

    @Test func trustsAnythingWhenTold() throws {
        let scratch = try Scratch()
        let path = try scratch.file("open/image", mode: 0o666)
        chmod(scratch.path + "/open", 0o777)
        #expect(refusal(scratch.link("link", to: path), trust: .anything) == nil)
    }

    @Test func refusesPathsThatAreNoPaths() {
        for path in ["relative", "", "/a\0b"] {
            guard case .failure(let failure) = refusal(path) else {
                Issue.record("'\(path)' was not refused")
                continue
            }
            #expect(failure.errno == EINVAL)
        }
    }

    @Test func givesTheFolderOfAFileToBeMade() throws {
        let scratch = try Scratch()
        let folder = try TrustedPath.checkFolder(of: scratch.path + "/new.img", trust: .rootOnly)
        #expect(try folder.status().identity == FileStatus.at(scratch.path)?.identity)
        chmod(scratch.path, 0o777)
        #expect(throws: PathRefusal.self) {
            _ = try TrustedPath.checkFolder(of: scratch.path + "/new.img", trust: .rootOnly)
        }
        chmod(scratch.path, 0o1777)
        _ = try TrustedPath.checkFolder(of: scratch.path + "/new.img", trust: .rootOnly)
        #expect(throws: PathRefusal.absent(component: scratch.path + "/none")) {
            _ = try TrustedPath.checkFolder(of: scratch.path + "/none/new.img", trust: .rootOnly)
        }
        #expect(throws: PathRefusal.self) {
            _ = try TrustedPath.checkFolder(of: scratch.path + "/..", trust: .rootOnly)
        }
    }
}
