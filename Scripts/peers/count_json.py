"""Counts the alerts of a file of Falco's JSON lines by their rules, with orjson: count_json.py FILE"""

import collections
import sys

import orjson

rules = collections.Counter()
with open(sys.argv[1], "rb") as lines:
    for line in lines:
        rules[orjson.loads(line)["rule"]] += 1
print(sum(rules.values()), len(rules))
