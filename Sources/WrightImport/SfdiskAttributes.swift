// SPDX-License-Identifier: MIT

import WrightModel

/// The attributes of a GPT partition as libfdisk writes them: `RequiredPartition LegacyBIOSBootable GUID:60,63`.
enum SfdiskAttributes {
    /// The bits; nil where a word is none of libfdisk's.
    static func read(_ text: String) -> PartitionAttributes? {
        var attributes: PartitionAttributes = []
        for word in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
            let number = word.hasPrefix("GUID:") ? word.dropFirst("GUID:".count) : word
            if let attribute = names[String(word)] {
                attributes.insert(attribute)
            } else if let bit = UInt8(number), bit < 64 {
                attributes.insert(PartitionAttributes(rawValue: 1 << UInt64(bit)))
            } else {
                return nil
            }
        }
        return attributes
    }

    private static let names: [String: PartitionAttributes] = [
        "RequiredPartition": .required, "NoBlockIOProtocol": .noBlockIO, "LegacyBIOSBootable": .legacyBoot,
    ]
}
