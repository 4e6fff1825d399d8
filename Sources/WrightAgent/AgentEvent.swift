// SPDX-License-Identifier: MIT

package import WrightModel

/// Something that the agent hears of: a hint where to look, and never a fact about what is there.
package enum AgentEvent: Hashable, Sendable {
    /// A block device came, went or changed.
    case device(DeviceHint)
    /// Something has come to, gone from or changed at a path that leads to a backing file.
    case path(String)
    /// Something has changed at the manifest's place.
    case manifestTouched
    /// The table of mounts is another one.
    case mounts
    /// The time that was asked for has come; a timer more or less does no harm.
    case timer
    /// Events were lost.
    case overrun
    /// Somebody asks for a fresh look at everything, now.
    case reload
    /// The manifest was read, and is right.
    case manifest(Desired)
    /// The manifest was read, and is not: why, line by line.
    case manifestRefused([String])
    /// A pass is over.
    case passed([PassOutcome])
    /// A look for what is left of stores that the manifest does not name any more is over: what it found, and what was
    /// taken down.
    case pruned([PassOutcome])
    /// A pass could not begin, for somebody else is at work.
    case busy
}

/// Which block device an event is about.
package struct DeviceHint: Hashable, Sendable {
    /// The kernel's name of the whole disk that the device is or is on: `loop3`.
    package var disk: String
    package var number: DeviceNumber
    /// The paths of the device's node and of the links that udev makes to it.
    package var names: [String]

    package init(disk: String, number: DeviceNumber, names: [String] = []) {
        self.disk = disk
        self.number = number
        self.names = names
    }
}

/// What a pass came to for one store.
package struct PassOutcome: Hashable, Sendable {
    /// The store's last plan.
    package var plan: StorePlan
    /// How many steps were taken.
    package var steps: Int

    package init(plan: StorePlan, steps: Int) {
        self.plan = plan
        self.steps = steps
    }
}
