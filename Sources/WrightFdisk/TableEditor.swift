// SPDX-License-Identifier: MIT

import CFdisk
import WrightModel

/// Makes a change in a libfdisk context's memory and has it written to the context's file.
///
/// The change has passed `TableChange.objection`. Labels are left out: libfdisk takes none with a character above
/// U+FFFF (`gpt_entry_set_name`), so they are put into the written table instead.
struct TableEditor {
    private let context: FdiskContext
    private let change: TableChange
    private var sector: ByteCount { change.after.sectorSize.count }

    init(_ context: FdiskContext, change: TableChange) {
        self.context = context
        self.change = change
    }

    func perform() throws(TableFailure) {
        if change.before == nil { try create() }
        // Nothing but the sectors of the table itself is in the way of an MBR partition: by default it is a megabyte.
        if change.after.kind == .mbr { fdisk_set_first_lba(context.handle, 1) }
        if let before = change.before { try amend(before) }
        for partition in change.additions { try add(partition) }
        try context.check(fdisk_write_disklabel(context.handle), "write the table")
    }

    /// The headers of a script decide what the library would otherwise choose by topology and chance.
    private func create() throws(TableFailure) {
        let after = change.after
        let script = try context.object(fdisk_new_script(context.handle))
        defer { fdisk_unref_script(script) }
        var headers = [("label-id", after.identifier.libfdiskText)]
        if after.kind == .gpt {
            headers += [
                ("table-length", String(after.entries)), ("first-lba", String(after.usable.start / sector)),
                ("last-lba", String(after.usable.end / sector - 1)),
            ]
        }
        for (name, value) in headers {
            try context.check(fdisk_script_set_header(script, name, value), "set the header '\(name)'")
        }
        try context.check(fdisk_set_script(context.handle, script), "use the headers")
        try context.check(fdisk_create_disklabel(context.handle, after.kind == .gpt ? "gpt" : "dos"), "make a table")
    }

    private func amend(_ before: PartitionTable) throws(TableFailure) {
        let after = change.after
        let label = after.kind == .gpt ? FDISK_DISKLABEL_GPT : FDISK_DISKLABEL_DOS
        guard fdisk_is_labeltype(context.handle, label) == 1 else {
            throw TableFailure("libfdisk does not take the table for one of type \(after.kind.rawValue)")
        }
        for partition in change.removals.reversed() where partition.role != .logical || after.extended != nil {
            try context.check(
                fdisk_delete_partition(context.handle, partition.number - 1), "remove partition \(partition.number)")
        }
        if before.identifier != after.identifier {
            let text = after.identifier.libfdiskText
            try context.check(fdisk_set_disklabel_id_from_string(context.handle, text), "set the identifier \(text)")
        }
        if before.entries != after.entries {
            let count = UInt32(after.entries)
            try context.check(fdisk_gpt_set_npartitions(context.handle, count), "make room for \(count) entries")
        }
        // The extended partition is as large as it is to be while those in it grow.
        let alterations = change.alterations
        for (old, new) in alterations where old.role == .extended { try alter(old, to: new) }
        for (old, new) in alterations where old.role != .extended { try alter(old, to: new) }
    }

    private func add(_ partition: TablePartition) throws(TableFailure) {
        let purpose = "add partition \(partition.number)"
        let template = try context.object(fdisk_new_partition())
        defer { fdisk_unref_partition(template) }
        try context.check(fdisk_partition_set_partno(template, partition.number - 1), purpose)
        try context.check(fdisk_partition_set_start(template, UInt64(partition.extent.start / sector)), purpose)
        try setSize(of: template, partition.extent.length, purpose)
        try setType(of: template, partition.type, purpose)
        try setIdentifier(of: template, partition.identifier, purpose)
        try context.check(fdisk_add_partition(context.handle, template, nil), purpose)
        try setAttributes(of: partition.number, from: [], to: partition.attributes)
    }

    private func alter(_ old: TablePartition, to new: TablePartition) throws(TableFailure) {
        let purpose = "change partition \(new.number)"
        let template = try context.object(fdisk_new_partition())
        defer { fdisk_unref_partition(template) }
        if old.extent != new.extent { try setSize(of: template, new.extent.length, purpose) }
        if old.type != new.type { try setType(of: template, new.type, purpose) }
        if old.identifier != new.identifier { try setIdentifier(of: template, new.identifier, purpose) }
        try context.check(fdisk_set_partition(context.handle, new.number - 1, template), purpose)
        try setAttributes(of: new.number, from: old.attributes, to: new.attributes)
    }

    private func setSize(of template: OpaquePointer, _ length: ByteCount, _ purpose: String) throws(TableFailure) {
        try context.check(fdisk_partition_set_size(template, UInt64(length / sector)), purpose)
        // Without this the library rounds the end to its own grain.
        try context.check(fdisk_partition_size_explicit(template, 1), purpose)
    }

    private func setType(of template: OpaquePointer, _ type: PartitionType, _ purpose: String) throws(TableFailure) {
        let made = try context.object(fdisk_new_parttype())
        defer { fdisk_unref_parttype(made) }
        switch type {
        case .gpt(let guid): try context.check(fdisk_parttype_set_typestr(made, guid.description), purpose)
        case .mbr(let code): try context.check(fdisk_parttype_set_code(made, CInt(code)), purpose)
        }
        try context.check(fdisk_partition_set_type(template, made), purpose)
    }

    private func setIdentifier(
        of template: OpaquePointer, _ identifier: PartitionIdentifier, _ purpose: String
    ) throws(TableFailure) {
        guard case .gpt(let guid) = identifier else { return }
        try context.check(fdisk_partition_set_uuid(template, guid.description), purpose)
    }

    /// A GPT entry's field is written in any case: an unused entry may have had bits in it.
    private func setAttributes(
        of number: Int, from old: PartitionAttributes, to new: PartitionAttributes
    ) throws(TableFailure) {
        let purpose = "set the attributes of partition \(number)"
        switch change.after.kind {
        case .gpt:
            try context.check(fdisk_gpt_set_partition_attrs(context.handle, number - 1, new.rawValue), purpose)
        case .mbr:
            guard old.contains(.active) != new.contains(.active) else { return }
            let flag = CUnsignedLong(DOS_FLAG_ACTIVE)
            try context.check(fdisk_toggle_partition_flag(context.handle, number - 1, flag), purpose)
        }
    }
}

extension TableIdentifier {
    /// The text as libfdisk reads it: an MBR's needs the prefix that says hexadecimal.
    fileprivate var libfdiskText: String {
        switch self {
        case .gpt: description
        case .mbr: "0x" + description
        }
    }
}
