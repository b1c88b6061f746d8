internal import CZlib
internal import CZstd

/// The C libraries behind this module.
package enum CompressionLibraries {
    /// The version of zlib at run time.
    package static var zlib: String { String(cString: zlibVersion()) }
    /// The version of libzstd at run time.
    package static var zstd: String { String(cString: ZSTD_versionString()) }
}
