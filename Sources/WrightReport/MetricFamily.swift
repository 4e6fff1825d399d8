// SPDX-License-Identifier: MIT

/// A family of metrics: what it is called and tells, and its samples, in the text of OpenMetrics 1.0.
///
/// Only what the older text format of Prometheus takes as well is written: no `info` and no `stateset`, and nothing before
/// a sample but lines that the older parsers pass over.
struct MetricFamily: Sendable {
    enum Kind: String, Sendable { case gauge, counter, histogram }

    /// Ends in the unit, where there is one, and never in `_total`.
    let name: String
    let kind: Kind
    var unit: String?
    /// One sentence.
    let help: String

    /// A counter's samples have another name than their family.
    var sampleName: String { kind == .counter ? name + "_total" : name }

    /// The lines of the family; none where it has no samples.
    func lines(_ samples: [MetricSample]) -> [String] {
        guard !samples.isEmpty else { return [] }
        let unit = unit.map { ["# UNIT \(name) \($0)"] } ?? []
        return ["# HELP \(name) \(MetricFamily.escaped(help))", "# TYPE \(name) \(kind.rawValue)"] + unit
            + samples.map { $0.line(sampleName) }
    }

    /// A backslash, a line feed or a quotation mark would end what it stands in.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n", "\r\n": result += "\\n"
            default: result.append(character)
            }
        }
    }
}

/// One number of a family.
struct MetricSample: Sendable {
    /// What stands behind the family's name: `_bucket`.
    var suffix = ""
    var labels: [(name: String, value: String)] = []
    let value: String

    init(_ value: String, suffix: String = "", _ labels: (name: String, value: String)...) {
        self.value = value
        self.suffix = suffix
        self.labels = labels
    }

    init(_ value: Int, suffix: String = "", _ labels: (name: String, value: String)...) {
        self.value = String(value)
        self.suffix = suffix
        self.labels = labels
    }

    /// A number of milliseconds in seconds.
    static func seconds(_ milliseconds: Int64) -> String {
        let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let digits = String(rest.magnitude)
        return "\(whole)." + String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }

    func line(_ name: String) -> String {
        let labels = labels.map { "\($0.name)=\"\(MetricFamily.escaped($0.value))\"" }
        return name + suffix + (labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}") + " " + value
    }
}
