internal import CFalco

/// The C libraries behind this module.
package enum FalcoAlertsLibraries {
    /// The version of libprotobuf-c at run time.
    package static var protobufC: String { String(cString: falco_protobuf_c_version()) }

    /// The version of simdjson that it was compiled with.
    package static var simdjson: String {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 3) { parts in
            parts.initialize(repeating: 0)
            falco_simdjson_version(parts.baseAddress)
            return "\(parts[0]).\(parts[1]).\(parts[2])"
        }
    }
}
