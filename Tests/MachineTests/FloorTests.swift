// SPDX-License-Identifier: MIT

import Testing

/// The benchmark's floor does the same work: what it makes is what loopwright would have made.
@Suite(.serialized, .enabled(if: Machine.isRoot && Machine.hasLoops, "needs root and loop devices"))
struct FloorTests {
    @Test(arguments: [4, 200]) func itsStoresAreConverged(_ partitions: Int) throws {
        let sandbox = try Sandbox()
        let floor = sandbox.path("floor")
        try must("cc", "-std=gnu17", "-O2", "-o", floor, "Tests/bench/floor.c")
        let layout = (1...partitions).map { "{name: p\($0), size: 1MiB}" }.joined(separator: ", ")
        let stores = (1...2).map { number in
            "  %-\(number): {file: @/%-\(number).img, size: \(partitions + 2)MiB, partitions: [\(layout)]}\n"
        }
        try sandbox.manifest("stores:\n" + stores.joined())
        let shape = [sandbox.folder, sandbox.prefix, "2", "\(partitions)"]

        try must(["env", "RECORDS=yes", floor, "make"] + shape)
        try must([floor, "check"] + shape)
        let applied = try sandbox.loopwright("apply")
        #expect(applied.status == 0, "\(applied.words)")
        #expect(applied.output.contains("2 stores: 2 converged"), "\(applied.words)")
        for image in ["1", "2"] { try must("sgdisk", "--verify", sandbox.path("\(sandbox.prefix)-\(image).img")) }

        try must(["env", "RECORDS=yes", floor, "detach"] + shape)
        // It does not wait for whoever else has a loop open, udevd above all.
        #expect(eventually { sandbox.loops().isEmpty })
        #expect(try run([floor, "check"] + shape).status == 2)
    }
}
