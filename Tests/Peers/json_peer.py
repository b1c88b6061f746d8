"""Decodes Falco's JSON alerts with Python's json, to compare with.

Writes a line for each text (see peer_alerts.py), which begins with how it fared:

    ok …       it is an alert
    refused    it is no JSON object that names a rule
"""

import datetime
import json
import json.scanner
import re

import peer_alerts

PRIORITIES = ["emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"]
SOURCES = ["syscall", "k8s_audit", "internal"]
SHAPE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):?(\d\d))", re.ASCII)


class Number(str):
    """A number as it is written."""


class Object(dict):
    """An object, and the text it came from."""


def parse_object(place, *rest):
    text, start = place
    members, end = json.decoder.JSONObject(place, *rest)
    found = Object(members)
    found.text = text[start - 1 : end]
    return found, end


def refuse(constant):
    raise ValueError(constant)


decoder = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=refuse)
decoder.parse_object = parse_object
decoder.scan_once = json.scanner.py_make_scanner(decoder)


def repaired(text):
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def said(value):
    """A value as the text that the protobuf form has for it."""
    if value is None:
        return "<NA>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"({','.join(map(said, value))})"
    if isinstance(value, Object):
        return value.text
    return value if isinstance(value, Number) else repaired(value)


def is_text(value):
    return isinstance(value, str) and not isinstance(value, Number)


def priority_of(value):
    if isinstance(value, Number):
        return int(value) if re.fullmatch(r"[0-9]+", value) and int(value) < 2**31 else -1
    if not is_text(value):
        return -1
    word = "".join(character.lower() if character.isascii() else character for character in value)
    if word in PRIORITIES:
        return PRIORITIES.index(word)
    unknown = re.fullmatch(r"unknown\((-?[0-9]+)\)", word)
    if unknown and -(2**31) <= int(unknown[1]) < 2**31:
        return int(unknown[1])
    return 6 if word == "info" else -1


def time_of(value):
    """Nanoseconds since 1970; None when the value is no time between the years 1 and 9999."""
    match = SHAPE.fullmatch(value) if is_text(value) else None
    if not match:
        return None
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    # Every four hundred years are alike, so the year 0, which Python lacks, is the year 400 as many days earlier.
    shift = 146097 if year == 0 else 0
    try:
        days = datetime.date(year or 400, month, day).toordinal() - 719163 - shift
    except ValueError:
        return None
    if hour > 23 or minute > 59 or second > 60:
        return None
    seconds = days * 86400 + hour * 3600 + minute * 60 + second
    if match[9]:
        hours, minutes = int(match[10]), int(match[11])
        if hours > 23 or minutes > 59:
            return None
        seconds -= (hours * 3600 + minutes * 60) * (-1 if match[9] == "-" else 1)
    if not -62135596800 <= seconds <= 253402300799:
        return None
    return seconds * 10**9 + int((match[7] or "").ljust(9, "0")[:9])


def source_of(text):
    return text or "syscall"


def judged(data):
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    try:
        alert = decoder.decode(text)
    except ValueError:
        return "refused"
    if not isinstance(alert, Object) or not is_text(alert.get("rule")):
        return "refused"
    texts = {key: repaired(alert[key]) if is_text(alert.get(key)) else ""
             for key in ("rule", "output", "message", "hostname", "source")}
    tags = alert.get("tags")
    tags = [said(tag) for tag in tags if tag is not None] if isinstance(tags, list) else []
    fields = alert.get("output_fields")
    fields = dict(fields) if isinstance(fields, Object) else {}
    time = time_of(alert.get("time"))
    event = fields.get("evt.time")
    if isinstance(event, Number) and re.fullmatch(r"[0-9]+", event) and int(event) < 2**64:
        time = int(event) if time is None else time
        if int(event) == time:
            del fields["evt.time"]
    return "ok " + peer_alerts.line(
        "none" if time is None else f"{time // 10**9}.{time % 10**9:09}",
        priority_of(alert.get("priority")),
        [texts["rule"], texts["output"] or texts["message"], texts["hostname"], source_of(texts["source"])],
        tags, {repaired(key): said(value) for key, value in fields.items()})


peer_alerts.judge_all(judged)
