// SPDX-License-Identifier: MIT

import Glibc
import Synchronization

/// What threads of a test found wrong.
final class Results: Sendable {
    private let found = Mutex<[String?]>([])

    func add(_ problem: String?) { found.withLock { $0.append(problem) } }
    var problems: [String] { found.withLock { $0.compactMap { $0 } } }
    var count: Int { found.withLock { $0.count } }
}

/// Runs a body on as many threads, and waits for all of them.
func inParallel(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    var threads: [pthread_t] = []
    for index in 0..<count {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Work { body(index) })
        pthread_create(
            &thread, nil,
            { pointer in
                if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
                return nil
            }, box.toOpaque())
        threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
}

private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Something that is owned until another thread lets go of it.
final class Held<Value: ~Copyable & Sendable>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: consuming Value) { self.value = Mutex(consume value) }
    func release() { value.withLock { $0 = nil } }
}
