from typing import Annotated

from litestar import Litestar, get, post
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.params import Parameter
from litestar.testing import TestClient
from msgspec import Meta, Struct

from lead import BROKEN_JSON, JSON, MALFORMED, LARGE, case, invalid, lead, plain

FRAMEWORK, PACKAGE = "litestar", "litestar"
FAILED = "Validation failed for POST /leads"


class Contact(Struct):
    email: Annotated[str, Meta(pattern="@")]


class Lead(Struct, forbid_unknown_fields=True):
    email: Annotated[str, Meta(pattern="@")]
    firstName: str
    age: int
    contacts: list[Contact]
    password: Annotated[str, Meta(min_length=16)]


@post("/leads", sync_to_thread=False)
def create(data: Lead) -> None: ...


@get("/leads/{id:int}", sync_to_thread=False)
def one(id: int, page: Annotated[int, Parameter(ge=1)], x_team: Annotated[str, Parameter(header="X-Team")]) -> None: ...


@get("/login", sync_to_thread=False)
def login() -> None:
    raise NotAuthorizedException("Token expired")


@get("/taken", sync_to_thread=False)
def taken() -> None:
    raise HTTPException("A lead with this email exists", status_code=409, extra={"code": "LEAD_EXISTS", "id": "lead_1"})


@get("/limited", sync_to_thread=False, middleware=[RateLimitConfig(rate_limit=("minute", 1)).middleware])
def limited() -> None: ...


def cases():
    app = Litestar([create, one, login, taken, limited], request_max_body_size=300)
    with TestClient(app, raise_server_exceptions=False) as client:

        def post(*names):
            return client.post("/leads", json=lead(*names))

        yield case("missing", post("missing"), {"code": None, "category": MALFORMED, "message": FAILED})
        yield case(
            "type", post("type"), invalid(("age", "Expected `int`, got `str`", {"location": "body"}), message=FAILED)
        )
        yield case(
            "nested", post("nested"), invalid(("contacts.1.email", "Expected `str` matching regex '@'"), message=FAILED)
        )
        yield case("unknown", post("unknown"), {"code": None, "category": MALFORMED, "message": FAILED})
        yield case(
            "password", post("password"), invalid(("password", "Expected `str` of length >= 16"), message=FAILED)
        )
        yield case(
            "query",
            client.get("/leads/7?page=0", headers={"x-team": "a"}),
            invalid(("page", "Expected `int` >= 1", {"location": "query"})),
            method="GET",
        )
        yield case(
            "header",
            client.get("/leads/7?page=1"),
            plain(MALFORMED, "Missing required header parameter 'X-Team' for path /leads/7?page=1"),
            method="GET",
        )
        yield case(
            "broken-json",
            client.post("/leads", content=BROKEN_JSON, headers=JSON),
            plain(MALFORMED, "Input data was truncated"),
        )
        yield case(
            "413",
            client.post("/leads", json={**lead(), "notes": LARGE}),
            plain("payload_too_large", "Request Entity Too Large"),
        )
        yield case("404-route", client.get("/nothing"), plain("not_found", "Not Found"), method="GET")
        yield case(
            "405", client.get("/leads"), {"code": None, "message": "Method Not Allowed", "fields": []}, method="GET"
        )
        yield case("401", client.get("/login"), plain("authentication", "Token expired"), method="GET")
        yield case(
            "409-extra",
            client.get("/taken"),
            {"code": "LEAD_EXISTS", "category": "conflict", "message": "A lead with this email exists", "fields": []},
            "the code stands in extra",
            method="GET",
        )
        client.get("/limited")
        yield case(
            "429",
            client.get("/limited"),
            plain("rate_limited", "Too Many Requests", retry=True, retryAfterMs=60_000),
            method="GET",
        )
