// SPDX-License-Identifier: MIT

import Glibc
import Testing

/// The commands as a person and a script meet them: who may, who waits, what is said, and which code they end with.
@Suite(
    .serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"),
    .enabled(
        if: Machine.has("flock", "setpriv", "unshare", "nsenter", "python3", "sfdisk"),
        "needs flock, setpriv, unshare, nsenter, python3 and sfdisk"))
struct CommandTests {
    private static let store =
        "{%-s: {file: @/x.img, size: 8MiB, partitions: [{name: a, size: 1MiB}, {name: b, size: rest}]}}"

    private func sandbox(_ stores: String = store) throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.manifest("stores: " + stores)
        return sandbox
    }

    private func expect(_ outcome: Outcome, _ status: Int32, _ words: String = "") {
        #expect(outcome.status == status, "\(outcome.words)")
        #expect(words.isEmpty || (outcome.output + outcome.errors).contains(words), "\(outcome.words)")
    }

    // MARK: One at a time

    /// Has another process hold the program's lock; /run/loopwright is the namespace's own, so that nobody else waits.
    private func holdLock(in sandbox: borrowing Sandbox, _ namespace: Namespace) throws -> Background {
        let holder = try Background(
            namespace.words([
                "flock", "--no-fork", "/run/loopwright/lock", "sh", "-c",
                "touch \(sandbox.path("held")); exec sleep infinity",
            ]))
        let path = sandbox.path("held")
        try #require(try eventually { try run("test", "-e", path).status == 0 })
        return holder
    }

    @Test func aSecondOneWaitsForTheFirst() throws {
        let sandbox = try sandbox()
        let namespace = try Namespace("mkdir -p /run/loopwright; mount -t tmpfs none /run/loopwright", in: sandbox)
        let holder = try holdLock(in: sandbox, namespace)
        let refused = try namespace.loopwright("detach", "--all", "--no-wait", in: sandbox)
        #expect(refused.status == 1)
        #expect(refused.errors == "loopwright: another loopwright is at work\n")
        expect(try namespace.loopwright("plan", in: sandbox), 2)

        let (output, errors) = (sandbox.path("output"), sandbox.path("errors"))
        let second = try Background(
            namespace.words([Sandbox.binary, "detach", "--all", "--manifest", sandbox.path("manifest.yaml")]),
            log: errors, output: output)
        let words = "loopwright: another loopwright is at work; waiting for it to finish\n"
        #expect(try eventually { try must("cat", errors) == words })
        #expect(try must("cat", output) == "")
        holder.end(by: SIGKILL)
        #expect(second.wait() == 0)
        #expect(try must("cat", output).contains("nothing is attached"))
    }

    // MARK: Who may

    @Test func withoutRootNothingIsChangedAndMuchIsTold() throws {
        let sandbox = try sandbox()
        try shell(
            """
            cd \(sandbox.folder); chmod 755 .; chmod 644 manifest.yaml; truncate -s 8M readable.img
            printf 'label: gpt\\nsize=2048,name=readable\\n' | sfdisk -q readable.img; chmod 644 readable.img
            cp \(try must("realpath", Sandbox.binary).filter { $0 != "\n" }) loopwright; chmod 755 loopwright
            """)
        func nobody(_ words: String...) throws -> Outcome {
            try run(
                ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sandbox.path("loopwright")] + words)
        }
        let manifest = ["--manifest", sandbox.path("manifest.yaml")]
        let refused = try nobody("apply", manifest[0], manifest[1])
        #expect(refused.status == 77)
        #expect(
            refused.errors
                == "loopwright: changing block devices needs root; run it as root, for example with sudo\n")
        expect(try nobody("detach", "--all", manifest[0], manifest[1]), 77)
        expect(try nobody("check", manifest[0], manifest[1]), 0, "the manifest is valid: 1 store")
        expect(try nobody("plan", manifest[0], manifest[1]), 3, "needs root")
        expect(try nobody("show", sandbox.path("readable.img")), 0, "readable")
        expect(try nobody("describe", sandbox.path("readable.img")), 0, "file: \(sandbox.path("readable.img"))")
        expect(try nobody("schema"), 0)
        #expect(try sandbox.files().contains("x.img") == false)
    }

    @Test func aManifestThatOthersMayWriteIsRefused() throws {
        let sandbox = try sandbox()
        try must("chmod", "666", sandbox.path("manifest.yaml"))
        expect(try sandbox.loopwright("apply"), 77, "others than root")
        expect(try sandbox.loopwright("apply", "--trust-paths", "--dry-run"), 2)
        #expect(try sandbox.files() == ["manifest.yaml"])
    }

    @Test func udevWithoutTheRulesIsAnObstacle() throws {
        let sandbox = try sandbox()
        let namespace = try Namespace(
            """
            for f in /etc /run /usr/local/lib /usr/lib /lib; do
                [ -e $f/udev/rules.d/65-loopwright.rules ] && mount -t tmpfs none $f/udev/rules.d; done; true
            """, in: sandbox)
        let outcome = try namespace.loopwright("apply", in: sandbox)
        expect(outcome, 3, "udevd runs without '65-loopwright.rules', so no link would appear")
        expect(outcome, 3, "remedy: run `make install`")
        #expect(try sandbox.files().contains("x.img") == false)
    }

    @Test func withoutTheLoopDriverStoresAreBlocked() throws {
        let sandbox = try sandbox()
        let namespace = try Namespace("mount -t tmpfs none /dev; mknod /dev/null c 1 3", in: sandbox)
        expect(try namespace.loopwright("apply", in: sandbox), 3, "'/dev/loop-control' does not exist")
        #expect(try sandbox.files().contains("x.img") == false)
    }

    // MARK: What is said

    @Test func aReaderThatGoesAwayIsNoTrouble() throws {
        let sandbox = try sandbox()
        for command in ["schema", "plan --manifest \(sandbox.path("manifest.yaml"))"] {
            let outcome = try run("bash", "-c", "\(Sandbox.binary) \(command) | true; exit ${PIPESTATUS[0]}")
            #expect([0, 2].contains(outcome.status), "\(outcome.words)")
            #expect(outcome.errors == "")
        }
        let applied = try run(
            "bash", "-c",
            "\(Sandbox.binary) apply --manifest \(sandbox.path("manifest.yaml")) | true; exit ${PIPESTATUS[0]}")
        expect(applied, 0)
        expect(try sandbox.loopwright("plan"), 0)
        expect(try sandbox.loopwright("detach", "--all"), 0)
    }

    private static let keys = """
        import json, sys
        document = json.load(sys.stdin)
        assert document["format"] == 1, document
        (store,) = document["stores"]
        for key in ["name", "state", "reason", "device", "backing", "steps", "partitions"]: assert key in store, key
        for step in store["steps"]:
            for key in ["verb", "target", "before", "after", "reason"]: assert key in step, key
        for partition in store["partitions"]:
            for key in ["name", "number", "start", "size", "node", "links"]: assert key in partition, key
        print(store["state"], len(store["steps"]), len(store["partitions"]))
        """

    private func expectJSON(_ outcome: Outcome, _ status: Int32, _ words: String) throws {
        expect(outcome, status)
        // A test of another suite may be at work at the same time.
        let said = outcome.errors.split(separator: "\n")
        #expect(said.allSatisfy { $0.hasPrefix("loopwright: another loopwright is at work") }, "\(outcome.words)")
        let judged = try run("python3", "-c", Self.keys, input: outcome.output)
        #expect(judged.output == words + "\n", "\(judged.words)\(outcome.output)")
    }

    @Test func jsonStandsAloneAndHasItsKeys() throws {
        let sandbox = try sandbox()
        try expectJSON(try sandbox.loopwright("plan", "--json"), 2, "pending 4 2")
        try expectJSON(try sandbox.loopwright("status", "--json"), 2, "pending 4 2")
        try expectJSON(try sandbox.loopwright("apply", "--dry-run", "--json"), 2, "pending 4 2")
        #expect(try sandbox.files() == ["manifest.yaml"])
        try expectJSON(try sandbox.loopwright("apply", "--json"), 0, "converged 0 2")
        try expectJSON(try sandbox.loopwright("status", "--json"), 0, "converged 0 2")
        for what in [sandbox.store("s"), sandbox.path("x.img")] {
            let shown = try sandbox.loopwright("show", "--json", what)
            expect(shown, 0)
            #expect(try run("python3", "-m", "json.tool", input: shown.output).status == 0)
        }
        try expectJSON(try sandbox.loopwright("detach", "--all", "--dry-run", "--json"), 2, "pending 3 0")
        try expectJSON(try sandbox.loopwright("detach", "--all", "--json"), 0, "converged 0 0")
        #expect(try run("python3", "-m", "json.tool", input: must(Sandbox.binary, "schema")).status == 0)
    }

    // MARK: Which code

    @Test func everyExitCodeHasItsTime() throws {
        let sandbox = try sandbox()
        expect(try sandbox.loopwright("plan", sandbox.store("s")), 2)
        expect(
            try sandbox.loopwright("plan", "unknown"), 64, "there is no store 'unknown'; there is \(sandbox.store("s"))"
        )
        expect(try sandbox.loopwright("apply", "--no-such-option"), 64)
        expect(try sandbox.loopwright("apply", "--wait", "soon"), 64)
        expect(try run(Sandbox.binary, "plan", "--manifest", sandbox.path("absent.yaml")), 65, "does not exist")
        try sandbox.manifest("stores: {%-s: {file: @/x.img, sise: 8MiB}}")
        expect(try sandbox.loopwright("check"), 65, "manifest.yaml:2:")
        try sandbox.manifest("stores: {%-s: {file: @/absent/x.img, size: 8MiB, table: gpt}}")
        expect(try sandbox.loopwright("apply"), 0, "waiting")
        try sandbox.manifest("stores: {%-s: {file: @/x.img, size: 8MiB, allocate: full, table: gpt}}")
        try shell("head -c 1M /dev/urandom > \(sandbox.path("x.img"))")
        expect(try sandbox.loopwright("apply"), 3, "its backing holds data of a kind that nothing here knows")
        try shell("cd \(sandbox.folder); rm x.img; truncate -s 8M x.img")
        let failed = try run(
            "sh", "-c", "ulimit -f 1; trap '' XFSZ; exec \"$@\"", "sh", Sandbox.binary, "apply", "--manifest",
            sandbox.path("manifest.yaml"))
        expect(failed, 1, "failed: cannot write the partition table of '\(sandbox.path("x.img"))': file too large")
        expect(try sandbox.loopwright("apply"), 0)
        expect(try sandbox.loopwright("detach", "--all"), 0)
    }

    // MARK: Waiting

    @Test func aFileThatComesWhileItIsWaitedForIsAttached() throws {
        let sandbox = try sandbox("{%-s: {file: @/x.img}}")
        expect(try sandbox.loopwright("apply", "--wait", "1ms"), 0, "waiting")
        let output = sandbox.path("output")
        let waiting = try Background(
            [Sandbox.binary, "apply", "--wait", "5min", "--manifest", sandbox.path("manifest.yaml")], output: output)
        let opened = "/proc/\(waiting.process)/fd"
        #expect(try eventually { try run("sh", "-c", "ls -l \(opened) | grep -q socket:").status == 0 })
        try shell(
            "cd \(sandbox.folder); truncate -s 8M new; printf 'label: gpt\\nsize=2048\\n' | sfdisk -q new; mv new x.img"
        )
        #expect(waiting.wait() == 0)
        #expect(try must("cat", output).contains("1 store: 1 converged"))
        #expect(try sandbox.links(of: "s").count == 2)
        expect(try sandbox.loopwright("detach", "--all"), 0)
    }

    @Test func aDryRunChangesNothing() throws {
        let sandbox = try sandbox()
        let (plan, dry) = (try sandbox.loopwright("plan"), try sandbox.loopwright("apply", "--dry-run"))
        #expect(plan.status == 2 && dry.status == 2)
        #expect(plan.output == dry.output && dry.errors == "")
        #expect(try sandbox.files() == ["manifest.yaml"])
        #expect(sandbox.loops() == [])
    }
}
