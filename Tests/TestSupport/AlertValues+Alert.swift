public import FalcoAlerts
internal import Foundation

extension AlertValues {
    /// These values as an alert in a batch of its own.
    public func alert() throws -> Alert {
        var builder = try AlertBatchBuilder()
        try builder.append(self)
        guard let batch = try builder.take() else { throw CocoaError(.fileReadCorruptFile) }
        return batch[0]
    }
}
