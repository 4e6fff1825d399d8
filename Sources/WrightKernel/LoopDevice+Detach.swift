// SPDX-License-Identifier: MIT

import CLinux
package import WrightModel

extension LoopDevice {
    /// Unbinds a loop and proves that it is gone, partitions and all.
    ///
    /// Nothing is changed where the loop or a partition of it is mounted or claimed in another way. Where a process
    /// merely has it open the kernel promises to unbind at the last close: passers-by such as udev are waited for up
    /// to the deadline, others end in `stillHeld`; to change nothing then either, callers look for uses first.
    /// With its disk sequence the loop is never mistaken for a successor. One that is gone already is no error.
    package static func detach(
        name: String, expecting sequence: DiskSequence, deadline: ContinuousClock.Instant, sysfs: Sysfs = Sysfs()
    ) throws(DetachFailure) {
        try Detachment(name: name, sequence: sequence, deadline: deadline, sysfs: sysfs).run()
    }

    /// Has the kernel unbind a loop when its last user lets go: at once where there is none.
    ///
    /// LOOP_CLR_FD sets LO_FLAGS_AUTOCLEAR where others have the loop or a partition of it open. Partitions that the
    /// kernel was told of stay until the loop is used again. One that is gone already is no error.
    package static func release(_ node: String, expecting sequence: DiskSequence) throws(SyscallFailure) {
        do {
            let loop = try OwnedDescriptor.open(node, .readOnly)
            guard try BlockDevice.sequence(of: loop) == sequence else { return }
            try check(clear(loop), .loopClear, "have '\(node)' detached by its last close")
        } catch {
            guard error.isAbsent else { throw error }
        }
    }
}
