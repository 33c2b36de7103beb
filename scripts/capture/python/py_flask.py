from flask import Flask, abort, jsonify, request
from werkzeug.exceptions import HTTPException

from lead import BROKEN_JSON, JSON, LARGE, MALFORMED, case, lead, plain

FRAMEWORK, PACKAGE = "flask", "flask"

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 300


@app.post("/leads")
def create():
    request.get_json()
    abort(422, description="email is not valid")


@app.get("/limited")
def limited():
    abort(429, description="Slow down")


documented = Flask(__name__)


@documented.errorhandler(HTTPException)
def as_json(error):
    """As Flask's documentation shows it under "Generic Exception Handlers"."""
    response = error.get_response()
    response.data = jsonify(code=error.code, name=error.name, description=error.description).data
    response.content_type = "application/json"
    return response


@documented.post("/leads")
def refuse():
    abort(409, description="A lead with this email exists")


def response(answer):
    return answer.status_code, dict(answer.headers), answer.text


def cases():
    client, shows = app.test_client(), documented.test_client()

    def post(data):
        return response(client.post("/leads", data=data, headers=JSON))

    yield case(
        "422",
        response(client.post("/leads", json={"email": "x"})),
        {"code": None, "category": "validation", "fields": []},
        "an HTML page",
    )
    yield case(
        "broken-json",
        post(BROKEN_JSON),
        {"code": None, "category": MALFORMED, "fields": []},
    )
    yield case(
        "415",
        response(client.post("/leads", data="<lead/>")),
        {"code": None, "category": "unsupported", "fields": []},
    )
    yield case(
        "413",
        post(LARGE + LARGE),
        {"code": None, "category": "payload_too_large", "fields": []},
    )
    yield case(
        "404",
        response(client.get("/nothing")),
        {"code": None, "category": "not_found", "fields": []},
        method="GET",
    )
    yield case(
        "429",
        response(client.get("/limited")),
        {"code": None, "category": "rate_limited", "fields": [], "retry": True},
        method="GET",
    )
    yield case(
        "documented-409",
        response(shows.post("/leads", json=lead())),
        plain("conflict", "A lead with this email exists"),
        "the documented handler: code, name, description",
    )
    yield case(
        "documented-404",
        response(shows.get("/nothing")),
        {"code": None, "category": "not_found", "messageIncludes": "The requested URL was not found", "fields": []},
        method="GET",
    )
