// SPDX-License-Identifier: MIT

package import WrightKernel
package import WrightModel

/// Links below /dev/disk made without udev: where no udevd runs.
///
/// They look as udev's do. Every folder on the way is opened without following a link, so that none leads out of
/// /dev/disk, and nothing but a symbolic link is ever replaced or removed.
package struct DirectLinks: Hashable, Sendable {
    private let devices: String
    package init(devices: String = "/dev") { self.devices = devices }

    /// Makes a link lead to the node `name` (`loop3p1`), in one step where it led elsewhere before.
    package func publish(_ link: LinkPath, leadingTo name: String) throws(SyscallFailure) {
        let components = link.text.split(separator: "/").map(String.init)
        let target = String(repeating: "../", count: components.count) + name
        guard let leaf = components.last else { return }
        let folder = try openFolder(components.dropLast(), making: true)
        try folder.replaceLink(leaf, leadingTo: target)
    }

    /// Removes a link and the folders that are empty without it; one that is not there is no error.
    package func remove(_ link: LinkPath) throws(SyscallFailure) {
        let components = link.text.split(separator: "/").map(String.init)
        guard let leaf = components.last else { return }
        do {
            try openFolder(components.dropLast(), making: false).removeLink(leaf)
        } catch {
            guard error.isAbsent else { throw error }
        }
        removeEmpty(components.dropLast())
    }

    private func openFolder(
        _ components: ArraySlice<String>, making: Bool
    ) throws(SyscallFailure) -> OwnedDescriptor {
        let devices = try OwnedDescriptor.open(devices, [.readOnly, .folder])
        var folder = try devices.openFolder("disk", making: making)
        for component in components { folder = try folder.openFolder(component, making: making) }
        return folder
    }

    private func removeEmpty(_ components: ArraySlice<String>) {
        guard let name = components.last,
            let folder = try? openFolder(components.dropLast(), making: false),
            folder.removeFolder(name)
        else { return }
        removeEmpty(components.dropLast())
    }
}
