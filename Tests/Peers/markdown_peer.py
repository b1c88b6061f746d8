"""Renders Markdown with two independent parsers, to compare documents by their structure.

Reads JSON lines with a Markdown text in `markdown` from standard input; writes one JSON line for each: for each parser the
tags of the page it makes, in order, with their attributes, but without `code`, and the text between them. A line may
name the one `parser` that it is for.

The parsers are the one of GitHub (cmark-gfm, with its table, strikethrough and autolink extensions) and markdown-it,
set to do as GitHub does. Raw HTML passes through both: it must show up as tags if there is any.
"""

import json
import sys
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags = []
        self.text = []

    def handle_starttag(self, tag, attrs):
        if tag != "code":
            self.tags.append(f"<{tag} {attrs}>")

    def handle_endtag(self, tag):
        if tag != "code":
            self.tags.append(f"</{tag}>")

    def handle_comment(self, data):
        self.tags.append("<!---->")

    def handle_decl(self, decl):
        self.tags.append("<!>")

    def unknown_decl(self, data):
        self.tags.append("<![>")

    def handle_pi(self, data):
        self.tags.append("<?>")

    def handle_data(self, data):
        self.text.append(data)


def structure(html):
    page = Page()
    page.feed(html)
    page.close()
    return {"tags": page.tags, "text": "".join(page.text)}


markdown_it = MarkdownIt("gfm-like", {"html": True, "linkify": True})
parsers = {
    "cmark-gfm": lambda text: cmarkgfm.markdown_to_html_with_extensions(
        text, options=Options.CMARK_OPT_UNSAFE, extensions=["table", "strikethrough", "autolink", "tasklist"]),
    "markdown-it": markdown_it.render,
}
for line in sys.stdin:
    request = json.loads(line)
    wanted = [request["parser"]] if "parser" in request else list(parsers)
    print(json.dumps({name: structure(parsers[name](request["markdown"])) for name in wanted}))
