// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel

/// What a pass is to do.
enum PassTask: Sendable {
    case converge(PassRequest)
    case prune(Desired, besides: Set<StoreName>)

    /// What it came to where it could not even begin.
    func failed(_ failure: SyscallFailure) -> AgentEvent {
        switch self {
        case .converge(let request): .passed(request.stores.map { PassOutcome(failureOf: $0, failure) })
        // What keeps every pass from its work is told of the stores.
        case .prune: .pruned([])
        }
    }
}
