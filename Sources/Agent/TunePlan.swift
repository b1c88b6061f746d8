package import Analysis
package import FalcoRules
internal import Glibc
package import Knowledge
package import Outputs

/// Everything that a run of `tune` needs to know, validated.
package struct TunePlan: Sendable {
    /// What is shown.
    package enum Form: String, Sendable, CaseIterable {
        case report, markdown, json, html
        /// The file for Falco alone.
        case yaml
        /// For each alert the proposal that would hide it.
        case hidden
    }

    package var input: InputPlan
    package var filter: AlertFilter
    package var form: Form
    package var options = TuningStudy.Options()
    package var colors: ColorDepth = .none
    package var width = 100
    /// The site's own rules files, put together.
    package var rules: RuleCollection?
    /// Where the file for Falco goes.
    package var write: String?
    /// Whether a file that is there may be replaced.
    package var mayReplace = false
    /// The quarantine file's path.
    package var quarantine: String?
    package var mustQuarantine = false
    package var knowledge = KnowledgeBase()

    package init(input: InputPlan, filter: AlertFilter, form: Form) {
        self.input = input
        self.filter = filter
        self.form = form
    }

    /// Whether the input can be read a second time.
    package var isRereadable: Bool {
        input.places.allSatisfy { place in
            guard case .files(let files) = place else { return false }
            return files.allSatisfy { file in
                var status = stat()
                return file != "-" && stat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            }
        }
    }
}
