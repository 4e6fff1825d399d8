// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

private let namePattern = "[A-Za-z0-9][A-Za-z0-9._-]{0,39}"
private let nameRemedy = "write at most 40 letters, digits, '.', '_' or '-', the first a letter or a digit"

extension Kind where Value == StoreName {
    static let storeName = text(
        "the name of a store", remedy: nameRemedy, schema: .patternOrNumber(namePattern)
    ) { text throws(Mistake) in
        guard let name = StoreName(text) else { throw Mistake("\(Sentence.quoted(text)) is no name", nameRemedy) }
        return name
    }
}

extension Kind where Value == PartitionName {
    static let partitionName = text(
        "the name of a partition", remedy: nameRemedy, schema: .patternOrNumber("(?!(disk|part[0-9]+)$)" + namePattern)
    ) { text throws(Mistake) in
        guard let name = PartitionName(text) else {
            if PartitionName.isReserved(text) {
                throw Mistake("\(Sentence.quoted(text)) is a link that every store has", "write another name")
            }
            throw Mistake("\(Sentence.quoted(text)) is no name", nameRemedy)
        }
        return name
    }
}

extension Kind where Value == String {
    /// The name of a udev property.
    static let propertyName: Kind = {
        let remedy = "write capital letters, digits and '_' such as ID_SERIAL"
        return text("a udev property", remedy: remedy, schema: .pattern("[A-Z][A-Z0-9_]*")) { text throws(Mistake) in
            let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
            let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
            guard let first = text.utf8.first, letters.contains(first),
                text.utf8.allSatisfy({ letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") })
            else { throw Mistake("\(Sentence.quoted(text)) is not the name of a udev property", remedy) }
            return text
        }
    }()

    /// Text on one line: a glob or a seed.
    static func line(_ noun: String) -> Kind {
        let remedy = "write text on one line, and such words as true in quotes"
        return text(noun, remedy: remedy, schema: .patternOrNumber(#"[^\u0000-\u001f\u007f]+"#)) {
            text throws(Mistake) in
            guard !text.isEmpty else { throw Mistake("the text is empty", remedy) }
            try text.requireNoControlCharacter()
            return text
        }
    }

    /// The name of a partition in a GPT: 36 UTF-16 units.
    static let label: Kind = {
        let limit = TableGeometry.gptLabelUnits
        @Sendable func schema() -> JSONValue {
            .patternOrNumber(#"[^\u0000-\u001f\u007f]+"#).adding(["minLength": 1, "maxLength": .integer(Int64(limit))])
        }
        return text("a label", remedy: "write text", schema: schema()) { text throws(Mistake) in
            guard !text.isEmpty else {
                throw Mistake("the label is empty", "write text, or leave the key out for the partition's name")
            }
            try text.requireNoControlCharacter()
            let units = text.utf16.count
            guard units <= limit else {
                throw Mistake(
                    "\(Sentence.quoted(text)) has \(units) UTF-16 units",
                    "write at most \(limit), which is what a GPT holds")
            }
            return text
        }
    }()

    /// An absolute path in its shortest form.
    static func path(_ noun: String) -> Kind {
        let remedy = "write an absolute path without '.', '..', '//' or a slash at the end"
        let pattern = #"(/(?!\.{1,2}(/|$))[^/\u0000-\u001f\u007f]+)+"#
        return text(noun, remedy: remedy, schema: .pattern(pattern).adding(["maxLength": 4095])) {
            text throws(Mistake) in
            guard text.hasPrefix("/") else { throw Mistake("\(Sentence.quoted(text)) is not an absolute path", remedy) }
            try text.requireNoControlCharacter()
            let components = text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            guard components.allSatisfy({ ![[], [46], [46, 46]].contains(Array($0)) }) else {
                throw Mistake("\(Sentence.quoted(text)) is not in its shortest form", remedy)
            }
            // PATH_MAX counts the zero byte at the end.
            guard text.utf8.count < 4096 else { throw Mistake("the path is too long", "write at most 4095 bytes") }
            return text
        }
    }
}

extension Kind where Value == LinkPath {
    /// A link relative to `/dev/disk/`.
    static let link: Kind = {
        let remedy = "write a folder and a name under /dev/disk/ such as by-role/root"
        @Sendable func schema() -> JSONValue {
            let folders = (LinkPath.foreignFolders + [LinkPath.ownFolder]).sorted().joined(separator: "|")
            let component = #"(?!\.{1,2}(/|$))[A-Za-z0-9._+:-]+"#
            return .pattern("(?!(\(folders))/)\(component)(/\(component))+").adding(["maxLength": 200])
        }
        return text("a link", remedy: remedy, schema: schema()) { text throws(Mistake) in
            switch LinkPath.parse(text) {
            case .success(let link): return link
            case .failure(let problem): throw Mistake(problem.sentence(for: text), remedy)
            }
        }
    }()
}

extension LinkPath.Problem {
    fileprivate func sentence(for text: String) -> String {
        switch self {
        case .empty: "the link is empty"
        case .absolute: "\(Sentence.quoted(text)) is absolute"
        case .tooLong: "\(Sentence.quoted(text)) is longer than 200 bytes"
        case .noFolder: "\(Sentence.quoted(text)) lies in no folder"
        case .component(""): "\(Sentence.quoted(text)) has an empty component"
        case .component(let component): "\(Sentence.quoted(component)) may not stand in a link"
        case .foreignFolder(let folder):
            "\(Sentence.quoted(folder)) is filled by the rules of systemd and other packages"
        case .ownFolder:
            "\(Sentence.quoted(LinkPath.ownFolder)) is filled by loopwright with the names of stores and partitions"
        }
    }
}

extension String {
    fileprivate func requireNoControlCharacter() throws(Mistake) {
        guard let control = unicodeScalars.first(where: { $0.value < 0x20 || $0.value == 0x7f }) else { return }
        let shown = Sentence.quoted(String(Character(control)))
        throw Mistake("\(Sentence.quoted(self)) holds the control character \(shown)", "remove it")
    }
}
