// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// The command `import`: what it prints, and the codes that it ends with.
@Suite struct ImportCommandTests {
    private let foreign = Project.root + "/Tests/foreign"

    @Test func whatItPrintsIsAManifest() throws {
        let words = ["\(foreign)/repart/a-and-b", "--file", "/srv/b.img", "--size", "4GiB", "--store", "both"]
        let outcome = try run(words)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.words)")
        #expect(outcome.output.contains("  both:\n    file: /srv/b.img\n    size: 4GiB\n"))
        let check = try Program.check(text: outcome.output)
        #expect(check.output == "the manifest is valid: 1 store\n", "\(check.words)")
    }

    @Test func standardInputIsAFileToo() throws {
        let text = Project.text(of: "Tests/foreign/butane/mirror.bu")
        let outcome = try run(["-"], input: text)
        #expect(outcome.status == 0)
        #expect(try run(["\(foreign)/butane/mirror.bu", "--from", "butane"]).output == outcome.output)
    }

    @Test func relativePathsStartInTheWorkingFolder() throws {
        let outcome = try #require(
            Command.run([
                "sh", "-c", "cd /usr && exec \(Project.binary) import \(foreign)/sfdisk/mbr.dump --file ../a.img",
            ]))
        #expect(outcome.output.contains("    file: /a.img\n"), "\(outcome.words)")
    }

    static let failures: [(words: [String], status: Int32, sentence: String)] = [
        (["-", "--file", "/a", "--device", "/dev/a"], 64, "loopwright: give --file or --device, and not both\n"),
        (
            ["-", "--device", "/dev/a", "--size", "1G"], 64,
            "loopwright: --size is of an image, and --device names a disk\n"
        ),
        (["-", "--store", "a/b"], 64, "loopwright: 'a/b' is no name of a store\n"),
        (["@/repart/grow-root"], 64, "loopwright: it names no disk; give --file or --device\n"),
        (
            ["@/ignition/raid.ign", "--store", "a"], 64,
            "loopwright: it describes 2 disks, so that neither a store, a path nor a size can be given for one\n"
        ),
        (
            ["-"], 65,
            "standard input: it cannot be told what this is; say it with --from repart, sfdisk, ignition or butane\n"
        ),
        (["@"], 65, "there is no definition of a partition to import\n"),
        (["@/none"], 1, "loopwright: cannot open '@/none': it does not exist (openat: ENOENT)\n"),
    ]

    @Test(arguments: failures.indices) func aFailure(_ index: Int) throws {
        let (words, status, sentence) = ImportCommandTests.failures[index]
        let outcome = try run(words.map(located))
        #expect(
            outcome.status == status && outcome.output.isEmpty && outcome.errors == located(sentence),
            "\(outcome.words)")
    }

    private func located(_ text: String) -> String {
        text.split(separator: "@", omittingEmptySubsequences: false).joined(separator: foreign)
    }

    private func run(_ words: [String], input: String = "") throws -> Outcome {
        try #require(Command.run([Project.binary, "import"] + words, input: input))
    }
}
