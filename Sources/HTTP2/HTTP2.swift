// HTTP2: see the table of targets in README.md.
