// SPDX-License-Identifier: MIT

import WrightModel

/// Why planning a store ends before there are steps.
enum Verdict: Error, Hashable {
    case waiting(String)
    case failed(String)
    case blocked([Obstacle])
}
