// SPDX-License-Identifier: MIT

import Glibc
import TestSupport
import Testing

/// The role of `examples/ansible`, played by the real ansible-playbook on this machine, from a tree as `make install` leaves
/// one to stores that follow the inventory.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(if: Machine.has("ansible-playbook", "mkfs.ext4"), "needs ansible-playbook and mkfs.ext4"))
struct AnsibleTests {
    private static let store = "{file: @/s.img, size: 8MiB, partitions: [{name: a, size: 4MiB}, {name: b, size: rest}]}"
    private static let other = "{file: @/t.img, size: 4MiB, partitions: [{name: a, size: rest}]}"
    private static let both = "{prune: true, stores: {%-s: \(store), %-t: \(other)}}"

    @Test func theHostFollowsTheInventoryAndAnEarlyLookTellsHow() throws {
        let sandbox = try Sandbox()
        defer { _ = try? run(Sandbox.binary, "detach", "--all", "--manifest", sandbox.path("etc")) }
        try prepare(sandbox)

        try inventory(Self.both, in: sandbox)
        let before = try play(["--check"], in: sandbox)
        #expect(before.status == 0 && before.output.contains("loopwright is not installed yet"), "\(before.words)")
        #expect(try !sandbox.files().contains("etc"))

        let first = try play([], in: sandbox)
        #expect(first.status == 0 && first.verdict(of: "Apply") == "changed", "\(first.words)")
        #expect(first.verdict(of: "Install the program") == "changed")
        #expect(try sandbox.links(of: "s").count == 5 && sandbox.links(of: "t").count == 3)

        try nothingToDo(sandbox)
        try aChangeIsToldFirst(sandbox)
        try whatIsForbiddenIsNotPutIntoPlace(sandbox)
    }

    /// What is installed already takes a play half of its time.
    private static let installed = ["--extra-vars", "{loopwright_install: false}"]

    /// Twice: an early look, and in earnest.
    private func nothingToDo(_ sandbox: borrowing Sandbox) throws {
        for words in [["--check"], []] {
            let played = try play(words + Self.installed, in: sandbox)
            #expect(played.status == 0 && played.verdict(of: "Plan") == "ok", "\(played.words)")
            #expect(played.output.contains(" changed=0 "), "\(played.words)")
        }
    }

    /// A store that grows and another that leaves.
    private func aChangeIsToldFirst(_ sandbox: borrowing Sandbox) throws {
        let grown = Self.store.replacing("8MiB", with: "12MiB")
        try inventory("{prune: true, stores: {%-s: \(grown)}}", in: sandbox)
        let (manifest, size) = (try manifest(sandbox), try must("stat", "-c", "%s", sandbox.path("s.img")))
        let early = try play(["--check"] + Self.installed, in: sandbox)
        #expect(early.status == 0 && early.verdict(of: "Plan") == "changed", "\(early.words)")
        #expect(early.output.contains("8 MiB → 12 MiB") && early.output.contains("- detach"), "\(early.words)")
        #expect(try self.manifest(sandbox) == manifest && sandbox.links(of: "t").count == 3)
        #expect(try must("stat", "-c", "%s", sandbox.path("s.img")) == size)

        let played = try play(Self.installed, in: sandbox)
        #expect(played.status == 0 && played.verdict(of: "Apply") == "changed", "\(played.words)")
        #expect(try sandbox.links(of: "t").isEmpty)
        #expect(try must("stat", "-c", "%s", sandbox.path("s.img")) == "\(12 << 20)\n")
    }

    private func whatIsForbiddenIsNotPutIntoPlace(_ sandbox: borrowing Sandbox) throws {
        try must("mkfs.ext4", "-q", sandbox.image("u.img", mebibytes: 8))
        let manifest = try manifest(sandbox)
        try inventory("{stores: {%-u: {file: @/u.img, table: gpt}}}", in: sandbox)
        let played = try play(Self.installed, in: sandbox)
        #expect(played.status == 2 && played.output.contains("its backing holds 'ext4'"), "\(played.words)")
        #expect(played.verdict(of: "Put the manifest into place") == nil)
        #expect(try self.manifest(sandbox) == manifest)
    }

    /// What `make install` leaves, with the program under test in it, and the folders that a machine has.
    private func prepare(_ sandbox: borrowing Sandbox) throws {
        try shell(
            """
            cd \(sandbox.folder); binary=\(Sandbox.binary.hasPrefix("/") ? Sandbox.binary : "\(Project.root)/\(Sandbox.binary)")
            for tree in tree root; do
                mkdir -p $tree/usr/local/sbin $tree/usr/lib/udev/rules.d $tree/usr/lib/systemd/system; done
            printf '#!/bin/sh\\nexec %s "$@"\\n' "$binary" > tree/usr/local/sbin/loopwright
            cp \(Project.root)/rules/*.rules tree/usr/lib/udev/rules.d
            cp \(Project.root)/systemd/*.service tree/usr/lib/systemd/system
            """)
    }

    /// This machine alone, without the package manager and without systemd.
    private func inventory(_ manifest: String, in sandbox: borrowing Sandbox) throws {
        try sandbox.write(
            sandbox.expand(
                """
                stores:
                  hosts: {localhost: {ansible_connection: local, ansible_python_interpreter: /usr/bin/python3}}
                  vars:
                    loopwright_tree: @/tree
                    loopwright_root: @/root
                    loopwright_folder: @/etc
                    loopwright_packages: []
                    loopwright_agent: false
                    loopwright_manifest: \(manifest)

                """), to: "inventory.yaml")
    }

    /// Ansible leaves nothing outside the sandbox.
    private func play(_ words: [String], in sandbox: borrowing Sandbox) throws -> Played {
        let home = sandbox.path("ansible")
        let settings = [
            "ANSIBLE_HOME=\(home)", "ANSIBLE_LOCAL_TEMP=\(home)/local", "ANSIBLE_REMOTE_TEMP=\(home)/remote",
            "ANSIBLE_NOCOLOR=1", "ANSIBLE_PIPELINING=1", "LC_ALL=C.UTF-8", "TMPDIR=\(sandbox.folder)",
        ]
        let playbook = "\(Project.root)/examples/ansible/site.yaml"
        let outcome = try run(
            ["env"] + settings + ["ansible-playbook", "--inventory", sandbox.path("inventory.yaml"), playbook] + words)
        return Played(status: outcome.status, output: outcome.output, words: outcome.words)
    }

    private func manifest(_ sandbox: borrowing Sandbox) throws -> String {
        try must("cat", sandbox.path("etc/50-ansible.yaml"))
    }
}

/// What came of a play.
private struct Played {
    let status: Int32
    let output: String
    let words: String

    /// `ok`, `changed`, `fatal`, `skipping`; nil where the play did not come to the task.
    func verdict(of task: String) -> String? {
        let lines = output.split(separator: "\n")
        guard let title = lines.firstIndex(where: { $0.hasPrefix("TASK [loopwright : \(task)]") }) else { return nil }
        return lines[(title + 1)...].first.flatMap { $0.split(separator: ":").first.map(String.init) }
    }
}
