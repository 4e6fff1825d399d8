// SPDX-License-Identifier: MIT

import WrightModel

/// The types of `Type=`: UUIDs and systemd's names, of which some are of the machine's own architecture.
enum RepartType {
    /// What a type has for defaults, by its designator in the Discoverable Partitions Specification.
    enum Family {
        /// Its file system grows on its first mount.
        case grown
        /// It is read-only.
        case verity
        case swap
        case other

        /// Those that have keys of their own, and a meaning for such a partition.
        var attributes: PartitionAttributes {
            switch self {
            case .grown: [.noAuto, .readOnly, .growFileSystem]
            case .verity: [.noAuto, .readOnly]
            case .swap: .noAuto
            case .other: []
            }
        }
    }

    /// Nil where a manifest knows no such type.
    static func read(_ text: String) -> DesiredType? {
        if let guid = GUID(text) { return .exactly(.gpt(guid)) }
        let name = local(text) ?? text
        guard PartitionTypeCatalogue.type(named: name, in: .gpt) != nil else { return nil }
        return .named(name)
    }

    static func family(_ type: DesiredType) -> Family {
        let name = name(type)
        if name.hasSuffix("-verity") { return .verity }
        if name.hasSuffix("-verity-sig") { return .other }
        if name == "swap" { return .swap }
        let grown = ["home", "srv", "var", "tmp", "xbootldr"].contains(name) || isOfArchitecture(name)
        return grown ? .grown : .other
    }

    /// What systemd calls the type, which is the label of a partition that is given none; it calls all others `linux`.
    static func name(_ type: DesiredType) -> String {
        guard let type = type.resolved(in: .gpt) else { return "" }
        guard let name = PartitionTypeCatalogue.name(of: type) else { return "linux" }
        if name == "linux" { return "linux-generic" }
        return names.contains(name) || isOfArchitecture(name) ? name : "linux"
    }

    private static let names: Set = ["esp", "xbootldr", "swap", "home", "srv", "var", "tmp", "user-home"]

    private static func isOfArchitecture(_ name: String) -> Bool { name.hasPrefix("root-") || name.hasPrefix("usr-") }

    /// The name with an architecture, of one that leaves it to the machine: `root`, `usr-verity`, `root-secondary`.
    private static func local(_ text: String) -> String? {
        for folder in ["root", "usr"] where text == folder || text.hasPrefix(folder + "-") {
            let rest = text.dropFirst(folder.count)
            for (word, architecture) in [("-secondary", secondary), ("", native)] where rest.hasPrefix(word) {
                let tail = rest.dropFirst(word.count)
                if let architecture, ["", "-verity", "-verity-sig"].contains(tail) {
                    return "\(folder)-\(architecture)\(tail)"
                }
            }
        }
        return nil
    }

    #if arch(x86_64)
        private static let native: String? = "x86-64"
        private static let secondary: String? = "x86"
    #elseif arch(arm64)
        private static let native: String? = "arm64"
        private static let secondary: String? = "arm"
    #else
        private static let native: String? = nil
        private static let secondary: String? = nil
    #endif
}
