// SPDX-License-Identifier: MIT

import WrightModel
import WrightText

/// Holds a store's backing against the keys that only some backings have.
enum BackingCheck {
    static func check(_ store: StoreDraft, _ findings: inout Findings) {
        let backings = [
            store.keys.key(StoreKeys.file), store.keys.key(StoreKeys.device), store.keys.key(StoreKeys.match),
        ].compactMap(\.self)
        guard !backings.isEmpty else {
            let mistake = Mistake("the store has no backing", "write exactly one of file, device and match")
            return findings.add(mistake, at: store.name.place)
        }
        for place in backings.dropFirst() {
            findings.add(
                Mistake("the store has another backing already", "keep exactly one of file, device and match"),
                at: place)
        }
        if store.keys.key(StoreKeys.file) == nil {
            checkFileKeys(store, &findings)
        }
        checkAttachment(store, &findings)
        checkSlice(store, &findings)
    }

    private static func checkFileKeys(_ store: StoreDraft, _ findings: inout Findings) {
        for place in [store.keys.key(StoreKeys.size), store.keys.key(StoreKeys.allocate)].compactMap(\.self) {
            findings.add(
                Mistake("only a file is made and grown", "remove the key, or use file as the backing"), at: place)
        }
    }

    private static func checkAttachment(_ store: StoreDraft, _ findings: inout Findings) {
        guard let attach = store.keys[StoreKeys.attach], attach.value == .direct else { return }
        guard store.keys.key(StoreKeys.file) == nil else {
            let mistake = Mistake("a file can only be attached by a loop device", "write loop, or leave the key out")
            return findings.add(mistake, at: attach.place)
        }
        let ofTheLoop = [
            store.keys.key(StoreKeys.offset), store.keys.key(StoreKeys.length), store.keys.key(StoreKeys.readOnly),
            store.keys.key(StoreKeys.directIO), store.keys.key(StoreKeys.sectorSize),
        ]
        for place in ofTheLoop.compactMap(\.self) {
            findings.add(
                Mistake("only a loop device has this, and 'attach: direct' makes none", "remove the key"), at: place)
        }
    }

    private static func checkSlice(_ store: StoreDraft, _ findings: inout Findings) {
        guard let size = store.keys[StoreKeys.size]?.value else { return }
        let offset = store.keys[StoreKeys.offset]
        let remedy = "end the slice within the file's size of \(size.inWords)"
        if let offset, offset.value >= size {
            findings.add(Mistake("the slice begins behind the end of the file", remedy), at: offset.place)
        } else if let length = store.keys[StoreKeys.length], (offset?.value ?? .zero) + length.value > size {
            findings.add(Mistake("the slice ends behind the end of the file", remedy), at: length.place)
        }
    }
}
