import Foundation
import TestSupport
import Testing

@testable import Escaping

@Suite struct EscapingHTMLTests {
    @Test func textAndAttributesCannotBreakOut() {
        for value in HostileValues.strings + HostileValues.random(count: 2000) {
            let text = Escaping.html(value)
            #expect(!text.contains { "<>\"'`".contains($0) })
            let ampersands = text.utf8.count { $0 == UInt8(ascii: "&") }
            #expect(
                text.matches(of: /&(amp|lt|gt|quot|#39|#96);/.matchingSemantics(.unicodeScalar)).count
                    == ampersands)
        }
    }

    @Test func theTextStaysTheSame() {
        #expect(Escaping.html("<b a='\"'>&`") == "&lt;b a=&#39;&quot;&#39;&gt;&amp;&#96;")
        let prose: Prose = "a < `b` \(value: "<i>")"
        #expect(Escaping.html(prose) == "a &lt; <code>b</code> <code>&lt;i&gt;</code>")
    }
}
