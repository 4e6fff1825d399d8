// SPDX-License-Identifier: MIT

import WrightKernel
package import WrightModel

extension ObservedDevice {
    /// Whether the file that the loop is bound to is no longer what its path leads to: deleted, or replaced.
    package var hasLostItsBacking: Bool {
        guard let binding else { return false }
        return FileStatus.at(binding.path)?.identity != binding.backing
    }
}
