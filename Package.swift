// swift-tools-version: 6.0
// SPDX-License-Identifier: MIT

import PackageDescription

// Every room is built in the Swift 6 language mode, spells out `any`, and names the module that each
// member it uses comes from; a warning is an error.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .unsafeFlags(["-warnings-as-errors"]),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: house)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: house)
}

let package = Package(
    name: "loopwright",
    products: [.executable(name: "loopwright", targets: ["loopwright"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
    ],
    targets: [
        // The foundations: C only.
        .target(name: "CLinux"),
        .systemLibrary(name: "CFdisk", pkgConfig: "fdisk", providers: [.apt(["libfdisk-dev"])]),
        .systemLibrary(name: "CBlkid", pkgConfig: "blkid", providers: [.apt(["libblkid-dev"])]),
        .systemLibrary(name: "CUdev", pkgConfig: "libudev", providers: [.apt(["libudev-dev"])]),
        .systemLibrary(name: "CYaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        // The pure rooms: values in, values out.
        room("WrightModel"),
        room("WrightText", ["WrightModel"]),
        room("WrightTable", ["WrightModel"]),
        room("WrightManifest", ["WrightModel", "WrightText", "CYaml"]),
        room("WrightPlan", ["WrightModel", "WrightText"]),
        room("WrightReport", ["WrightModel", "WrightText", "WrightPlan"]),
        room("WrightImport", ["WrightModel", "WrightText", "WrightManifest"]),

        // The workshop: everything that touches the machine.
        room("WrightKernel", ["WrightModel", "CLinux"]),
        room("WrightFdisk", ["WrightModel", "WrightTable", "WrightKernel", "CFdisk", "CBlkid"]),
        room("WrightUdev", ["WrightModel", "WrightKernel", "CUdev"]),
        room("WrightObserve", ["WrightModel", "WrightTable", "WrightKernel", "WrightFdisk", "WrightUdev"]),
        room(
            "WrightApply",
            ["WrightModel", "WrightTable", "WrightPlan", "WrightObserve", "WrightKernel", "WrightFdisk", "WrightUdev"]),
        room(
            "WrightAgent",
            ["WrightModel", "WrightText", "WrightObserve", "WrightApply", "WrightKernel", "WrightUdev"]),

        // The front door: the commands. Only this room prints and exits.
        .executableTarget(
            name: "loopwright",
            dependencies: [
                "WrightModel", "WrightText", "WrightManifest", "WrightPlan", "WrightReport", "WrightImport",
                "WrightTable",
                "WrightKernel", "WrightFdisk", "WrightUdev", "WrightObserve", "WrightApply", "WrightAgent",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: house
        ),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: house),
        tests("ModelTests", ["WrightModel"]),
        tests("TextTests", ["WrightModel", "WrightText", "TestSupport"]),
        tests("TableTests", ["WrightModel", "WrightTable", "TestSupport"]),
        tests("ManifestTests", ["WrightModel", "WrightText", "WrightManifest", "TestSupport"]),
        tests("PlanTests", ["WrightModel", "WrightText", "WrightPlan", "WrightReport", "TestSupport"]),
        tests("ReportTests", ["WrightModel", "WrightText", "WrightPlan", "WrightReport", "TestSupport"]),
        tests(
            "StoryTests",
            ["WrightModel", "WrightText", "WrightTable", "WrightManifest", "WrightPlan", "WrightReport", "TestSupport"]),
        tests("ExampleTests", ["TestSupport"]),
        tests("ManualTests", ["WrightModel", "WrightText", "WrightManifest", "WrightAgent", "TestSupport"]),
        tests("AgentTests", ["WrightModel", "WrightAgent", "TestSupport"]),
        tests("ImportTests", ["WrightModel", "WrightManifest", "WrightImport", "TestSupport"]),
        tests("ArchitectureTests", ["TestSupport"]),
        tests("MachineTests", ["TestSupport"]),
        tests("KernelTests", ["WrightModel", "WrightKernel"]),
        tests("FdiskTests", ["WrightModel", "WrightTable", "WrightKernel", "WrightFdisk", "TestSupport"]),
        tests("ApplyTests", ["WrightModel", "WrightTable", "WrightKernel", "WrightObserve", "WrightApply"]),
        tests(
            "SafetyTests",
            [
                "WrightModel", "WrightTable", "WrightManifest", "WrightPlan", "WrightKernel", "WrightFdisk",
                "WrightObserve", "WrightApply", "TestSupport",
            ]),
        tests("UdevTests", ["WrightModel", "WrightKernel", "WrightUdev"]),
    ]
)
