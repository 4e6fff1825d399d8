// SPDX-License-Identifier: MIT

import WrightKernel
package import WrightModel

extension ObservedDevice {
    /// Whether the file that the loop is bound to is deleted, or another file is in its place.
    ///
    /// The path that the kernel gives follows a file that is renamed: the store's own path tells that one has taken its
    /// name.
    package func hasLostItsBacking(to store: DesiredStore) -> Bool {
        guard let binding else { return false }
        if FileStatus.at(binding.path)?.identity != binding.backing { return true }
        guard let path = store.backing.file, let status = FileStatus.at(path) else { return false }
        return status.identity != binding.backing
    }
}
