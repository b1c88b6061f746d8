internal import Escaping

extension HTMLRenderer {
    /// Everything up to the page's body: a policy under which nothing runs and nothing is fetched, and the style.
    /// - Parameters:
    ///   - subject: our own words.
    ///   - style: what the page needs beside the style of all, in lines that end.
    static func head(_ subject: String, style: String = "") -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <title>Falconer: \(Escaping.html(subject))</title>
        <style>
        :root { --ink: #1b1f24; --faint: #59636e; --paper: #ffffff; --ground: #f4f5f7; --line: #d5d9de; --code: #eef0f3;
          --critical: #b42318; --high: #c4320a; --medium: #93610a; --low: #1f5fbf; --none: #59636e; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --faint: #9aa4ae; --paper: #1a1d21; --ground: #101214;
          --line: #343a40; --code: #262a2f; --critical: #ff7b6b; --high: #ff9b66; --medium: #e2b04a; --low: #7fb0ff; --none: #9aa4ae; } }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
        main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
        h1 { font-size: 1.6rem; margin: 0 0 .5rem } h2 { font-size: 1.2rem; margin: 0 0 .3rem; line-height: 1.35 }
        h3 { font-size: 1rem; margin: 1rem 0 .2rem }
        article { background: var(--paper); border: 1px solid var(--line); border-left: .4rem solid var(--none); border-radius: .4rem;
          padding: 1rem 1.2rem; margin: 1.2rem 0 }
        article.critical { border-left-color: var(--critical) } article.high { border-left-color: var(--high) }
        article.medium { border-left-color: var(--medium) } article.low { border-left-color: var(--low) }
        .badge { display: inline-block; font-size: .75rem; font-weight: 700; text-transform: uppercase; letter-spacing: .04em;
          border: 1px solid currentColor; border-radius: .25rem; padding: 0 .4rem; vertical-align: .1em }
        .badge.critical { color: var(--critical) } .badge.high { color: var(--high) } .badge.medium { color: var(--medium) }
        .badge.low { color: var(--low) } .badge.none { color: var(--none) }
        .facts, .context td, i { color: var(--faint) } .facts { font-size: .9rem; margin: .1rem 0 }
        .lead { margin: .6rem 0 }
        code, pre { font: .86em/1.5 ui-monospace, monospace } code { background: var(--code); border-radius: .2rem; padding: 0 .25rem;
          overflow-wrap: anywhere }
        pre { background: var(--code); border-radius: .3rem; padding: .6rem .8rem; overflow-x: auto; margin: .3rem 0 .8rem }
        pre.shell { white-space: pre-wrap; overflow-wrap: anywhere } pre em { color: var(--high); font-style: normal }
        section { border-top: 1px solid var(--line); margin-top: .7rem; padding-top: .5rem }
        summary { font-weight: 650; cursor: pointer; margin-bottom: .3rem }
        table { border-collapse: collapse; width: 100%; font-size: .92rem } th { text-align: left; color: var(--faint); font-weight: 600 }
        th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
        .time { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--faint) } .number { text-align: right; padding-right: 1rem }
        .chain { list-style: none; padding: 0; margin: 0 } .chain li { display: flex; flex-wrap: wrap; gap: .2rem .8rem; padding: .15rem 0 }
        dl { margin: 0 } dt { font-weight: 600; margin-top: .4rem } dd { margin: 0 0 0 1rem; overflow-wrap: anywhere }
        ul, ol { margin: .2rem 0; padding-left: 1.3rem } li { margin: .15rem 0 } .links { font-size: .85rem; color: var(--faint) }
        .disruptive { color: var(--high); font-size: .85rem; font-weight: 600 } a { color: var(--low) }
        .contents { background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; margin-top: 1rem }
        .contents td, .contents th { padding-left: .8rem }
        \(style)@media print { body { background: none } article { break-inside: avoid-page; border-color: #999 } }
        </style>
        </head>
        <body>

        """
    }
}
