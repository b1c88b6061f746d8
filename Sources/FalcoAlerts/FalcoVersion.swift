internal import CFalco

/// A Falco's version, as its `falco.version.service` tells it.
public struct FalcoVersion: Sendable, Hashable {
    /// The whole version, for example `0.43.1`.
    public var version: String
    /// Its first number.
    public var major: UInt32
    /// Its second number.
    public var minor: UInt32
    /// Its third number.
    public var patch: UInt32
    /// What follows a `-`, for example `rc1`; mostly empty.
    public var prerelease: String
    /// What follows a `+`; mostly empty.
    public var build: String
    /// The rule engine's version, for example `0.58.0`; empty before Falco 0.37.
    public var engineVersion: String
    /// The first number of the rule engine's version; 0 before Falco 0.37.
    public var engineMajor: UInt32
    /// The second number of the rule engine's version.
    public var engineMinor: UInt32
    /// The third number of the rule engine's version; 0 before Falco 0.37.
    public var enginePatch: UInt32
    /// A checksum over the fields that the engine knows.
    public var engineFieldsChecksum: String

    /// A version from its numbers.
    public init(major: UInt32, minor: UInt32, patch: UInt32) {
        version = "\(major).\(minor).\(patch)"
        self.major = major
        self.minor = minor
        self.patch = patch
        prerelease = ""
        build = ""
        engineVersion = ""
        engineMajor = 0
        engineMinor = 0
        enginePatch = 0
        engineFieldsChecksum = ""
    }
}

extension FalcoVersion {
    /// Decodes a `falco.version.response` message. Text that is not UTF-8 is repaired.
    /// - Throws: `AlertError` when the message is none.
    public init(decoding message: [UInt8]) throws(AlertError) {
        var found: FalcoVersion?
        let status = withUnsafeMutablePointer(to: &found) { found in
            falco_version_decode(message, message.count, found, keepVersion)
        }
        if let error = AlertError(status) { throw error }
        guard let found else { throw AlertError(.malformed) }
        self = found
    }

    /// The version as a `falco.version.response` message.
    public func encoded() -> [UInt8] {
        // One array holds all texts, so that one pointer keeps them alive.
        var places: [(start: Int, count: Int)] = []
        var all: [UInt8] = []
        for text in [version, prerelease, build, engineFieldsChecksum, engineVersion] {
            places.append((all.count, text.utf8.count))
            all += text.utf8
        }
        return all.withUnsafeBufferPointer { all in
            func bytes(_ index: Int) -> falco_bytes {
                falco_bytes(
                    bytes: all.baseAddress.map { $0 + places[index].start }, length: places[index].count)
            }
            var message = falco_version(
                version: bytes(0), prerelease: bytes(1), build: bytes(2), engine_fields_checksum: bytes(3),
                engine_version: bytes(4), major: major, minor: minor, patch: patch, engine_major: engineMajor,
                engine_minor: engineMinor, engine_patch: enginePatch)
            let size = falco_version_encoded_size(&message)
            return [UInt8](unsafeUninitializedCapacity: max(size, 1)) { buffer, count in
                count = buffer.baseAddress.map { falco_version_encode(&message, $0) } ?? 0
            }
        }
    }

    fileprivate init(_ parts: falco_version) {
        func text(_ bytes: falco_bytes) -> String {
            String(decoding: UnsafeBufferPointer(start: bytes.bytes, count: bytes.length), as: UTF8.self)
        }
        version = text(parts.version)
        major = parts.major
        minor = parts.minor
        patch = parts.patch
        prerelease = text(parts.prerelease)
        build = text(parts.build)
        engineVersion = text(parts.engine_version)
        engineMajor = parts.engine_major
        engineMinor = parts.engine_minor
        enginePatch = parts.engine_patch
        engineFieldsChecksum = text(parts.engine_fields_checksum)
    }
}

private func keepVersion(_ found: UnsafeMutableRawPointer?, _ parts: UnsafePointer<falco_version>?) {
    guard let found, let parts else { return }
    found.assumingMemoryBound(to: FalcoVersion?.self).pointee = FalcoVersion(parts.pointee)
}
