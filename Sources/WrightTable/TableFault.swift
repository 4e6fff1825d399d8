// SPDX-License-Identifier: MIT

import WrightModel

/// Why no table comes of the bytes: what `TableReading` says of it.
enum TableFault: Error {
    case damaged(String, remains: TableRemains? = nil, damage: TableDamage? = nil)
    case unreadable(String)

    var reading: TableReading {
        switch self {
        case .damaged(let sentence, _, _): .damaged(sentence)
        case .unreadable(let sentence): .unreadable(sentence)
        }
    }

    var remains: TableRemains? {
        if case .damaged(_, let remains, _) = self { remains } else { nil }
    }

    var damage: TableDamage? {
        if case .damaged(_, _, let damage) = self { damage } else { nil }
    }
}

extension ByteSource {
    /// The bytes of `extent`, nil where it is not within the source; a failure to read is a fault.
    func bytes(_ extent: Extent) throws(TableFault) -> [UInt8]? {
        do {
            return try read(extent)
        } catch {
            throw .unreadable(error.description)
        }
    }
}
