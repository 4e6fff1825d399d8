// SPDX-License-Identifier: MIT

import WrightKernel
package import WrightModel

extension ObservedDevice {
    /// Whether what the loop is bound to is no longer what its path leads to: deleted, replaced, or unplugged.
    package var hasLostItsBacking: Bool {
        guard let binding else { return false }
        return FileStatus.at(binding.path)?.identity != binding.backing
    }

    /// Whether the device is a loop over a file that no path leads to any more.
    package var isLastWayToItsFile: Bool {
        if case .file = binding?.backing { hasLostItsBacking } else { false }
    }

    /// Whether the loop has lost its backing, or another file has that of the store.
    ///
    /// The path that the kernel gives follows a file that is renamed: only the store's own path tells.
    package func hasLostItsBacking(to store: DesiredStore) -> Bool {
        if hasLostItsBacking { return true }
        guard let binding, let path = store.backing.file, let status = FileStatus.at(path) else { return false }
        return status.identity != binding.backing
    }
}
