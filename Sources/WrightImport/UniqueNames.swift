// SPDX-License-Identifier: MIT

/// Names that are given once: a second one of the same name gets a number behind it.
struct UniqueNames {
    private var taken: Set<String>
    private var last: [String: Int] = [:]

    init(taken: Set<String> = []) { self.taken = taken }

    /// The name, or its first numbered form that nobody has.
    mutating func take(_ name: String, numbered: (Int) -> String) -> String {
        guard !taken.insert(name).inserted else { return name }
        var number = last[name] ?? 1
        var unique: String
        repeat {
            number += 1
            unique = numbered(number)
        } while !taken.insert(unique).inserted
        last[name] = number
        return unique
    }
}
