// SPDX-License-Identifier: MIT

import CYaml

/// libyaml's events for one text, and the owner of its parser.
///
/// The C type is `yaml_parser_t`; the functions are `yaml_parser_parse` and `yaml_event_delete`.
final class YAMLEvents {
    enum Event {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias(name: String)
        case scalar(text: String, isPlain: Bool, Decoration)
        case sequenceStart(Decoration)
        case mappingStart(Decoration)
        case collectionEnd
    }

    /// What stands before a node: `&anchor` and `!tag`.
    struct Decoration {
        let anchor: String?
        let tag: String?
    }

    /// A place in the text: line and column count from 0, columns in characters.
    struct Mark {
        let line: Int
        let column: Int

        init(_ mark: yaml_mark_t) {
            line = Int(clamping: mark.line)
            column = Int(clamping: mark.column)
        }
    }

    /// Why libyaml could not go on; nothing more can be read after it.
    struct Failure: Error {
        let problem: String
        let mark: Mark
        let context: String?
        let contextMark: Mark
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// Copies `bytes`, for libyaml reads from them until the last event; nil where there is no memory.
    init?(utf8 bytes: [UInt8]) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        input = .allocate(capacity: bytes.count)
        _ = input.initialize(from: bytes)
        guard yaml_parser_initialize(parser) == 1 else { return nil }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        // Harmless on a parser whose initialization failed: libyaml leaves it zeroed.
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event with the place of its first character.
    func next() throws(Failure) -> (event: Event, mark: Mark) {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        return (YAMLEvents.translate(event), Mark(event.start_mark))
    }

    private func failure() -> Failure {
        Failure(
            problem: YAMLEvents.text(parser.pointee.problem) ?? "there is not enough memory",
            mark: Mark(parser.pointee.problem_mark),
            context: YAMLEvents.text(parser.pointee.context),
            contextMark: Mark(parser.pointee.context_mark))
    }

    private static func translate(_ event: yaml_event_t) -> Event {
        let data = event.data
        return switch event.type {
        case YAML_STREAM_START_EVENT: .streamStart
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_ALIAS_EVENT: .alias(name: text(data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            .scalar(
                text: String(
                    decoding: UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length), as: UTF8.self),
                isPlain: data.scalar.style == YAML_PLAIN_SCALAR_STYLE,
                Decoration(anchor: text(data.scalar.anchor), tag: text(data.scalar.tag)))
        case YAML_SEQUENCE_START_EVENT:
            .sequenceStart(Decoration(anchor: text(data.sequence_start.anchor), tag: text(data.sequence_start.tag)))
        case YAML_MAPPING_START_EVENT:
            .mappingStart(Decoration(anchor: text(data.mapping_start.anchor), tag: text(data.mapping_start.tag)))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: .collectionEnd
        // After the end of the stream libyaml gives empty events for ever.
        default: .streamEnd
        }
    }

    private static func text(_ pointer: UnsafePointer<yaml_char_t>?) -> String? {
        pointer.map { String(decodingCString: $0, as: UTF8.self) }
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }
}
