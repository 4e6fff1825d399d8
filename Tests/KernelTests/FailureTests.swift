// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel

@Suite struct FailureTests {
    @Test func saysWhatWhyAndWhichCall() {
        let failure = SyscallFailure(
            "attach '/x.img' to a loop device", call: "ioctl LOOP_CONFIGURE", errno: EINVAL,
            meaning: "the file is smaller than one sector")
        #expect(
            failure.description
                == "cannot attach '/x.img' to a loop device: the file is smaller than one sector "
                + "(ioctl LOOP_CONFIGURE: EINVAL)"
        )
    }

    @Test func fallsBackOnTheGeneralWords() {
        let failure = SyscallFailure("frobnicate", call: "frob", errno: ENOMEM)
        #expect(failure.description == "cannot frobnicate: cannot allocate memory (frob: ENOMEM)")
    }

    @Test func namesANumberThatIsNoErrno() {
        #expect(SyscallFailure("x", call: "y", errno: 4711).description == "cannot x: unknown error (y: errno 4711)")
    }

    @Test func meansTheCallThatFailed() throws {
        let failure = #expect(throws: SyscallFailure.self) {
            _ = try OwnedDescriptor.open("/nonexistent/file", .readOnly)
        }
        #expect(failure?.description == "cannot open '/nonexistent/file': it does not exist (openat: ENOENT)")
    }

    @Test(arguments: [
        ("6.1.0-13-amd64", KernelRelease(6, 1, 0)), ("6.18.44-fc", KernelRelease(6, 18, 44)),
        ("5.15", KernelRelease(5, 15, 0)), ("6.18-rc1", KernelRelease(6, 18, 0)), ("5.4.0+", KernelRelease(5, 4, 0)),
    ])
    func readsAKernelsRelease(text: String, release: KernelRelease) {
        #expect(KernelRelease(text) == release)
    }

    @Test func ordersReleasesAndRefusesNonsense() throws {
        #expect(KernelRelease("linux") == nil)
        #expect(KernelRelease("99999999999999999999.1") == nil)
        #expect(KernelRelease(5, 9) < .required)
        #expect(KernelRelease(5, 15, 1) > .required)
        #expect(try #require(KernelRelease.current()) > KernelRelease(2, 6))
    }

    @Test func matchesGlobs() {
        #expect(Glob("WDC_WD40*").matches("WDC_WD40EZRZ-22"))
        #expect(!Glob("WDC_WD40*").matches("ST_WDC_WD40"))
        #expect(Glob("[ab]?").matches("b1"))
    }
}
