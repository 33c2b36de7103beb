import json

from pydantic import BaseModel, EmailStr, Field, ValidationError

from lead import answer, case, invalid, lead

FRAMEWORK, PACKAGE = "pydantic", "pydantic"


class Contact(BaseModel):
    email: EmailStr


class Lead(BaseModel):
    email: EmailStr
    firstName: str
    age: int
    contacts: list[Contact] = []
    password: str = Field(min_length=16)


def error(*names):
    try:
        Lead.model_validate(lead(*names))
    except ValidationError as error:
        return error


EMAIL = "value is not a valid email address: An email address must have an @-sign."


def cases():
    yield case(
        "errors",
        answer(400, error("nested", "password").json()),
        invalid(("contacts.1.email", EMAIL), ("password", "String should have at least 16 characters")),
        "error.json(): a list with url, ctx and input",
    )
    yield case(
        "errors-in-envelope",
        answer(400, {"error": "Invalid lead", "errors": json.loads(error("missing").json())}),
        invalid(("email", "Field required"), message="Invalid lead"),
    )
    yield case(
        "errors-without-input",
        answer(422, {"detail": error("type").errors(include_url=False, include_input=False)}),
        invalid(("age", "Input should be a valid integer, unable to parse string as an integer")),
        "loc without a location",
    )
    yield case(
        "str",
        answer(400, {"message": str(error("email"))}),
        invalid(("email", EMAIL)),
        "str(error): lines with input_value",
    )
