// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightApply
import WrightKernel
import WrightModel
import WrightObserve

/// Takes every store down, those in use as soon as that ends: the shutdown unit's command.
struct Release: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Take every store down as soon as nobody uses it: for a machine that goes down.",
        discussion: """
            Whatever loop carries loopwright's mark is meant, and no manifest is read. One that is in use goes with \
            its last user, so that the file system that its image lies on can be unmounted after those on top. \
            loopwright-shutdown.service does this before the mounts go. An agent that still runs would put back what \
            it finds gone.

            Examples:
              loopwright release
            """
    )

    @OptionGroup var lock: LockOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let outcome = try Mutation.run(lock) {
            let detacher = Detacher(
                host: HostProbe.host(), desired: Desired(stores: []), trust: .rootOnly, manifest: "")
            var ticker = ApplyTicker("loopwright release", stores: 0, page: output.page, sound: .plain)
            let outcome = detacher.detach(.every(all: false, orphans: true), lazily: true) { ticker.tell($0) }
            ticker.finish(outcome)
            return outcome
        }
        try outcome.exit()
    }
}
