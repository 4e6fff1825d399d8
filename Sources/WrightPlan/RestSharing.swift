// SPDX-License-Identifier: MIT

/// Shares whole units among claims by weight, each held between its least and its most.
///
/// The shares are those of water filling: where one claim is held at a bound, the others share what that leaves. Every
/// share is rounded down to a whole unit, and the last claim that has room below its most takes the remainder, so that
/// nothing is left over unless every claim has its most.
enum RestSharing {
    struct Claim: Hashable, Sendable {
        var weight: Wide
        var least: Wide
        /// Not below `least`.
        var most: Wide
    }

    /// The units for each claim; the claims' least sum up to `units` at most.
    static func share(_ units: Wide, among claims: [Claim]) -> [Wide] {
        var held = [Wide?](repeating: nil, count: claims.count)
        while let bounds = heldNext(units, claims, held) {
            for (index, bound) in bounds { held[index] = bound }
        }
        return fill(units, claims, held)
    }

    private static func open(_ held: [Wide?]) -> [Int] { held.indices.filter { held[$0] == nil } }
    private static func left(_ units: Wide, _ held: [Wide?]) -> Wide { held.reduce(units) { $0 - ($1 ?? 0) } }

    /// The claims to be held at a bound next: those on the side that outweighs the other, or on both where they balance.
    private static func heldNext(_ units: Wide, _ claims: [Claim], _ held: [Wide?]) -> [(Int, Wide)]? {
        let indices = open(held)
        let left = left(units, held)
        let weights = indices.reduce(0) { $0 + claims[$1].weight }
        // How far the bounds pull each share up or down, in units times all weights, so that nothing is rounded.
        var low: [(index: Int, excess: Wide)] = []
        var high: [(index: Int, excess: Wide)] = []
        for index in indices {
            let share = left * claims[index].weight
            if claims[index].least * weights > share { low.append((index, claims[index].least * weights - share)) }
            if claims[index].most * weights < share { high.append((index, share - claims[index].most * weights)) }
        }
        guard !low.isEmpty || !high.isEmpty else { return nil }
        let balance = low.reduce(0) { $0 + $1.excess } - high.reduce(0) { $0 + $1.excess }
        return (balance >= 0 ? low.map { ($0.index, claims[$0.index].least) } : [])
            + (balance <= 0 ? high.map { ($0.index, claims[$0.index].most) } : [])
    }

    private static func fill(_ units: Wide, _ claims: [Claim], _ held: [Wide?]) -> [Wide] {
        let left = left(units, held)
        let weights = open(held).reduce(0) { $0 + claims[$1].weight }
        var shares = claims.indices.map { held[$0] ?? left * claims[$0].weight / weights }
        var remainder = shares.reduce(units) { $0 - $1 }
        for index in claims.indices.reversed() where remainder > 0 {
            let more = min(remainder, claims[index].most - shares[index])
            shares[index] += more
            remainder -= more
        }
        return shares
    }
}
