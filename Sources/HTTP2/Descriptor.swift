internal import Glibc

/// A file descriptor, closed when its owner goes away.
package struct Descriptor: ~Copyable {
    /// For system calls; never to be closed by others.
    package let number: Int32

    /// Takes over an open descriptor.
    package init(owning number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }
}
