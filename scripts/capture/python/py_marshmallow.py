
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from lead import answer, case, invalid, lead

FRAMEWORK, PACKAGE = "marshmallow", "marshmallow"


class Contact(Schema):
    email = fields.Email(required=True)


class Lead(Schema):
    email = fields.Email(required=True)
    firstName = fields.Str(required=True)
    age = fields.Int()
    contacts = fields.List(fields.Nested(Contact))
    password = fields.Str(validate=validate.Length(min=16))


class Pair(Lead):
    @validates_schema
    def check(self, data, **_):
        raise ValidationError("The passwords differ")


class Labels(Schema):
    labels = fields.Dict(keys=fields.Str(), values=fields.Int())


def error(schema, data):
    try:
        schema.load(data)
    except ValidationError as error:
        return error


EMAIL = "Not a valid email address."


def cases():
    def messages(*names):
        return error(Lead(), lead(*names)).messages

    yield case(
        "messages",
        answer(400, messages("several")),
        invalid(
            ("email", EMAIL),
            ("firstName", "Missing data for required field."),
            ("age", "Not a valid integer."),
            ("contacts.1.email", EMAIL),
        ),
    )
    yield case("errors", answer(422, {"errors": messages("nested")}), invalid(("contacts.1.email", EMAIL)))
    yield case(
        "message",
        answer(400, {"message": messages("unknown")}),
        invalid(("plan", "Unknown field.")),
        "the map stands under message",
    )
    yield case(
        "error",
        answer(400, {"status": "error", "error": messages("password")}),
        invalid(("password", "Shorter than minimum length 16.")),
    )
    yield case(
        "schema",
        answer(400, {"errors": error(Pair(), lead()).messages}),
        invalid(("", "The passwords differ")),
        "the whole input: _schema",
    )
    yield case(
        "many",
        answer(400, error(Lead(many=True), [lead(), lead("type")]).messages),
        invalid(("1.age", "Not a valid integer.")),
        "a map from the index",
    )
    yield case(
        "dict-values",
        answer(400, {"errors": error(Labels(), {"labels": {"hot": "x"}}).messages}),
        {"code": None, "category": "validation", "messageIncludes": "Not a valid integer."},
        "a Dict field says value (or key) below the key",
    )
    yield case(
        "repr",
        answer(400, {"message": str(error(Lead(), lead("email")))}),
        {"code": None, "category": ["bad_request", "validation"], "messageIncludes": EMAIL},
        "str(error): Python's notation",
    )
