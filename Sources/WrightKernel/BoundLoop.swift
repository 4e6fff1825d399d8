// SPDX-License-Identifier: MIT

package import WrightModel

/// A loop device and what it was bound to at one moment.
package struct BoundLoop: Hashable, Sendable {
    /// The name of its node below /dev.
    package var name: String
    package var binding: LoopBinding
    /// What it was bound with, for a loop that is bound anew has another; nil before Linux 5.15.
    package var sequence: DiskSequence?

    package init(name: String, binding: LoopBinding, sequence: DiskSequence?) {
        self.name = name
        self.binding = binding
        self.sequence = sequence
    }

    package var node: String { "/dev/" + name }
}
