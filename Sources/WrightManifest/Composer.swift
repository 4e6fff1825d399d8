// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// Builds the tree of one file from libyaml's events.
///
/// What a manifest has no use for is refused, with the tree built around it where that is possible: aliases (a page
/// of them can stand for gigabytes), anchors, tags, keys that are not text, duplicate keys, several documents.
struct Composer {
    /// Collections within collections: a manifest needs seven.
    static let deepest = 32

    private let source: SourceText
    private let events: YAMLEvents

    /// The tree of a file; nil where it cannot be read, of which the findings tell.
    static func compose(file: String, bytes: [UInt8], _ findings: inout Findings) -> MarkedNode? {
        do throws(SourceText.Refusal) {
            let source = try SourceText(file: file, bytes: bytes)
            guard let events = YAMLEvents(utf8: source.bytes) else {
                throw SourceText.Refusal(file, 1, 1, "there is not enough memory", "free some, and try again")
            }
            return try Composer(source: source, events: events).document(&findings)
        } catch {
            findings.add(error.mistake, at: error.place)
            return nil
        }
    }

    private typealias Token = (event: YAMLEvents.Event, mark: YAMLEvents.Mark)

    private func document(_ findings: inout Findings) throws(SourceText.Refusal) -> MarkedNode {
        var root: MarkedNode?
        while true {
            let token = try next()
            switch token.event {
            case .streamStart, .documentEnd, .collectionEnd: continue
            case .documentStart where root != nil:
                throw refusal(token.mark, "a second document begins here", "put it into a file of its own")
            case .documentStart: continue
            case .streamEnd:
                if let root, !root.isNothing { return root }
                throw SourceText.Refusal(source.file, 1, 1, "the manifest is empty", "begin it with 'version: 1'")
            case .alias, .scalar, .sequenceStart, .mappingStart:
                root = try node(from: token, path: .root, depth: 0, &findings)
            }
        }
    }

    private func node(
        from token: Token, path: KeyPathText, depth: Int, _ findings: inout Findings
    ) throws(SourceText.Refusal) -> MarkedNode {
        let place = Place(location: location(token.mark), path: path)
        guard depth < Composer.deepest else {
            throw refusal(token.mark, "the text is nested deeper than \(Composer.deepest) levels", "write it flatter")
        }
        switch token.event {
        case .scalar(let text, let isPlain, let decoration):
            refuse(decoration, at: place, &findings)
            return MarkedNode(content: .scalar(Scalar(text: text, isPlain: isPlain)), place: place)
        case .sequenceStart(let decoration):
            refuse(decoration, at: place, &findings)
            return MarkedNode(content: .sequence(try sequence(path, depth + 1, &findings)), place: place)
        case .mappingStart(let decoration):
            refuse(decoration, at: place, &findings)
            return MarkedNode(content: .mapping(try mapping(path, depth + 1, &findings)), place: place)
        case .alias(let name):
            findings.add(
                Mistake("the alias \(Sentence.quoted("*" + name)) has no meaning here", "write the value out"),
                at: place)
            return MarkedNode(content: .rejected, place: place)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .collectionEnd:
            throw refusal(token.mark, "the text ends in the middle of a value", "complete it")
        }
    }

    private func sequence(
        _ path: KeyPathText, _ depth: Int, _ findings: inout Findings
    ) throws(SourceText.Refusal) -> [MarkedNode] {
        var items: [MarkedNode] = []
        while true {
            let token = try next()
            if case .collectionEnd = token.event { return items }
            items.append(try node(from: token, path: path.index(items.count), depth: depth, &findings))
        }
    }

    private func mapping(
        _ path: KeyPathText, _ depth: Int, _ findings: inout Findings
    ) throws(SourceText.Refusal) -> [MarkedEntry] {
        var entries: [MarkedEntry] = []
        var firstLines: [String: Int] = [:]
        while true {
            let token = try next()
            if case .collectionEnd = token.event { return entries }
            let keyNode = try node(from: token, path: path, depth: depth, &findings)
            let name: String? = if case .scalar(let scalar) = keyNode.content { scalar.text } else { nil }
            let valuePath = name.map(path.key) ?? path
            let value = try node(from: try next(), path: valuePath, depth: depth, &findings)
            let keyPlace = Place(location: keyNode.place.location, path: valuePath)
            guard let name else {
                findings.add(Mistake("\(keyNode.summary) cannot be a key", "write a name as the key"), at: keyPlace)
                continue
            }
            if let line = firstLines.updateValue(keyPlace.location.line, forKey: name) {
                firstLines[name] = line
                findings.add(
                    Mistake(
                        "the key \(Sentence.quoted(name)) is written a second time",
                        "keep this one or that of line \(line)"),
                    at: keyPlace)
            } else {
                entries.append(MarkedEntry(key: Marked(value: name, place: keyPlace), value: value))
            }
        }
    }

    private func refuse(_ decoration: YAMLEvents.Decoration, at place: Place, _ findings: inout Findings) {
        if let anchor = decoration.anchor {
            findings.add(
                Mistake("the anchor \(Sentence.quoted("&" + anchor)) has no meaning here", "remove it"), at: place)
        }
        if let tag = decoration.tag {
            findings.add(
                Mistake(
                    "the tag \(Sentence.quoted(tag)) has no meaning here", "remove it, and quote what is meant as text"),
                at: place)
        }
    }

    private func next() throws(SourceText.Refusal) -> Token {
        do throws(YAMLEvents.Failure) {
            return try events.next()
        } catch {
            throw refusal(error)
        }
    }

    private func refusal(_ failure: YAMLEvents.Failure) -> SourceText.Refusal {
        let place = location(failure.mark)
        if source.hasTab(line: place.line, column: place.column) {
            return refusal(failure.mark, "a tab cannot indent YAML", "indent with spaces")
        }
        var problem = failure.problem
        if let context = failure.context {
            problem += " " + context
            if failure.contextMark.line < failure.mark.line {
                problem += " that begins in line \(location(failure.contextMark).line)"
            }
        }
        return refusal(failure.mark, problem, "check the indentation, quotes and brackets up to here")
    }

    private func refusal(_ mark: YAMLEvents.Mark, _ problem: String, _ remedy: String) -> SourceText.Refusal {
        let place = location(mark)
        return SourceText.Refusal(source.file, place.line, place.column, problem, remedy)
    }

    private func location(_ mark: YAMLEvents.Mark) -> SourceLocation {
        SourceLocation(file: source.file, line: mark.line + 1, column: mark.column + 1)
    }
}

extension MarkedNode {
    /// Whether the text said nothing at all.
    fileprivate var isNothing: Bool {
        if case .scalar(let scalar) = content { scalar.text.isEmpty && scalar.isPlain } else { false }
    }
}
