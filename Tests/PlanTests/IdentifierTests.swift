// SPDX-License-Identifier: MIT

import Testing
import WrightModel
import WrightPlan

@Suite struct IdentifierTests {
    /// The vectors of FIPS 180-4 and NIST's SHA256ShortMsg and SHA256LongMsg examples.
    static let vectors: [(message: [UInt8], digest: String)] = [
        ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            Array(
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"
                    .utf8),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        ([0xbd], "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"),
        ([UInt8](repeating: 0, count: 55), "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"),
        ([UInt8](repeating: 0, count: 56), "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"),
        ([UInt8](repeating: 0, count: 64), "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"),
        (
            [UInt8](repeating: 0x61, count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test(arguments: vectors.indices) func sha256(_ index: Int) {
        let (message, digest) = IdentifierTests.vectors[index]
        #expect(SHA256.digest(of: message).map(hexadecimal).joined() == digest)
    }

    /// What has been hashed of a message may be copied, and each copy goes on by itself.
    @Test(arguments: [0, 1, 55, 56, 63, 64, 65, 128, 300]) func aMessageMayComeInPieces(_ place: Int) {
        let message = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
        var beginning = SHA256()
        beginning.update(message[..<place])
        var whole = beginning
        whole.update(message[place...])
        #expect(whole.digest() == SHA256.digest(of: message))
        #expect(beginning.digest() == SHA256.digest(of: Array(message[..<place])))
    }

    static let derivation = IdentifierDerivation(
        root: "8d3e1f0c9b7a46528e4d5c6b7a890123", store: storeName("appliance"))

    /// A release that gives other identifiers than these would give every disk that is rebuilt new ones.
    @Test func derivedIdentifiersNeverChange() {
        #expect(IdentifierTests.derivation.disk.description == "66455620-4c99-828b-862e-5b50ae960905")
        #expect(
            IdentifierTests.derivation.partition(partitionName("root")).description
                == "1495a778-6def-8412-889a-5300426dd1ed")
        #expect(eightDigits(IdentifierTests.derivation.diskSignature) == "66455620")
    }

    @Test func everyPartOfTheNameCounts() {
        let others = [
            IdentifierDerivation(root: "other", store: storeName("appliance")),
            IdentifierDerivation(root: "8d3e1f0c9b7a46528e4d5c6b7a890123", store: storeName("b")),
            IdentifierDerivation(root: "8d3e1f0c9b7a46528e4d5c6b7a890123appliance", store: storeName("a")),
        ]
        var seen: Set<GUID> = [
            IdentifierTests.derivation.disk, IdentifierTests.derivation.partition(partitionName("x")),
        ]
        for derivation in others { #expect(seen.insert(derivation.disk).inserted) }
        #expect(seen.insert(IdentifierTests.derivation.partition(partitionName("y"))).inserted)
    }

    @Test func versionAndVariantAreThoseOfACustomUUID() {
        for index in 0..<200 {
            let bytes = IdentifierTests.derivation.partition(partitionName("p\(index)")).bytes
            #expect(bytes[6] >> 4 == 8)
            #expect(bytes[8] >> 6 == 0b10)
        }
    }

    @Test func aSeedGoesBeforeTheMachine() {
        let seeded = store { $0.seed = "s" }
        #expect(
            IdentifierDerivation(for: seeded, on: machine) == IdentifierDerivation(root: "s", store: seeded.name))
        #expect(
            IdentifierDerivation(for: store(), on: machine)
                == machine.machineIdentifier.map { IdentifierDerivation(root: $0, store: store().name) })
        #expect(IdentifierDerivation(for: store(), on: Host(machineIdentifier: nil, linkKeeper: .udev)) == nil)
    }
}
