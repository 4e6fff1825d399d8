// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel
import WrightUdev

/// Sleeps until something on the machine may have changed.
///
/// What events say is not looked at: they only mean that a look may be worth it now, and lost ones (ENOBUFS) mean the
/// same. It is opened before the first change, so that no event of that change is missed.
struct EventWait: ~Copyable {
    private var monitor: UdevMonitor?

    /// Listens to udev where udev runs; else time alone wakes it.
    init(keeper: LinkKeeper) {
        monitor = keeper == .udev ? try? UdevMonitor.open(group: .udev) : nil
    }

    /// Sleeps until udev has dealt with an event, or for the whole period; without udev, for a moment.
    mutating func pause(for period: Duration) {
        guard monitor != nil else { return Patience.sleep(min(period, .milliseconds(5))) }
        _ = monitor?.wait(until: .now + period)
        drain()
    }

    private func drain() {
        repeat {
            do {
                guard try monitor?.next() != nil else { return }
            } catch {
                // An overrun is over once it is told; what is left behind it can still be taken.
                guard error == .overrun else { return }
            }
        } while true
    }
}
