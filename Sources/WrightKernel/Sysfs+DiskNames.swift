// SPDX-License-Identifier: MIT

extension Sysfs {
    /// What a whole disk calls itself, by the name of the attribute; empty where its driver gives none.
    ///
    /// The attribute is the disk's own (virtio, NVMe) or that of the device it belongs to (SCSI, MMC).
    package func names(of disk: String) -> [String: String] {
        let folder = folder(of: disk)
        var names: [String: String] = [:]
        for name in ["serial", "wwid"] {
            guard let text = Tree.text("\(folder)/\(name)") ?? Tree.text("\(folder)/device/\(name)") else { continue }
            // Fields of a fixed length are filled up with blanks.
            let words = text.split(separator: " ").joined(separator: " ")
            if !words.isEmpty { names[name] = words }
        }
        return names
    }
}
