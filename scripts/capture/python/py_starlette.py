from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient

from lead import BROKEN_JSON, JSON, case, lead, plain

FRAMEWORK, PACKAGE = "starlette", "starlette"


async def create(request: Request):
    await request.json()
    raise HTTPException(422, "email is not valid")


async def denied(request):
    raise HTTPException(403, "Only for administrators", headers={"x-request-id": "req-1"})


async def boom(request):
    raise RuntimeError("The lead store is down")


ROUTES = [Route("/leads", create, methods=["POST"]), Route("/denied", denied), Route("/boom", boom)]


def cases():
    client = TestClient(Starlette(routes=ROUTES), raise_server_exceptions=False)
    debug = TestClient(Starlette(routes=ROUTES, debug=True), raise_server_exceptions=False)
    yield case("422", client.post("/leads", json=lead("email")), plain("validation", "email is not valid"))
    yield case(
        "403", client.get("/denied"), plain("permission", "Only for administrators", requestId="req-1"), method="GET"
    )
    yield case("404", client.get("/nothing"), plain("not_found", "Not Found"), method="GET")
    yield case("405", client.get("/leads"), {"code": None, "message": "Method Not Allowed", "fields": []}, method="GET")
    yield case(
        "broken-json",
        client.post("/leads", content=BROKEN_JSON, headers=JSON),
        plain("server_error", "Internal Server Error"),
        "what request.json() raises is no HTTP error",
    )
    yield case(
        "500-debug",
        debug.get("/boom", headers={"accept": "text/plain"}),
        {"code": None, "category": "server_error", "fields": [], "mustNotHold": ["/srv/app"]},
        "debug=True: a traceback as text",
        method="GET",
    )
