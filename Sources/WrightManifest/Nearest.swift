// SPDX-License-Identifier: MIT

/// The word that a misspelt one is most likely meant to be, or nil where none is close.
///
/// Close is at most two edits (insert, remove, replace, swap neighbours), and fewer than half of the word.
func nearest(to text: String, among words: [String]) -> String? {
    let letters = Array(text.lowercased().utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }.prefix(64))
    let candidates = words.lazy
        .filter { abs($0.utf8.count - letters.count) <= 2 }
        .map { (word: $0, distance: editDistance(letters, Array($0.utf8))) }
        .filter { $0.distance <= 2 && 2 * $0.distance < $0.word.utf8.count }
    return candidates.min { $0.distance < $1.distance }?.word
}

/// The optimal string alignment distance.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            let isSame = left[row] == right[column]
            var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (isSame ? 0 : 1))
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                best = min(best, beforeLast[column - 1] + 1)
            }
            current.append(best)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}
