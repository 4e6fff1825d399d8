// SPDX-License-Identifier: MIT

import WrightKernel
package import WrightModel

extension ObservedDevice {
    /// Whether what the loop is bound to is no longer what its path leads to: deleted, replaced, or unplugged, or a disk
    /// whose medium was taken out.
    package var hasLostItsBacking: Bool {
        guard let binding else { return false }
        return FileStatus.at(binding.path)?.identity != binding.backing || binding.isOverNothing
    }

    /// Whether the device is a loop over a file that no path leads to any more.
    package var isLastWayToItsFile: Bool {
        if case .file = binding?.backing { hasLostItsBacking } else { false }
    }

    /// Whether the loop has lost its backing, or another file has that of the store.
    ///
    /// The path that the kernel gives follows a file that is renamed, and no other name of it: the store's own path tells.
    package func hasLostItsBacking(to store: DesiredStore) -> Bool {
        guard let binding, let path = store.backing.file, let status = FileStatus.at(path) else {
            return hasLostItsBacking
        }
        return status.identity != binding.backing
    }
}

extension LoopBinding {
    /// Whether the disk is there and has no medium.
    fileprivate var isOverNothing: Bool {
        guard case .device(let number) = backing, let name = Sysfs().name(of: number) else { return false }
        return Sysfs().disk(named: name)?.size == .zero
    }
}
