// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightManifest
import WrightModel

/// Names that try to leave the folder of the links, or to bring something else along: what is accepted lies below
/// `/dev/disk/` and has no sign in it that udev, a shell or a terminal gives a meaning to.
@Suite struct HostileNameTests {
    private static let pieces = [
        "a", "by-role", "..", ".", "/", "//", "\\", "\n", "\r\n", "\t", "\0", "=", "\"", "'", "$", "$env{PATH}", "%k",
        " ",
        "\u{1b}[2J", "\u{85}", "\u{2028}", "\u{202e}", "/\u{301}", "\u{301}", "é", "．．", "／", "～", "*", "?", "-",
        "LW_LINK2=x/y",
        "disk", "part1", "by-id", "by-loopwright", "x", "7", "_", "+", ":",
    ]

    @Test func whatIsAcceptedStaysInItsFolder() throws {
        var random = SeededGenerator(seed: 7)
        let rounds = Rounds.count(usual: 3000)
        var accepted = 0
        for _ in 0..<rounds {
            let names = ["store", "by-role/link", "partition"].map { name in
                random.chance(60)
                    ? name : (0..<Int.random(in: 1...4, using: &random)).map { _ in random.pick(Self.pieces) }.joined()
            }
            let text = """
                version: 1
                stores: {\(quoted(names[0])): {file: /s, links: [\(quoted(names[1]))], \
                partitions: [{name: \(quoted(names[2])), links: [\(quoted("by-x/" + names[0]))]}]}}
                """
            guard case .success(let desired) = Manifest.parse(files: [("m", Array(text.utf8))]) else { continue }
            accepted += 1
            for store in desired.stores {
                let own =
                    [LinkPath.disk(of: store.name)]
                    + store.partitions.map { LinkPath.partition($0.name, of: store.name) }
                let others = store.links + store.partitions.flatMap(\.links)
                for link in own + others { expectHarmless(link, in: text) }
                #expect(own.allSatisfy { $0.isIn(store.name) } && !others.contains(where: \.isOwn), "\(text)")
            }
        }
        #expect((rounds / 8..<rounds / 8 * 5).contains(accepted), "\(accepted)")
    }

    private func expectHarmless(_ link: LinkPath, in text: String) {
        let bytes = Array(link.absolute.utf8)
        #expect(link.absolute.hasPrefix("/dev/disk/") && bytes.allSatisfy(Self.harmless.contains), "\(text)")
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        #expect(
            !parts.contains {
                [Array(""), Array("."), Array("..")].contains(Array(String(decoding: $0, as: UTF8.self)))
            })
        #expect(LinkPath(observed: link.text) == link, "\(text)")
    }

    private static let harmless = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+:-/".utf8)

    /// A text of YAML's in which anything may stand.
    private func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            scalar == "\"" || scalar == "\\" || scalar.value < 0x20 ? "\\x" + hexadecimal(scalar.value) : String(scalar)
        }
        return "\"" + escaped.joined() + "\""
    }

    private func hexadecimal(_ value: UInt32) -> String {
        (value < 16 ? "0" : "") + String(value, radix: 16)
    }
}
