// SPDX-License-Identifier: MIT

package import WrightModel

/// A loop device that has just been bound.
package struct AttachedLoop: Hashable, Sendable {
    /// `loop3`.
    package var name: String
    package var number: DeviceNumber
    package var sequence: DiskSequence
    package var size: ByteCount

    package var node: String { "/dev/" + name }
}

/// Why no loop device stands over a backing.
package enum LoopFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case failed(SyscallFailure)
    /// The backing cannot carry what is asked for, or the kernel bound something else than it was asked for and
    /// has been made to let go of it again; a sentence.
    case unfit(String)

    static func wrapping<Value: ~Copyable>(
        _ body: () throws(SyscallFailure) -> Value
    ) throws(LoopFailure) -> Value {
        do { return try body() } catch { throw .failed(error) }
    }

    package var description: String {
        switch self {
        case .failed(let failure): failure.description
        case .unfit(let sentence): sentence
        }
    }
}
