// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel
import WrightUdev

/// What udevd has been given to do and has not answered for yet, as far as its answers tell.
///
/// It says when a look is worth it, and how much udevd may be given; that anything is so is never believed on its word.
/// Answers that were lost (ENOBUFS) mean that nothing is known to be on its way. It is made before the first change, so
/// that no answer is missed.
final class UdevBacklog {
    private let ear: Ear?
    /// How many events of a device are on their way.
    private var awaited: [Event: Int] = [:]
    private var count = 0
    /// Whether udevd did not answer while it was waited for: from then on no change waits for it.
    private var isStalled = false

    /// Listens to udev where udev runs; else time alone wakes it.
    init(keeper: LinkKeeper) {
        ear = keeper == .udev ? try? Ear() : nil
        isHeard = ear != nil
    }

    /// What an event says, and the device that it is of, named as its node is.
    struct Event: Hashable {
        let action: String
        let device: String

        static func added(_ device: String) -> Event { Event(action: "add", device: device) }
        static func changed(_ device: String) -> Event { Event(action: "change", device: device) }
        static func removed(_ device: String) -> Event { Event(action: "remove", device: device) }
    }

    /// Whether udevd has answered for all that it was given; false where that is not known.
    private(set) var isWorkedOff = false
    /// Whether every answer has been heard since it was listened for.
    private(set) var isHeard: Bool

    /// Notes that the kernel is about to send an event.
    func expect(_ event: Event) {
        guard ear != nil else { return }
        awaited[event, default: 0] += 1
        count += 1
        isWorkedOff = false
    }

    /// Waits until udevd has no more to do than it does best with.
    ///
    /// For each event udevd goes through those before it in its queue, and it starts a process for each that it may work
    /// on at once: what a burst costs grows with its square (docs/kernel-notes.md).
    func makeRoom() { wait { count < UdevBacklog.limit } }

    /// Waits until udevd has answered for an event: those of a disk and of its partitions hold each other up.
    func settle(_ event: Event) { wait { awaited[event] == nil } }

    /// Measured with udev 252 on two processors: eight events at once took udevd an eighth less CPU than sixteen, and
    /// the last link was right sooner; four left a processor without work now and then.
    private static let limit = max(8, 4 * Processors.online)
    /// How long an answer may take before udevd is taken to be held up, by somebody's lock on a disk say.
    private static let patience = Duration.milliseconds(500)

    private func wait(until isDone: () -> Bool) {
        listen(for: .zero)
        while !isStalled, !isDone() { isStalled = !listen(for: UdevBacklog.patience) }
    }

    /// Sleeps until udev has dealt with an event, or for the whole period; without udev, for a moment.
    ///
    /// - Returns: whether there was an event.
    @discardableResult
    func listen(for period: Duration) -> Bool {
        guard let ear else {
            Patience.sleep(min(period, .milliseconds(5)))
            return false
        }
        return ear.listen(for: period) { event in
            guard let event else {
                (awaited, count, isHeard) = ([:], 0, false)
                return
            }
            guard let left = awaited[event] else { return }
            awaited[event] = left > 1 ? left - 1 : nil
            count -= 1
            isWorkedOff = count == 0 && isHeard
        }
    }
}

/// A monitor that is shared.
private final class Ear {
    private let monitor: UdevMonitor

    init() throws(SyscallFailure) { monitor = try UdevMonitor.open(group: .udev) }

    /// Takes all events that are there once there is one, and tells of each; nil stands for those that were lost.
    func listen(for period: Duration, _ heard: (UdevBacklog.Event?) -> Void) -> Bool {
        guard monitor.wait(until: .now + period) else { return false }
        while takeOne(heard) {}
        return true
    }

    /// An overrun is over once it is told, and what is left behind it can still be taken.
    private func takeOne(_ heard: (UdevBacklog.Event?) -> Void) -> Bool {
        do {
            guard let (action, name) = try monitor.nextHeadline() else { return false }
            heard(UdevBacklog.Event(action: action, device: name))
            return true
        } catch {
            heard(nil)
            return error == .overrun
        }
    }
}
