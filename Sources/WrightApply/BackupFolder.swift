// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel
package import WrightTable

/// The backups of partition tables, a file each: `/var/lib/loopwright/backups/STORE/NUMBER`.
///
/// Numbers of a store go up and are not given out again while a later one is there. Whoever writes holds the ProgramLock.
package struct BackupFolder {
    package static let usual = "/var/lib/loopwright/backups"
    /// How many of a store are kept.
    package static let kept = 16

    private let root: String

    package init(_ root: String = usual) { self.root = root }

    /// A backup, or why its file is none.
    package struct Entry {
        package let number: Int
        package let content: Result<TableBackup, BackupFault>

        package var backup: TableBackup? { try? content.get() }
        package var label: BackupLabel? { backup?.label }
        package var table: PartitionTable? { backup?.reading.table }
        /// What is wrong with the file, as a clause about it.
        package var fault: String? {
            if case .failure(let fault) = content { fault.description } else { nil }
        }
    }

    /// Those of a store, the newest first.
    package func entries(of store: StoreName) throws(SyscallFailure) -> [Entry] {
        try numbers(of: store).reversed().map { number in
            Entry(number: number, content: Result { () throws(BackupFault) in try backup(number, of: store) })
        }
    }

    /// Saves a backup before its table is written over, unless the newest one holds that table already: then what is
    /// there is that, or what was left when the writing of `wanted` over it was cut off.
    ///
    /// It is on the medium when this is back. Older ones beyond those kept are removed then, and where that fails they
    /// stay.
    func keep(_ backup: TableBackup, before wanted: [TablePiece]) throws(SyscallFailure) {
        let store = backup.label.store
        let numbers = try numbers(of: store)
        if let newest = numbers.last.flatMap({ try? self.backup($0, of: store) }),
            newest.label.identity == backup.label.identity,
            backup.pieces.isOnTheWay(from: newest.pieces, to: wanted),
            newest.label.restored == backup.label.restored || !backup.pieces.isSame(as: newest.pieces)
        {
            return
        }
        try makeFolders(for: store)
        let number = (numbers.last ?? 0) + 1
        try Tree.save(path(store, number), backup.file, temporary: folder(store) + "/.new")
        try Tree.syncFolder(folder(store))
        for old in numbers.dropLast(BackupFolder.kept - 1) { try? Tree.remove(path(store, old)) }
    }

    private func backup(_ number: Int, of store: StoreName) throws(BackupFault) -> TableBackup {
        let bytes: [UInt8]
        do {
            bytes = try Tree.bytes(path(store, number), limit: TableBackup.longestFile)
        } catch {
            throw BackupFault("cannot be read: \(error.reason)")
        }
        let backup = try TableBackup(file: bytes)
        guard backup.label.store == store else { throw BackupFault("is of store '\(backup.label.store)'") }
        return backup
    }

    /// A folder that cannot be listed is no empty one: a number that is taken must not be given out again.
    private func numbers(of store: StoreName) throws(SyscallFailure) -> [Int] {
        (try Tree.listing(of: folder(store)) ?? []).compactMap { Int($0) }.filter {
            (1...BackupFolder.last).contains($0)
        }
        .sorted()
    }

    /// Far beyond what anybody saves, and far from an overflow.
    private static let last = 1 << 40

    /// Nobody but root has any business there: a table tells where keys lie.
    private func makeFolders(for store: StoreName) throws(SyscallFailure) {
        let parent = root.lastIndex(of: "/").map { String(root[..<$0]) } ?? ""
        for path in [parent, root, folder(store)] where !path.isEmpty && !Tree.exists(path) {
            try Tree.makeFolder(path, permissions: 0o700)
            guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { continue }
            try Tree.syncFolder(String(path[..<slash]))
        }
    }

    private func folder(_ store: StoreName) -> String { "\(root)/\(store)" }
    private func path(_ store: StoreName, _ number: Int) -> String { "\(folder(store))/\(number)" }
}
