internal import HTTP2

/// The C libraries behind this module.
package enum FalcoRPCLibraries {
    /// The version of libnghttp2 at run time.
    package static var nghttp2: String { HTTP2Libraries.nghttp2 }
    /// The version of OpenSSL at run time.
    package static var openSSL: String { HTTP2Libraries.openSSL }
}
