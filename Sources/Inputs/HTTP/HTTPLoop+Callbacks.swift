// What the library calls, on the loop's thread.

private func loop(_ context: UnsafeMutableRawPointer?) -> HTTPLoop? {
    context.map { Unmanaged<HTTPLoop>.fromOpaque($0).takeUnretainedValue() }
}

func httpOpened(_ context: UnsafeMutableRawPointer?, _ request: OpaquePointer?) -> UnsafeMutableRawPointer? {
    guard let loop = loop(context), let request else { return nil }
    let exchange = HTTPExchange(request)
    loop.add(exchange)
    return Unmanaged.passRetained(exchange).toOpaque()
}

func httpClosed(_ context: UnsafeMutableRawPointer?, _ connection: UnsafeMutableRawPointer?) {
    guard let loop = loop(context), let connection else { return }
    loop.remove(Unmanaged<HTTPExchange>.fromOpaque(connection).takeRetainedValue())
}

func httpHandle(
    _ context: UnsafeMutableRawPointer?, _ connection: UnsafeMutableRawPointer?, _ request: OpaquePointer?,
    _ method: UnsafePointer<CChar>?, _ path: UnsafePointer<CChar>?, _ data: UnsafePointer<UInt8>?,
    _ length: UnsafeMutablePointer<Int>?
) -> Bool {
    guard let loop = loop(context), let connection, let method, let path, let length else { return false }
    let exchange = Unmanaged<HTTPExchange>.fromOpaque(connection).takeUnretainedValue()
    return loop.handle(exchange, method: method, path: path, data: data, length: &length.pointee)
}

func httpCompleted(
    _ context: UnsafeMutableRawPointer?, _ connection: UnsafeMutableRawPointer?, _ answered: Bool
) {
    guard let loop = loop(context), let connection else { return }
    loop.completed(Unmanaged<HTTPExchange>.fromOpaque(connection).takeUnretainedValue(), answered: answered)
}
