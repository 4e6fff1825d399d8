// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel
import WrightUdev

/// Sleeps until something on the machine may have changed.
///
/// What events say is not looked at: they only mean that a look may be worth it now, and lost ones (ENOBUFS) mean the
/// same. It is made before the first change, so that no event of that change is missed.
struct EventWait {
    private let ear: Ear?

    /// Listens to udev where udev runs; else time alone wakes it.
    init(keeper: LinkKeeper) {
        ear = keeper == .udev ? try? Ear() : nil
    }

    /// Sleeps until udev has dealt with an event, or for the whole period; without udev, for a moment.
    func pause(for period: Duration) {
        guard let ear else { return Patience.sleep(min(period, .milliseconds(5))) }
        ear.listen(for: period)
    }
}

/// A monitor that several may hold.
private final class Ear {
    private let monitor: UdevMonitor

    init() throws(SyscallFailure) { monitor = try UdevMonitor.open(group: .udev) }

    func listen(for period: Duration) {
        _ = monitor.wait(until: .now + period)
        while hasMore() {}
    }

    /// Takes one event; an overrun is over once it is told, and what is left behind it can still be taken.
    private func hasMore() -> Bool {
        do {
            return try monitor.next() != nil
        } catch {
            return error == .overrun
        }
    }
}
