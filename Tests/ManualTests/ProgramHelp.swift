// SPDX-License-Identifier: MIT

import TestSupport
import Testing
import WrightText

/// What the program knows of its own commands, as swift-argument-parser dumps it.
struct ProgramHelp {
    struct Command {
        let name: String
        /// The names of what it takes by place: `store`, `size`.
        let arguments: [String]
        /// The options by their names, with the name of the value that each takes.
        let options: [String: String?]
    }

    let commands: [Command]

    init() throws {
        let dump = try #require(TestSupport.Command.run([Project.binary, "--experimental-dump-help"]))
        let root = try JSONReader.value(of: Array(dump.output.utf8))["command"]
        commands = try #require(root?["subcommands"]?.elements).compactMap(Command.init)
    }
}

extension ProgramHelp.Command {
    init?(_ json: JSONValue) {
        guard let name = json["commandName"]?.text, let all = json["arguments"]?.elements else { return nil }
        let shown = all.filter { $0["shouldDisplay"] == .bool(true) }
        self.name = name
        arguments = shown.filter { $0["kind"]?.text == "positional" }.compactMap { $0["valueName"]?.text }
        let pairs = shown.flatMap { argument in
            let value = argument["kind"]?.text == "option" ? argument["valueName"]?.text : nil
            return (argument["names"]?.elements ?? []).compactMap { name in name.option.map { ($0, value) } }
        }
        options = Dictionary(pairs) { first, _ in first }
    }
}

extension JSONValue {
    fileprivate subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    fileprivate var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }

    /// A name of an option with its dashes.
    fileprivate var option: String? {
        guard let name = self["name"]?.text else { return nil }
        return self["kind"]?.text == "long" ? "--\(name)" : "-\(name)"
    }
}
