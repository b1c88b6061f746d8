internal import CLibYAML

extension KnowledgeBase {
    /// The version of libyaml at run time.
    package static var libyamlVersion: String { String(cString: yaml_get_version_string()) }
}
