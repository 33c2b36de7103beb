"""The inputs of lead.json, and how a scenario's table says what it expects."""

import json
from pathlib import Path

_DATA = json.loads((Path(__file__).parent.parent / "lead.json").read_text())
BROKEN_JSON = _DATA["brokenJson"]
JSON = {"content-type": "application/json"}
LARGE = "n" * 300


def lead(*names):
    """The lead with what is wrong in it. A null takes a member away."""
    changed = dict(_DATA["valid"])
    for name in names:
        changed.update(_DATA["wrong"][name])
    return {name: value for name, value in changed.items() if value is not None}


def fields(*expected):
    """The expected fields: (path, reason), (path, reason, {more members}), or a path alone if any reason will do."""
    return [_field(*([field] if isinstance(field, str) else field)) for field in expected]


def _field(path, reason=None, more=None):
    return {"path": path, **({} if reason is None else {"reason": reason}), **(more or {})}


def invalid(*expected, **more):
    """What a validation error is expected to be: no code of its own, and these fields."""
    return {"code": None, "category": "validation", "fields": fields(*expected), **more}


def plain(category, message, **more):
    """What an error without fields is expected to be."""
    return {"code": None, "category": category, "message": message, "fields": [], **more}


MALFORMED = ["bad_request", "validation"]


def answer(status, body, headers=None):
    """A library that has no server: its answer as JSON, in the envelope that the scenario gives it."""
    return status, headers or JSON, body if isinstance(body, str) else json.dumps(body)


def case(id, response, expected, about=None, package=None, method="POST"):
    """A scenario: `response` is (status, headers, text) or an answer of httpx."""
    if not isinstance(response, tuple):
        response = (response.status_code, dict(response.headers), response.text)
    status, headers, text = response
    return {
        "id": id,
        "about": about,
        "package": package,
        "method": method,
        "response": {"status": status, "headers": dict(headers), "body": text},
        "expected": expected,
    }
