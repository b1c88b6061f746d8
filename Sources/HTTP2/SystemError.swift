internal import Glibc

/// Error numbers of the operating system.
package enum SystemError {
    /// What the operating system calls it, for example `Connection refused`.
    package static func words(_ errorNumber: Int32) -> String {
        String(cString: strerror(errorNumber))
    }
}
