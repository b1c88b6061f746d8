/// What kind of thing a clue is, so that a pid and a session of the same number are told apart.
enum ClueKind: UInt64 {
    case process = 1, child, session, terminal, remoteLogin, principal
    case alert, step, command, commandLine, parentCommandLine, pair, name
    case runs, writes, mentions
    case container, anyInContainer, started, begun, escape, runtime, peer, login

    @inline(__always)
    func key(_ a: UInt64, _ b: UInt64) -> UInt64 {
        KeyedHash.join(KeyedHash.join(rawValue, a), b)
    }

    @inline(__always)
    func key(_ host: UInt64, _ container: UInt32, _ terminal: UInt64) -> UInt64 {
        key(KeyedHash.join(host, UInt64(container)), terminal)
    }
}
