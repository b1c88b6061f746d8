/// What speaks besides the links themselves, for or against taking them at their weight.
struct Circumstances {
    /// How the alert fits the incident's pace.
    var pace = 0.0
    /// Whether both look like attacks, or the alert does not.
    var kinship = 0.0
    /// What came before the incident, or keeps coming.
    var history = 0.0
    /// Both tell process numbers that have nothing in common.
    var numbers = 0.0

    var sum: Double { pace + kinship + history + numbers }
}
