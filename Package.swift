// swift-tools-version: 6.2
import PackageDescription

// Every target compiles in the Swift 6 language mode. `FALCONER_STRICT=1` (set by Scripts/test and CI) turns
// warnings into errors; a plain checkout never fails on a newer compiler's new warning.
let strict = Context.environment["FALCONER_STRICT"] != nil

let swift: [SwiftSetting] =
    [
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

// What runs once or for a person need not be fast; small is better. None of these is part of a library product.
let small = swift + [.unsafeFlags(["-Osize"], .when(configuration: .release))]

let c: [CSetting] = strict ? [.treatAllWarnings(as: .error)] : []
let cxx: [CXXSetting] = strict ? [.treatAllWarnings(as: .error)] : []

let package = Package(
    name: "falconer",
    products: [
        .executable(name: "falconer", targets: ["falconer"]),
        .library(name: "FalcoAlerts", targets: ["FalcoAlerts"]),
        .library(name: "FalcoRPC", targets: ["FalcoRPC"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // Floor 0: C. System libraries, each behind a module map of its own.
        .systemLibrary(name: "CNGHTTP2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        // Linux calls that Swift's Glibc module leaves out.
        .systemLibrary(name: "CLinux"),
        // The alert block; protobuf bytes and JSON into it, protobuf bytes out of it. Nothing of protobuf-c or
        // simdjson shows in its header.
        .target(
            name: "CFalco",
            cSettings: c + [.headerSearchPath("generated")], cxxSettings: cxx,
            linkerSettings: [
                .linkedLibrary("protobuf-c"), .linkedLibrary("crypto"), .linkedLibrary("simdjson"),
            ]),
        // An HTTP server: libmicrohttpd, loaded when it is first needed.
        .target(name: "CMicroHTTPD", cSettings: c),
        // An HTTP client: libcurl, loaded when it is first needed.
        .target(name: "CCurl", cSettings: c),
        // Files carried inside the binary: playbooks, catalogues, the demo recording.
        .target(name: "CEmbedded", exclude: ["data"], cSettings: c),

        // Floor 1: values. Alerts and batches of them; text that keeps our words and an alert's values apart.
        .target(name: "FalcoAlerts", dependencies: ["CFalco"], swiftSettings: swift),
        .target(name: "Escaping", swiftSettings: swift),
        // gzip and zstd, in pieces and in bounded memory.
        .target(name: "Compression", dependencies: ["CZlib", "CZstd"], swiftSettings: swift),
        // The plain part of YAML, with the place of each value.
        .target(name: "YAML", dependencies: ["CLibYAML"], swiftSettings: swift),

        // Floor 2: a connection that knows no gRPC; the facts that reports are made from.
        .target(name: "HTTP2", dependencies: ["CLinux", "CNGHTTP2", "COpenSSL"], swiftSettings: swift),
        .target(
            name: "Knowledge", dependencies: ["CEmbedded", "CLibYAML", "Escaping", "YAML"],
            swiftSettings: small),
        // Alerts as they came, in a file: its format, read and written.
        .target(name: "Recordings", dependencies: ["Compression", "FalcoAlerts"], swiftSettings: swift),
        // Falco's own language: conditions and rules files, read as Falco reads them.
        .target(name: "FalcoRules", dependencies: ["YAML"], swiftSettings: small),

        // Floor 3: Falco's gRPC API, client and server; the stages that turn alerts into reports and summaries.
        .target(name: "FalcoRPC", dependencies: ["FalcoAlerts", "HTTP2"], swiftSettings: swift),
        .target(
            name: "Analysis", dependencies: ["Escaping", "FalcoAlerts", "FalcoRules", "Knowledge"],
            swiftSettings: swift),
        // What is wrong with a host's Falco: its configuration, its files, and checks over what was found.
        .target(name: "Doctor", dependencies: ["Escaping", "FalcoAlerts", "YAML"], swiftSettings: small),

        // Floor 4: alerts that belong together, as incidents; what is usual, and what is new.
        .target(
            name: "Incidents", dependencies: ["Analysis", "Escaping", "FalcoAlerts", "Knowledge"],
            swiftSettings: swift),

        // Floor 5: renderers (pure) and sinks (which write).
        .target(
            name: "Outputs",
            dependencies: [
                "Analysis", "Compression", "Doctor", "Escaping", "FalcoAlerts", "Incidents", "Knowledge",
                "Recordings",
            ],
            exclude: ["Schemas"], swiftSettings: swift),

        // Floor 4: where alerts come from, all alike: the subscription, files and pipes, HTTP.
        .target(
            name: "Inputs",
            dependencies: [
                "CLinux", "CMicroHTTPD", "CZlib", "Compression", "FalcoAlerts", "FalcoRPC", "HTTP2",
                "Recordings",
            ],
            swiftSettings: swift),

        // Floor 4: alerts on their way to other programs: a spool on disk, and posts until they are taken.
        .target(
            name: "Forwarding", dependencies: ["CCurl", "CZlib", "Escaping", "HTTP2"], swiftSettings: swift),

        // Floor 6: a validated plan, run: subscription, stages, sinks, shutdown; the demo.
        .target(
            name: "Agent",
            dependencies: [
                "Analysis", "CEmbedded", "CMicroHTTPD", "Compression", "Doctor", "Escaping", "FalcoAlerts",
                "FalcoRPC", "FalcoRules", "Forwarding", "HTTP2", "Incidents", "Inputs", "Knowledge",
                "Outputs", "Recordings",
            ],
            swiftSettings: small),

        // Floor 7: commands, flags, exit codes.
        .executableTarget(
            name: "falconer",
            dependencies: [
                "Agent", "Analysis", "Doctor", "Escaping", "FalcoAlerts", "FalcoRPC", "FalcoRules",
                "Forwarding",
                "HTTP2", "Inputs", "Knowledge", "Outputs",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: small),

        // Tests mirror the sources. TestSupport finds fixtures and runs peers, tools and the built binary.
        .target(
            name: "TestSupport", dependencies: ["FalcoAlerts"], path: "Tests/TestSupport",
            swiftSettings: swift),
        .testTarget(name: "TestSupportTests", dependencies: ["FalcoAlerts", "TestSupport"]),
        .testTarget(name: "FalcoAlertsTests", dependencies: ["CFalco", "FalcoAlerts", "TestSupport"]),
        .testTarget(name: "EscapingTests", dependencies: ["Escaping", "TestSupport"]),
        .testTarget(name: "CompressionTests", dependencies: ["Compression", "TestSupport"]),
        .testTarget(name: "RecordingsTests", dependencies: ["FalcoAlerts", "Recordings", "TestSupport"]),
        .testTarget(name: "HTTP2Tests", dependencies: ["HTTP2", "TestSupport"]),
        .testTarget(name: "YAMLTests", dependencies: ["YAML"]),
        .testTarget(name: "FalcoRulesTests", dependencies: ["FalcoRules", "Knowledge", "TestSupport"]),
        .testTarget(name: "KnowledgeTests", dependencies: ["Escaping", "Knowledge", "TestSupport"]),
        .testTarget(
            name: "FalcoRPCTests", dependencies: ["FalcoAlerts", "FalcoRPC", "HTTP2", "TestSupport"]),
        .testTarget(
            name: "AnalysisTests",
            dependencies: ["Analysis", "Escaping", "FalcoAlerts", "FalcoRules", "Knowledge", "TestSupport"]),
        .testTarget(
            name: "IncidentsTests",
            dependencies: ["Escaping", "FalcoAlerts", "Incidents", "Knowledge", "TestSupport"]),
        .testTarget(
            name: "DoctorTests", dependencies: ["Doctor", "Escaping", "FalcoAlerts", "TestSupport", "YAML"]),
        .testTarget(
            name: "OutputsTests",
            dependencies: [
                "Analysis", "Doctor", "Escaping", "FalcoAlerts", "FalcoRules", "Incidents", "Knowledge",
                "Outputs", "Recordings", "TestSupport", "YAML",
            ]),
        .testTarget(
            name: "InputsTests",
            dependencies: ["Compression", "FalcoAlerts", "Inputs", "Recordings", "TestSupport"]),
        .testTarget(name: "ForwardingTests", dependencies: ["Forwarding", "TestSupport"]),
        .testTarget(
            name: "AgentTests",
            dependencies: [
                "Agent", "Analysis", "Doctor", "FalcoAlerts", "FalcoRPC", "Inputs", "Outputs", "TestSupport",
            ]),
        .testTarget(name: "FalconerTests", dependencies: ["FalcoAlerts", "TestSupport", "falconer"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .gnu17,
    cxxLanguageStandard: .gnucxx17
)

// `FALCONER_TESTS=HTTP2,Inputs` leaves the tests of these targets and what they need, and nothing else: a build that is
// done only to test a part, such as those under the sanitizers, takes a part of the time.
if let wanted = Context.environment["FALCONER_TESTS"], !wanted.isEmpty {
    let targets = Dictionary(uniqueKeysWithValues: package.targets.map { ($0.name, $0) })
    var needed = Set<String>()
    var open = wanted.split(separator: ",").map { "\($0)Tests" }
    while let name = open.popLast() {
        guard let target = targets[name] else { preconditionFailure("FALCONER_TESTS: no \(name)") }
        guard needed.insert(name).inserted else { continue }
        for case .byNameItem(let name, _) in target.dependencies { open.append(name) }
    }
    package.targets.removeAll { !needed.contains($0.name) }
    package.products.removeAll { !needed.contains($0.name) }
    if !needed.contains("falconer") { package.dependencies = [] }
}
