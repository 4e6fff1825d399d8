// SPDX-License-Identifier: MIT

import WrightKernel
import WrightModel

/// The folders in which names are waited for, watched as far down as they are there.
///
/// Of a folder that is missing the deepest one above it that is there is watched, until its own turn comes.
struct WatchedFolders: ~Copyable {
    private let watches: FolderWatches
    private var wanted: Set<String> = []
    /// Every wanted folder and all above it: what happens to one of these changes what is to be watched.
    private var way: Set<String> = []
    private var places: [FolderWatches.Watch: String] = [:]
    private var watched: [String: FolderWatches.Watch] = [:]
    /// The folder that a path led to when it came to be watched: a mount over it, or its end, makes that another one.
    private var identities: [String: BackingIdentity] = [:]
    private var complaints: Set<SyscallFailure> = []

    private init(watches: consuming FolderWatches) { self.watches = watches }

    static func make() throws(SyscallFailure) -> WatchedFolders { WatchedFolders(watches: try FolderWatches()) }

    /// For epoll.
    var raw: Int32 { watches.raw }

    /// What has happened since it was asked for last.
    struct News {
        /// The names at which something happened, each once.
        var paths: Set<String> = []
        /// Events were lost.
        var isOverrun = false
        /// Why a folder could not be watched, each reason once.
        var failures: [SyscallFailure] = []
    }

    /// Watches these folders and no others.
    ///
    /// - Returns: the folders that are watched only now, at which something may have happened before.
    mutating func watch(_ folders: Set<String>) -> News {
        wanted = folders
        way = Set(folders.flatMap(AgentPaths.wayTo))
        return refresh()
    }

    mutating func next() throws(SyscallFailure) -> News {
        var news = News()
        var isAnotherWay = false
        while case let events = try watches.next(), !events.isEmpty {
            for event in events { isAnotherWay = take(event, &news) || isAnotherWay }
        }
        guard isAnotherWay || news.isOverrun else { return news }
        let more = refresh()
        news.paths.formUnion(more.paths)
        news.failures = more.failures
        return news
    }

    /// Whether other folders may be to be watched from here on.
    private mutating func take(_ event: FolderWatches.Event, _ news: inout News) -> Bool {
        guard let watch = event.watch else {
            news.isOverrun = true
            return true
        }
        // The rest of a watch that was given up.
        guard let folder = places[watch] else { return false }
        guard !event.isOver else {
            places[watch] = nil
            watched[folder] = nil
            // A folder that was moved away would be watched on at its new place.
            watches.remove(watch)
            news.paths.insert(folder)
            return true
        }
        let path = event.name.isEmpty ? folder : (folder == "/" ? "" : folder) + "/" + event.name
        news.paths.insert(path)
        return way.contains(path)
    }

    /// Watches what is to be watched by now.
    ///
    /// A folder that comes into being between the look and the watch is seen by the look behind the watch.
    mutating func refresh() -> News {
        var news = News()
        var refused: Set<String> = []
        for place in watched.keys where FileStatus.at(place)?.identity != identities[place] { giveUp(place) }
        while case let places = Dictionary(grouping: wanted, by: WatchedFolders.deepestFolder),
            Set(places.keys).subtracting(refused) != Set(watched.keys)
        {
            for place in watched.keys where places[place] == nil { giveUp(place) }
            for (place, folders) in places where watched[place] == nil && !refused.contains(place) {
                do throws(SyscallFailure) {
                    try add(place)
                    news.paths.formUnion(folders)
                } catch {
                    // One that is gone again is passed over at the next turn.
                    guard !error.isAbsent else { continue }
                    refused.insert(place)
                    if complaints.insert(error).inserted { news.failures.append(error) }
                }
            }
        }
        return news
    }

    private mutating func add(_ place: String) throws(SyscallFailure) {
        identities[place] = FileStatus.at(place)?.identity
        let watch = try watches.add(place)
        // Two names of one folder share a watch; the second is heard of by the full look.
        places[watch] = place
        watched[place] = watch
    }

    private mutating func giveUp(_ place: String) {
        identities[place] = nil
        guard let watch = watched.removeValue(forKey: place), places[watch] == place else { return }
        places[watch] = nil
        watches.remove(watch)
    }

    private static func deepestFolder(_ path: String) -> String {
        AgentPaths.wayTo(path).first { FileStatus.at($0)?.kind == .folder } ?? "/"
    }
}
