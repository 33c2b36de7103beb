from flask import Flask
from flask.views import MethodView
from flask_smorest import Api, Blueprint, abort
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from lead import BROKEN_JSON, JSON, MALFORMED, case, invalid, lead, plain

FRAMEWORK, PACKAGE = "flask-smorest", "flask-smorest"


class Contact(Schema):
    email = fields.Email(required=True)


class Lead(Schema):
    email = fields.Email(required=True)
    firstName = fields.Str(required=True)
    age = fields.Int()
    contacts = fields.List(fields.Nested(Contact))
    password = fields.Str(validate=validate.Length(min=16))


class Pair(Schema):
    password = fields.Str()

    class Meta:
        unknown = "exclude"

    @validates_schema
    def check(self, data, **_):
        raise ValidationError("The passwords differ")


class Page(Schema):
    page = fields.Int(required=True, validate=validate.Range(min=1))


app = Flask(__name__)
app.config.update(API_TITLE="Leads", API_VERSION="v1", OPENAPI_VERSION="3.0.3")
api = Api(app)
blueprint = Blueprint("leads", "leads", url_prefix="/")


@blueprint.route("/leads")
class Leads(MethodView):
    @blueprint.arguments(Lead)
    def post(self, data):
        abort(409, message="A lead with this email exists", errors={"json": {"email": ["Already taken."]}})

    @blueprint.arguments(Page, location="query")
    def get(self, args):
        abort(404, message="No such page")


@blueprint.route("/pair", methods=["POST"])
@blueprint.arguments(Pair)
def pair(data):
    return {}


@blueprint.route("/busy")
def busy():
    abort(503)


api.register_blueprint(blueprint)


def response(answer):
    return answer.status_code, dict(answer.headers), answer.text


EMAIL = "Not a valid email address."


def cases():
    client = app.test_client()

    def post(*names):
        return response(client.post("/leads", json=lead(*names)))

    yield case(
        "several",
        post("several"),
        invalid(
            ("email", EMAIL),
            ("firstName", "Missing data for required field."),
            ("age", "Not a valid integer."),
            ("contacts.1.email", EMAIL),
        ),
    )
    yield case("unknown", post("unknown"), invalid(("plan", "Unknown field.")))
    yield case("schema", response(client.post("/pair", json=lead())), invalid(("", "The passwords differ")))
    yield case(
        "query",
        response(client.get("/leads?page=0")),
        invalid(("page", "Must be greater than or equal to 1.", {"location": "query"})),
        method="GET",
    )
    yield case(
        "broken-json",
        response(client.post("/leads", data=BROKEN_JSON, headers=JSON)),
        {"code": None, "category": MALFORMED, "messageIncludes": "Invalid JSON body."},
    )
    yield case(
        "409",
        post(),
        {
            "code": None,
            "category": "conflict",
            "message": "A lead with this email exists",
            "fields": [{"path": "email", "reason": "Already taken."}],
        },
    )
    yield case("404", response(client.get("/leads?page=9")), plain("not_found", "No such page"), method="GET")
    yield case(
        "405",
        response(client.delete("/leads")),
        {"code": None, "messageIncludes": "Method Not Allowed", "fields": []},
        method="DELETE",
    )
    yield case(
        "503",
        response(client.get("/busy")),
        {"code": None, "category": "unavailable", "messageIncludes": "Service Unavailable", "retry": True},
        method="GET",
    )
