// SPDX-License-Identifier: MIT

import ArgumentParser
import WrightKernel
import WrightModel

/// What a shell offers in the place of a name: those of the manifest that the command line is about.
///
/// It only reads. Where the manifest is not there, may not be read or is wrong, nothing is offered and nothing is said.
enum Completion {
    static let store = CompletionKind.custom { words, _, _ in stores(for: words).map(\.name.text) }

    static let partition = CompletionKind.custom { words, _, _ in stores(for: words).flatMap(partitions) }

    /// Stores, and behind a slash what is in the folder.
    static let storeOrPath = CompletionKind.custom { words, _, typed in
        typed.contains("/") ? paths(beginning: typed) : stores(for: words).map(\.name.text)
    }

    private static func stores(for words: [String]) -> [DesiredStore] {
        guard let options = try? ManifestOptions.parse(ManifestOptions.arguments(among: words)) else { return [] }
        return (try? ManifestLoader(options).load().stores) ?? []
    }

    /// `STORE/PARTITION` as the manifest names them, and by number those that have a link.
    private static func partitions(of store: DesiredStore) -> [String] {
        let links = entries(of: "/dev/disk/\(LinkPath.ownFolder)/\(store.name)")
        let numbered = links.filter { $0.hasPrefix("part") && $0.dropFirst(4).allSatisfy(\.isNumber) }
        return (store.partitions.map(\.name.text) + numbered).map { "\(store.name)/\($0)" }
    }

    private static func paths(beginning typed: String) -> [String] {
        let folder = typed.prefix(through: typed.lastIndex(of: "/") ?? typed.startIndex)
        return entries(of: String(folder)).map { folder + $0 }
    }

    private static func entries(of folder: String) -> [String] { (try? Tree.listing(of: folder)) ?? [] }
}

extension ManifestOptions {
    /// The options of the manifest among the words of a command line that is still being typed.
    ///
    /// bash makes three words of `--manifest=PATH`, and hands quotes on as they were typed.
    fileprivate static func arguments(among words: [String]) -> [String] {
        let words = words.filter { $0 != "=" }.map { $0.filter { !"'\"\\".contains($0) } }
        var arguments = words.contains("--trust-paths") ? ["--trust-paths"] : []
        if let option = words.dropLast().lastIndex(of: "--manifest") { arguments += ["--manifest", words[option + 1]] }
        return arguments + words.filter { $0.hasPrefix("--manifest=") }
    }
}
