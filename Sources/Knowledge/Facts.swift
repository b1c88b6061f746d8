/// What conditions are tested against: one alert, as `Analysis` understands it.
package protocol Facts {
    func has(_ fact: Fact) -> Bool
    /// A field's value; `nil` when the alert has no such field or the field says nothing.
    func value(of field: String) -> String?
    func value(of word: DerivedWord) -> String?
}
