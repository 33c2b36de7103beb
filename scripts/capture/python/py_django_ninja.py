import settings  # noqa: F401  Django's settings come before what reads them
from django.test import Client, override_settings
from django.urls import path
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import EmailStr

from lead import BROKEN_JSON, MALFORMED, case, invalid, lead, plain

FRAMEWORK, PACKAGE = "django-ninja", "django-ninja"


class Contact(Schema):
    email: EmailStr


class Lead(Schema, extra="forbid"):
    email: EmailStr
    firstName: str
    age: int
    contacts: list[Contact] = []
    password: str = Field(min_length=16)


class Bearer(HttpBearer):
    def authenticate(self, request, token):
        return None


api = NinjaAPI()


@api.post("/leads")
def create(request, data: Lead):
    raise HttpError(409, "A lead with this email exists")


@api.get("/leads")
def page(request, page: int = Query(..., ge=1)):
    return {}


@api.get("/bearer", auth=Bearer())
def bearer(request):
    return {}


@api.get("/boom")
def boom(request):
    raise RuntimeError("The lead store is down")


urlpatterns = [path("api/", api.urls)]
EMAIL = "value is not a valid email address: An email address must have an @-sign."


def response(answer):
    return answer.status_code, dict(answer.headers), answer.content.decode()


def cases():
    settings.use_urls(__name__)
    client = Client(raise_request_exception=False)

    def post(data):
        return response(client.post("/api/leads", data, content_type="application/json"))

    def get(path):
        return response(client.get(path))

    yield case(
        "nested",
        post(lead("nested")),
        invalid(("data.contacts.1.email", EMAIL, {"location": "body"})),
        "loc names the parameter of the function",
    )
    yield case(
        "broken-json",
        post(BROKEN_JSON),
        {"code": None, "category": MALFORMED, "messageIncludes": "Cannot parse request body"},
    )
    yield case("409", post(lead()), plain("conflict", "A lead with this email exists"))
    yield case("401", get("/api/bearer"), plain("authentication", "Unauthorized"), method="GET")
    yield case(
        "405",
        response(client.delete("/api/leads")),
        {"code": None, "messageIncludes": "Method not allowed", "fields": []},
        method="DELETE",
    )
    with override_settings(DEBUG=True):
        yield case(
            "500-debug",
            get("/api/boom"),
            {"code": None, "category": "server_error", "fields": [], "mustNotHold": ["/srv/app"]},
            "DEBUG: a traceback as text",
            method="GET",
        )
