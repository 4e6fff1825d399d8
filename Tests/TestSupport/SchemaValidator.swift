// SPDX-License-Identifier: MIT

/// Python's jsonschema, which knows nothing of this project, on documents that PyYAML reads.
package enum SchemaValidator {
    package static var isThere: Bool { Python.has("yaml", "jsonschema") }
    package static let need = "needs python3 with yaml and jsonschema"

    package enum Verdict: Equatable {
        case valid
        /// What the validator says first.
        case invalid(String)
        /// The text is no YAML, or not of one document.
        case unreadable
    }

    /// A verdict on each document; nil where the validator fails, as for a schema that is none.
    package static func verdicts(on documents: [String], schema: String) -> [Verdict]? {
        let input = ([schema] + documents).joined(separator: "\0")
        guard let output = Python.run(script, input: input) else { return nil }
        let verdicts = output.split(separator: "\0", omittingEmptySubsequences: false).map { verdict(String($0)) }
        return verdicts.count == documents.count ? verdicts : nil
    }

    private static func verdict(_ line: String) -> Verdict {
        switch line {
        case "valid": .valid
        case "unreadable": .unreadable
        default: .invalid(line)
        }
    }

    private static let script = """
        import json, sys, yaml, jsonschema
        schema, *documents = sys.stdin.buffer.read().decode('utf-8', 'surrogatepass').split('\\0')
        schema = json.loads(schema)
        Validator = jsonschema.validators.validator_for(schema)
        Validator.check_schema(schema)
        def verdict(text):
            try: document = yaml.safe_load(text)
            except (yaml.YAMLError, ValueError): return 'unreadable'
            return next((error.message[:200] for error in Validator(schema).iter_errors(document)), 'valid')
        print('\\0'.join(verdict(text) for text in documents), end='')
        """
}
