// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

extension Kind where Value == ByteCount {
    /// A size above zero.
    static let size = sizes("a size", allowsZero: false)

    /// A place on a device or in a file: whole sectors of 512 bytes, the unit of every loop device.
    static func sectors(allowsZero: Bool) -> Kind {
        sizes("a size", allowsZero: allowsZero, multipleOf: ByteCount.sysfsSector)
    }

    /// What the start of every partition is a multiple of.
    static let alignment: Kind = {
        let remedy = "write a power of two from 512 to 1GiB such as 1MiB"
        return sizes("an alignment", allowsZero: false, multipleOf: ByteCount.sysfsSector) { size throws(Mistake) in
            guard size.bytes.nonzeroBitCount == 1, size >= .sysfsSector, size <= .gibibyte else {
                throw Mistake("the alignment is not a power of two from 512 B to 1 GiB", remedy)
            }
        }
    }()

    private static func sizes(
        _ noun: String, allowsZero: Bool, multipleOf unit: ByteCount? = nil,
        check: @escaping @Sendable (ByteCount) throws(Mistake) -> Void = { _ throws(Mistake) in }
    ) -> Kind {
        @Sendable func schema() -> JSONValue {
            var number = SizeText.numberSchema(from: allowsZero ? 0 : 1)
            if let unit { number = number.adding(["multipleOf": .integer(unit.bytes)]) }
            return ["anyOf": [number, .pattern(allowsZero ? SizeText.sizeOrZeroPattern : SizeText.sizePattern)]]
        }
        return text(noun, remedy: SizeText.sizeRemedy, schema: schema()) { text throws(Mistake) in
            let size = try SizeText.size(text)
            guard allowsZero || size > .zero else {
                throw Mistake("\(Sentence.quoted(text)) is nothing", "write a size above zero")
            }
            if let unit, !size.isMultiple(of: unit) {
                throw Mistake(
                    "\(Sentence.quoted(text)) is not a multiple of \(unit.bytes) bytes", "write whole sectors")
            }
            try check(size)
            return size
        }
    }
}

extension Kind where Value == DesiredSize {
    /// The size of a partition: a size, a share of the disk, or what the others leave.
    static let partitionSize: Kind = {
        let noun = "the size of a partition"
        let remedy = "write a size such as 512MiB, a share such as 25%, or 'rest'"
        @Sendable func schema() -> JSONValue {
            let pattern = "(\(SizeText.sizePattern)|\(SizeText.sharePattern)|rest)"
            return ["anyOf": [SizeText.numberSchema(from: 1), .pattern(pattern)]]
        }
        return text(noun, remedy: remedy, schema: schema()) { text throws(Mistake) in
            if text == "rest" { return .rest }
            if text.hasSuffix("%") { return .share(millionths: try SizeText.share(text)) }
            let size = try SizeText.size(text, remedy: remedy)
            guard size > .zero else { throw Mistake("\(Sentence.quoted(text)) is nothing", "write a size above zero") }
            return .fixed(size)
        }
    }()
}

extension Kind where Value == SectorSize {
    /// The logical sector size of a loop device.
    static let sectorSize: Kind = {
        let sizes = SectorSize.all.map(\.count.bytes).sorted()
        let remedy = "write " + Sentence.list(sizes.map(String.init), conjunction: "or")
        return scalar("a sector size", remedy: remedy, schema: ["enum": .array(sizes.map(JSONValue.integer))]) {
            scalar throws(Mistake) in
            guard scalar.isPlain, let bytes = Int64(scalar.text), String(bytes) == scalar.text,
                let size = SectorSize(bytes: bytes)
            else { throw Mistake("\(Sentence.quoted(scalar.text)) is not a sector size", remedy) }
            return size
        }
    }()
}

extension SizeText {
    /// A size that is a bare number of bytes.
    fileprivate static func numberSchema(from minimum: Int64) -> JSONValue {
        ["type": "integer", "minimum": .integer(minimum), "maximum": .integer(limit.bytes - 1)]
    }
}

extension JSONValue {
    /// A string that fits a pattern as a whole.
    static func pattern(_ pattern: String) -> JSONValue {
        ["type": "string", "pattern": .string("^\(pattern)$")]
    }

    /// A string that fits a pattern as a whole, or a number: YAML makes one of digits without quotes.
    static func patternOrNumber(_ pattern: String) -> JSONValue {
        ["type": ["string", "number"], "pattern": .string("^\(pattern)$")]
    }
}
