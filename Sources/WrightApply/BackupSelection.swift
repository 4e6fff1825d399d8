// SPDX-License-Identifier: MIT

import WrightFdisk
import WrightModel
import WrightTable

/// Which of a store's backups is meant, in the light of what is on its device.
struct BackupSelection {
    let store: StoreName
    /// The newest first.
    let entries: [BackupFolder.Entry]
    /// An open descriptor of what the table is on.
    let descriptor: CInt

    struct Choice {
        let number: Int
        let backup: TableBackup
    }

    /// The backup that a person names, by its number or the beginning of its time; where none is named, the newest that
    /// differs from what is there.
    func choice(_ wish: String?) throws(Obstacle) -> Choice {
        guard !entries.isEmpty else { throw .noBackup }
        guard let wish else { return try newestOther() }
        let named = entries.first { entry in
            Int(wish) == entry.number || entry.backup.map { "\($0.label.moment)".hasPrefix(wish) } ?? false
        }
        guard let named else { throw .noSuchBackup(wish, store) }
        return try choice(named)
    }

    /// The backup that the last undoing was to put back, where nothing else has been done to the table since: it may
    /// have been cut off.
    var last: Choice? {
        guard let newest = entries.first?.backup, let number = newest.label.restored,
            let backup = entries.first(where: { $0.number == number })?.backup,
            present(in: newest)?.isOnTheWay(from: newest.pieces, to: backup.pieces) ?? false
        else { return nil }
        return Choice(number: number, backup: backup)
    }

    /// One of a table that was damaged when it was saved is for a person to name.
    private func newestOther() throws(Obstacle) -> Choice {
        for entry in entries {
            let choice = try choice(entry)
            let isThere = present(in: choice.backup)?.isSame(as: choice.backup.pieces) ?? false
            if !isThere, choice.backup.isSound { return choice }
        }
        throw .nothingToUndo(store)
    }

    private func choice(_ entry: BackupFolder.Entry) throws(Obstacle) -> Choice {
        do {
            return Choice(number: entry.number, backup: try entry.content.get())
        } catch {
            throw .damagedBackup(entry.number, error, store)
        }
    }

    private func present(in backup: TableBackup) -> [TablePiece]? {
        TableRestoration.present(in: backup.pieces, on: descriptor)
    }
}

extension TableBackup {
    fileprivate var isSound: Bool {
        guard let table = reading.table else { return false }
        return table.condition == .sound || table.condition == .backupMisplaced
    }
}

extension Obstacle {
    fileprivate static let noBackup = Obstacle(
        "no partition table of the store has been saved",
        remedy: "there is none before loopwright changes a table that is there already")

    fileprivate static func noSuchBackup(_ wish: String, _ store: StoreName) -> Obstacle {
        Obstacle("there is no backup '\(wish)'", remedy: "`loopwright undo \(store) --list` shows which there are")
    }

    fileprivate static func nothingToUndo(_ store: StoreName) -> Obstacle {
        Obstacle(
            "every sound backup holds the table that is there",
            remedy: "`loopwright undo \(store) --list` shows which there are")
    }

    fileprivate static func damagedBackup(_ number: Int, _ fault: BackupFault, _ store: StoreName) -> Obstacle {
        Obstacle(
            "backup \(number) cannot be used: it \(fault)",
            remedy: "choose another with `--to`; `loopwright undo \(store) --list` shows which there are")
    }
}
