// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightUdev

/// A udevd with the project's rule, for as long as a test takes: the machine's own where one runs, else one that is
/// started here and stopped at the end.
final class Udevd {
    private static let program = ["/lib/systemd/systemd-udevd", "/usr/lib/systemd/systemd-udevd"].first(
        where: Tree.exists)
    static let isAvailable = geteuid() == 0 && (program != nil || UdevDaemon.isRunning())
    static let rulesFile =
        "\(#filePath)".split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        + "/rules/" + RulesFile.name

    private var process: pid_t?
    private let installed: String?

    init() throws {
        installed = RulesFile.installed() == nil ? try Udevd.install() : nil
        if UdevDaemon.isRunning() {
            // It looks for new files at the first event after three seconds.
            if installed != nil { Patience.sleep(.milliseconds(3100)) }
        } else {
            process = try Udevd.spawn()
            #expect(Patience.poll(until: .now + .seconds(20)) { UdevDaemon.isRunning() ? true : nil } == true)
        }
    }

    deinit {
        if let process {
            kill(process, SIGTERM)
            waitpid(process, nil, 0)
        }
        if let installed { unlink(installed) }
    }

    /// In /run, which a boot clears.
    private static func install() throws -> String {
        for folder in ["/run/udev", "/run/udev/rules.d"] { mkdir(folder, 0o755) }
        let path = "/run/udev/rules.d/" + RulesFile.name
        let text = try #require(Tree.wholeText(rulesFile))
        try Tree.replace(path, with: text, temporary: path + ".new")
        return path
    }

    private static func spawn() throws -> pid_t {
        let program = try #require(program)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(program), nil]
        defer { free(arguments[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var child = pid_t()
        try #require(posix_spawn(&child, program, &actions, nil, &arguments, environ) == 0)
        return child
    }
}
