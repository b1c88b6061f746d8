/// gRPC's own question after a server's health, as load balancers and orchestrators ask it.
enum HealthCheck {
    static let path = "/grpc.health.v1.Health/Check"
    private static let services = ["", "falco.outputs.service", "falco.version.service"]

    /// Answers a `grpc.health.v1.HealthCheckRequest`.
    static func answer(_ request: [UInt8], isServing: Bool) -> Result<[UInt8], Status> {
        guard let service = service(request) else {
            return .failure(Status(code: 13, message: "not a health check request"))
        }
        guard services.contains(service) else {
            return .failure(Status(code: 5, message: "this server has no such service"))
        }
        // Field 1, the status: 1 SERVING, 2 NOT_SERVING.
        return .success([0x08, isServing ? 1 : 2])
    }

    /// The name in field 1, a string shorter than 128 bytes; `nil` when the message is another.
    private static func service(_ request: [UInt8]) -> String? {
        if request.isEmpty { return "" }
        guard request.count >= 2, request[0] == 0x0A, request[1] < 0x80, request.count == 2 + Int(request[1])
        else { return nil }
        return String(decoding: request[2...], as: UTF8.self)
    }
}
