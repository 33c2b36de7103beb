import asyncio
import json

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from lead import BROKEN_JSON, JSON, LARGE, case, lead

FRAMEWORK, PACKAGE = "aiohttp", "aiohttp"


async def create(request):
    await request.json()
    raise web.HTTPUnprocessableEntity(
        text=json.dumps({"error": "Invalid lead", "fields": {"email": "not valid"}}), content_type="application/json"
    )


async def taken(request):
    raise web.HTTPConflict(reason="A lead with this email exists")


async def answers():
    app = web.Application(client_max_size=300)
    app.add_routes([web.post("/leads", create), web.get("/taken", taken)])
    async with TestClient(TestServer(app)) as client:

        async def ask(method, path, **more):
            answer = await client.request(method, path, **more)
            return answer.status, dict(answer.headers), await answer.text()

        return {
            "json": await ask("POST", "/leads", json=lead("email")),
            "broken": await ask("POST", "/leads", data=BROKEN_JSON, headers=JSON),
            "large": await ask("POST", "/leads", json={**lead(), "notes": LARGE}),
            "taken": await ask("GET", "/taken"),
            "nothing": await ask("GET", "/nothing"),
            "method": await ask("GET", "/leads"),
        }


def cases():
    given = asyncio.run(answers())
    yield case(
        "422-json",
        given["json"],
        {
            "code": None,
            "category": "validation",
            "message": "Invalid lead",
            "fields": [{"path": "email", "reason": "not valid"}],
        },
    )
    yield case(
        "broken-json",
        given["broken"],
        {"code": None, "category": "server_error", "fields": []},
        "what request.json() raises is no HTTP error",
    )
    yield case("413", given["large"], {"code": None, "category": "payload_too_large", "fields": []})
    yield case(
        "409",
        given["taken"],
        {"code": None, "category": "conflict", "messageIncludes": "A lead with this email exists", "fields": []},
        method="GET",
    )
    yield case(
        "404",
        given["nothing"],
        {"code": None, "category": "not_found", "messageIncludes": "Not Found", "fields": []},
        method="GET",
    )
    yield case(
        "405",
        given["method"],
        {"code": None, "messageIncludes": "Method Not Allowed", "fields": []},
        method="GET",
    )
