// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightKernel
import WrightModel
import WrightUdev

@Suite struct DirectLinksTests {
    private let folder: Folder
    private let links: DirectLinks
    private let inspection: LinkInspection
    private let store: StoreName
    private let link: LinkPath

    init() throws {
        folder = try Folder()
        links = DirectLinks(devices: folder.path)
        inspection = LinkInspection(devices: folder.path)
        store = try #require(StoreName("appliance"))
        link = .partition(3, of: store)
    }

    private func target(_ link: LinkPath) -> String? { Tree.linkTarget(folder.path + "/disk/" + link.text) }

    @Test func looksLikeUdevsOwn() throws {
        try links.publish(link, leadingTo: "loop3p3")
        #expect(target(link) == "../../../loop3p3")
        #expect(FileStatus.at(folder.path + "/disk/by-loopwright")?.permissions == 0o755)
        try links.publish(link, leadingTo: "loop4p3")
        #expect(target(link) == "../../../loop4p3")
        #expect(Tree.names(in: folder.path + "/disk/by-loopwright/appliance") == ["part3"])
    }

    @Test func takesItsEmptyFoldersAlong() throws {
        let other = LinkPath.disk(of: store)
        try links.publish(link, leadingTo: "loop3p3")
        try links.publish(other, leadingTo: "loop3")
        try links.remove(link)
        #expect(target(other) == "../../../loop3")
        try links.remove(other)
        #expect(Tree.names(in: folder.path + "/disk") == [])
        try links.remove(other)
    }

    @Test func replacesNothingButLinks() throws {
        try links.publish(link, leadingTo: "loop3p3")
        let path = folder.path + "/disk/by-loopwright/appliance/part3"
        unlink(path)
        let file = try OwnedDescriptor.open(path, [.writeOnly, .create])
        try file.write(Array("precious".utf8), at: 0)
        let published = #expect(throws: SyscallFailure.self) { try links.publish(link, leadingTo: "loop3p3") }
        #expect(published?.isTaken == true)
        let removed = #expect(throws: SyscallFailure.self) { try links.remove(link) }
        #expect(removed?.description.contains("a regular file has its name") == true)
        #expect(Tree.text(path) == "precious")
        #expect(inspection.target(of: link) == .foreign)
        #expect(Tree.names(in: folder.path + "/disk/by-loopwright/appliance") == ["part3"])
    }

    @Test func neverLeavesTheFolder() throws {
        mkdir(folder.path + "/disk", 0o755)
        mkdir(folder.path + "/outside", 0o755)
        symlink("../outside", folder.path + "/disk/by-loopwright")
        #expect(throws: SyscallFailure.self) { try links.publish(link, leadingTo: "loop3p3") }
        #expect(Tree.names(in: folder.path + "/outside") == [])
    }

    @Test func saysWhereLinksLead() throws {
        #expect(inspection.target(of: link) == nil)
        #expect(inspection.links(in: store) == [:])
        try links.publish(link, leadingTo: "loop3p3")
        try links.publish(.disk(of: store), leadingTo: "null")
        symlink("/dev/null", folder.path + "/null")
        #expect(inspection.links(in: store) == [link: .dangling, .disk(of: store): .elsewhere])
        #expect(inspection.stores() == [store])
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func saysWhichDeviceALinkLeadsTo() throws {
        // A node of a driver that does not exist: nobody opens it, and none can be opened by it.
        mknod(folder.path + "/loop3p3", S_IFBLK | 0o600, dev_t(DeviceNumber(major: 511, minor: 77).raw))
        try links.publish(link, leadingTo: "loop3p3")
        #expect(inspection.target(of: link) == .device(DeviceNumber(major: 511, minor: 77)))
    }
}
