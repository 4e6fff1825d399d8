// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// The shells themselves complete by the scripts that the program writes for them: commands, options, stores, partitions.
@Suite struct CompletionTests {
    /// What is typed, the last word still unfinished, and what is offered for it at least.
    struct Line: Sendable, CustomTestStringConvertible {
        let words: [String]
        let offers: [String]

        var testDescription: String { words.joined(separator: " ") }
    }

    private static let options: [String] = ["--trust-paths", "--manifest", "\(Project.root)/examples/appliance.yaml"]

    static let lines: [Line] = [
        Line(words: ["exp"], offers: ["explain"]),
        Line(words: ["plan", "--jso"], offers: ["--json"]),
        Line(words: ["status", "--color", "al"], offers: ["always"]),
        Line(words: ["plan"] + options + [""], offers: ["appliance"]),
        Line(words: ["detach"] + options + ["app"], offers: ["appliance"]),
        Line(words: ["show"] + options + ["app"], offers: ["appliance"]),
        Line(words: ["show", "\(Project.root)/examples/gr"], offers: ["\(Project.root)/examples/growth.yaml"]),
        Line(
            words: ["remove"] + options + ["appliance/"], offers: ["appliance/esp", "appliance/root", "appliance/data"]),
        Line(words: ["shrink"] + options + ["appliance/d"], offers: ["appliance/data"]),
    ]

    @Test(arguments: CompletionTests.lines) func bashOffers(_ line: Line) throws {
        let offered = try bash(line.words)
        for offer in line.offers { #expect(offered.contains(offer), "\(offered)") }
    }

    /// One line for each kind of name, completed on a terminal.
    static let typed = [["detach", "app", "appliance"], ["shrink", "appliance/d", "appliance/data"]]

    @Test(.enabled(if: Shell.has("fish") && Python.has("pty"), "needs fish and python3"), arguments: typed)
    func fishCompletes(_ words: [String]) {
        let setup = """
            loopwright --generate-completion-script fish | source; function loopwright; echo "got<$argv>"; end
            """
        expect(words, in: ["fish", "--no-config", "-i"], setup: setup)
    }

    @Test(.enabled(if: Shell.has("zsh") && Python.has("pty"), "needs zsh and python3"), arguments: typed)
    func zshCompletes(_ words: [String]) {
        let setup = """
            autoload -Uz compinit; compinit -u -D; source <(loopwright --generate-completion-script zsh); \
            compdef _loopwright loopwright; \
            function loopwright { [[ $1 = ---completion ]] && command loopwright "$@" || echo "got<$*>" }
            """
        expect(words, in: ["zsh", "-f", "-i"], setup: setup)
    }

    /// Nothing is offered and nothing said, whatever is wrong with the manifest.
    @Test(arguments: ["/nonexistent", "\(Project.root)/README.md", "\(Project.root)/examples/appliance.yaml/x"])
    func aManifestThatIsWrongIsNoTrouble(_ path: String) throws {
        let line = ["loopwright", "plan", "--trust-paths", "--manifest", path, ""]
        let asked = [Project.binary, "---completion", "plan", "--", "positional@0", "\(line.count - 1)", "0"] + line
        let outcome = try #require(Command.run(["env", "SAP_SHELL=bash"] + asked))
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.words)")
        #expect(Set(outcome.output).isSubset(of: ["\n"]), "\(outcome.words)")
    }

    private func script(for shell: String) throws -> String {
        let outcome = try #require(Command.run([Project.binary, "--generate-completion-script", shell]))
        try #require(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.words)")
        return outcome.output
    }

    /// What bash has in COMPREPLY, as its programmable completion would: the cursor is behind the last word.
    private func bash(_ words: [String]) throws -> [String] {
        let driver = """
            \(try script(for: "bash"))
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
            _loopwright loopwright "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        return try output(of: ["bash", "--norc", "-c", driver, "bash", Project.binary] + words)
    }

    /// Has a shell complete the last of the words but one, and expects it to come to the last.
    private func expect(_ words: [String], in shell: [String], setup: String) {
        let begun = ([words[0]] + CompletionTests.options).joined(separator: " ")
        let got = TypedLine.words(
            ["env", "PATH=\(folder):/usr/bin:/bin"] + shell, setup: setup, line: "loopwright \(begun) \(words[1])",
            ending: words[2])
        #expect(got == "\(begun) \(words[2])")
    }

    /// The folder of the program under test, along which shells find it.
    private var folder: String { Project.binary.split(separator: "/").dropLast().map { "/" + $0 }.joined() }

    private func output(of command: [String]) throws -> [String] {
        let outcome = try #require(Command.run(["env", "PATH=\(folder):/usr/bin:/bin"] + command))
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.words)")
        return outcome.output.split(separator: "\n").map(String.init)
    }
}
