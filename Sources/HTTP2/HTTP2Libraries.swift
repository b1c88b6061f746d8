internal import CNGHTTP2
internal import COpenSSL

/// The C libraries behind this module.
package enum HTTP2Libraries {
    /// The version of libnghttp2 at run time.
    package static var nghttp2: String { String(cString: nghttp2_version(0).pointee.version_str) }
    /// The version of OpenSSL at run time, without its name.
    package static var openSSL: String {
        let words = String(cString: OpenSSL_version(OPENSSL_VERSION)).split(separator: " ")
        return words.dropFirst().first.map(String.init) ?? ""
    }
}
