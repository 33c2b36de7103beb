from typing import Annotated, Literal

from fastapi import Depends, FastAPI, File, Form, Header, HTTPException, Path, Query, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, EmailStr, Field, field_validator, model_validator
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded
from slowapi.util import get_remote_address

from lead import BROKEN_JSON, JSON, MALFORMED, case, invalid, lead, plain

FRAMEWORK, PACKAGE = "fastapi", "fastapi"


class Contact(BaseModel):
    email: EmailStr


class Lead(BaseModel):
    model_config = ConfigDict(extra="forbid")
    email: EmailStr
    firstName: str
    age: int
    contacts: list[Contact] = []
    password: str = Field(min_length=16)


class Checked(BaseModel):
    email: str

    @field_validator("email")
    @classmethod
    def known(cls, value):
        raise ValueError("This domain is not allowed; use another: example.org")


class Pair(BaseModel):
    password: str

    @model_validator(mode="after")
    def same(self):
        raise ValueError("The passwords differ")


class Card(BaseModel):
    kind: Literal["card"]
    number: str


class Bank(BaseModel):
    kind: Literal["bank"]
    iban: str


class Order(BaseModel):
    pay: Card | Bank = Field(discriminator="kind")


app = FastAPI()
limiter = Limiter(key_func=get_remote_address, headers_enabled=False)
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)


@app.post("/leads")
def create(lead: Lead):
    return {}


@app.post("/two")
def two(lead: Lead, owner: Contact):
    return {}


@app.post("/list")
def many(leads: list[Lead]):
    return {}


@app.post("/checked")
def checked(lead: Checked):
    return {}


@app.post("/pair")
def pair(lead: Pair):
    return {}


@app.post("/orders")
def order(order: Order):
    return {}


@app.post("/form")
def form(email: Annotated[EmailStr, Form()], file: Annotated[UploadFile, File()]):
    return {}


@app.get("/leads/{id}")
def one(
    id: Annotated[int, Path()],
    page: Annotated[int, Query(ge=1)],
    x_team: Annotated[str, Header()],
    sort: Annotated[Literal["asc", "desc"], Query()] = "asc",
):
    return {}


@app.get("/missing")
def missing():
    raise HTTPException(404, "Lead not found")


@app.get("/object")
def detail_object():
    raise HTTPException(409, {"code": "LEAD_EXISTS", "message": "A lead with this email exists", "lead_id": "lead_1"})


@app.get("/strings")
def detail_list():
    raise HTTPException(400, ["The plan is unknown", "The team is full"])


@app.get("/bearer")
def bearer(token: Annotated[object, Depends(HTTPBearer())]):
    return {}


@app.get("/busy")
def busy():
    raise HTTPException(503, "The lead store is busy", headers={"retry-after": "30"})


@app.get("/limited")
@limiter.limit("1/minute")
def limited(request: Request):
    return {}


@app.get("/boom")
def boom():
    raise RuntimeError("hunter2-secret is not the password")


documented = FastAPI()


@documented.exception_handler(RequestValidationError)
async def with_body(request, error):
    """As FastAPI's documentation shows it under "Use the RequestValidationError body"."""
    return JSONResponse({"detail": error.errors(), "body": error.body}, 422)


@documented.post("/leads")
def create_documented(lead: Lead):
    return {}


BODY = {"location": "body"}
EMAIL = "value is not a valid email address: An email address must have an @-sign."


def cases():
    client = TestClient(app, raise_server_exceptions=False)
    shows = TestClient(documented)

    def post(path, *names):
        return client.post(path, json=lead(*names))

    yield case(
        "several",
        post("/leads", "several"),
        invalid(
            ("email", EMAIL, BODY),
            ("firstName", "Field required", BODY),
            ("age", "Input should be a valid integer, unable to parse string as an integer", BODY),
            ("contacts.1.email", EMAIL, BODY),
        ),
    )
    yield case(
        "missing", post("/leads", "missing"), invalid(("email", "Field required", BODY)), "input is the whole body"
    )
    yield case(
        "password", post("/leads", "password"), invalid(("password", "String should have at least 16 characters", BODY))
    )
    yield case(
        "two-bodies",
        client.post("/two", json={"lead": lead("nested"), "owner": {}}),
        invalid(("lead.contacts.1.email", EMAIL, BODY), ("owner.email", "Field required", BODY)),
    )
    yield case(
        "list-of-leads",
        client.post("/list", json=[lead(), lead("type")]),
        invalid(("1.age", "Input should be a valid integer, unable to parse string as an integer", BODY)),
    )
    yield case("no-body", client.post("/leads"), invalid(("", "Field required", BODY)), "loc is the location alone")
    yield case(
        "value-error",
        post("/checked"),
        invalid(("email", "Value error, This domain is not allowed; use another: example.org", BODY)),
    )
    yield case(
        "model-validator",
        post("/pair"),
        invalid(("", "Value error, The passwords differ", BODY)),
        "a mistake of the whole body; input is the whole body",
    )
    yield case(
        "discriminator",
        client.post("/orders", json={"pay": {"kind": "cash", "number": "hunter2-secret"}}),
        invalid(
            ("pay", "Input tag 'cash' found using 'kind' does not match any of the expected tags: 'card', 'bank'", BODY)
        ),
    )
    yield case(
        "json-invalid",
        client.post("/leads", content=BROKEN_JSON, headers=JSON),
        {"code": None, "category": MALFORMED, "messageIncludes": "JSON decode error"},
        "loc ends in the byte offset",
    )
    yield case(
        "form",
        client.post("/form", data={"email": "not-an-email"}),
        invalid(("email", EMAIL, BODY), ("file", "Field required", BODY)),
    )
    yield case(
        "locations",
        client.get("/leads/abc?page=0&sort=up"),
        invalid(
            ("id", "Input should be a valid integer, unable to parse string as an integer", {"location": "path"}),
            ("page", "Input should be greater than or equal to 1", {"location": "query"}),
            ("sort", "Input should be 'asc' or 'desc'", {"location": "query"}),
            ("x-team", "Field required", {"location": "header"}),
        ),
        method="GET",
    )
    yield case(
        "body-shown",
        shows.post("/leads", json=lead("nested")),
        invalid(("contacts.1.email", EMAIL, BODY)),
        "the documented handler that answers with the body",
    )
    yield case("404", client.get("/missing"), plain("not_found", "Lead not found"), method="GET")
    yield case("405", client.get("/leads"), {"code": None, "message": "Method Not Allowed", "fields": []}, method="GET")
    yield case(
        "detail-object",
        client.get("/object"),
        {"code": "LEAD_EXISTS", "category": "conflict", "message": "A lead with this email exists", "fields": []},
        method="GET",
    )
    yield case(
        "detail-strings",
        client.get("/strings"),
        {"code": None, "category": MALFORMED, "messageIncludes": "The plan is unknown"},
        method="GET",
    )
    yield case("401-bearer", client.get("/bearer"), plain("authentication", "Not authenticated"), method="GET")
    yield case(
        "503",
        client.get("/busy"),
        plain("unavailable", "The lead store is busy", retry=True, retryAfterMs=30_000),
        method="GET",
    )
    client.get("/limited")
    yield case(
        "429-slowapi",
        client.get("/limited"),
        plain("rate_limited", "Rate limit exceeded: 1 per 1 minute", retry=True),
        package="slowapi",
        method="GET",
    )
    yield case("500", client.get("/boom"), plain("server_error", "Internal Server Error"), method="GET")
