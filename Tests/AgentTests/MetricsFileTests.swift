// SPDX-License-Identifier: MIT

import Glibc
import Testing
import WrightAgent
import WrightModel

/// How often the file for metrics is written: what comes after each event of one store must not cost what all stores do.
@Suite struct MetricsFileTests {
    private let view = AgentView(process: 7, isReady: true, passes: 1)

    @Test func itRestsAfterADearWritingAndCatchesUp() throws {
        var template = Array("/tmp/loopwright-metrics-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        let path = folder + "/l.prom"
        defer {
            unlink(path)
            rmdir(folder)
        }
        // A hundred times 5 ms at least.
        var file = MetricsFile { view, _ in
            usleep(5000)
            return "# HELP loopwright_\(view.passes)\n"
        }
        let isNew = !file.postpones(path)
        let notice = file.write(view, to: path)
        #expect(isNew && notice == nil)
        let begin = ContinuousClock.now
        let rests = file.postpones(path)
        let due = try #require(file.due)
        #expect(rests && begin.duration(to: due) > .milliseconds(400))
        let isAnother = !file.postpones(folder + "/other.prom")
        #expect(isAnother && file.due == nil)
        let isLast = !file.postpones(nil)
        #expect(isLast && file.due == nil)
        let restsStill = file.postpones(path)
        #expect(restsStill && file.due == due)
        while ContinuousClock.now < due { usleep(10_000) }
        let isRested = !file.postpones(path)
        #expect(isRested && file.due == nil)
    }
}
