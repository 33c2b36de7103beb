import settings  # noqa: F401  Django's settings come before what reads them
from django.test import Client
from django.urls import path
from rest_framework import exceptions, permissions, serializers, views
from rest_framework.authentication import BasicAuthentication, SessionAuthentication
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle

from lead import BROKEN_JSON, MALFORMED, case, invalid, lead, plain

FRAMEWORK, PACKAGE = "django-rest-framework", "djangorestframework"


class Contact(serializers.Serializer):
    email = serializers.EmailField()


class Lead(serializers.Serializer):
    email = serializers.EmailField()
    firstName = serializers.CharField()
    age = serializers.IntegerField()
    contacts = Contact(many=True)
    password = serializers.CharField(min_length=16)


class Pair(Lead):
    def validate(self, data):
        raise serializers.ValidationError("The passwords differ.")


class Labels(serializers.Serializer):
    labels = serializers.DictField(child=serializers.IntegerField())
    tags = serializers.ListField(child=serializers.CharField(max_length=3))


class Open(views.APIView):
    authentication_classes = []
    permission_classes = []


class Leads(Open):
    serializer, many = Lead, False

    def post(self, request):
        self.serializer(data=request.data, many=self.many).is_valid(raise_exception=True)
        return Response({})


class Full(Leads):
    def post(self, request):
        serializer = Lead(data=request.data)
        try:
            serializer.is_valid(raise_exception=True)
        except serializers.ValidationError as error:
            return Response(error.get_full_details(), 400)


class Envelope(Leads):
    def post(self, request):
        serializer = Lead(data=request.data)
        serializer.is_valid()
        return Response({"message": "Invalid lead", "errors": serializer.errors}, 422)


class Raises(Open):
    error = None

    def get(self, request):
        raise self.error


class Basic(views.APIView):
    authentication_classes = [BasicAuthentication]
    permission_classes = [permissions.IsAuthenticated]

    def get(self, request):
        return Response({})


class Session(Basic):
    authentication_classes = [SessionAuthentication]


class OncePerMinute(AnonRateThrottle):
    rate = "1/min"


class Limited(Open):
    throttle_classes = [OncePerMinute]

    def get(self, request):
        return Response({})


class Taken(exceptions.APIException):
    status_code = 409
    default_code = "lead_exists"
    default_detail = "A lead with this email exists."


urlpatterns = [
    path("leads", Leads.as_view()),
    path("many", Leads.as_view(many=True)),
    path("pair", Leads.as_view(serializer=Pair)),
    path("labels", Leads.as_view(serializer=Labels)),
    path("full", Full.as_view()),
    path("envelope", Envelope.as_view()),
    path("strings", Raises.as_view(error=serializers.ValidationError(["The plan is unknown.", "The team is full."]))),
    path("missing", Raises.as_view(error=exceptions.NotFound())),
    path("taken", Raises.as_view(error=Taken())),
    path("detail", Raises.as_view(error=exceptions.ValidationError({"detail": "Pick a plan.", "code": "no_plan"}))),
    path("basic", Basic.as_view()),
    path("session", Session.as_view()),
    path("limited", Limited.as_view()),
]

EMAIL = "Enter a valid email address."


def response(answer):
    return answer.status_code, dict(answer.headers), answer.content.decode()


def cases():
    settings.use_urls(__name__)
    client = Client(raise_request_exception=False)

    def post(path, data):
        return response(client.post(path, data, content_type="application/json"))

    def get(path):
        return response(client.get(path))

    yield case(
        "several",
        post("/leads", lead("several")),
        invalid(
            ("email", EMAIL),
            ("firstName", "This field is required."),
            ("age", "A valid integer is required."),
            ("contacts.1.email", EMAIL),
        ),
        "the list of contacts has {} for the right ones",
    )
    yield case("many", post("/many", [lead(), lead("email")]), invalid(("1.email", EMAIL)))
    yield case("non-field-errors", post("/pair", lead()), invalid(("", "The passwords differ.")))
    yield case(
        "not-an-object",
        post("/leads", ["hunter2-secret"]),
        {"code": None, "category": "validation", "messageIncludes": "Invalid data. Expected a dictionary"},
    )
    yield case(
        "dict-and-list",
        post("/labels", {"labels": {"hot": "x"}, "tags": ["ok", "long tag"]}),
        invalid(
            ("labels.hot", "A valid integer is required."),
            ("tags.1", "Ensure this field has no more than 3 characters."),
        ),
    )
    yield case(
        "full-details",
        post("/full", lead("email", "missing")),
        invalid(("email", "This field is required.", {"code": "required"})),
    )
    yield case(
        "envelope", post("/envelope", lead("nested")), invalid(("contacts.1.email", EMAIL), message="Invalid lead")
    )
    yield case(
        "strings",
        get("/strings"),
        {"code": None, "category": MALFORMED, "messageIncludes": "The plan is unknown."},
        method="GET",
    )
    yield case(
        "detail-and-code",
        get("/detail"),
        {"code": "no_plan", "category": MALFORMED, "message": "Pick a plan.", "fields": []},
        "each value is a list of one",
        method="GET",
    )
    yield case(
        "broken-json",
        post("/leads", BROKEN_JSON),
        {"code": None, "category": MALFORMED, "messageIncludes": "JSON parse error", "fields": []},
    )
    yield case(
        "415",
        response(client.post("/leads", "<lead/>", content_type="text/xml")),
        plain("unsupported", 'Unsupported media type "text/xml" in request.'),
    )
    yield case("404", get("/missing"), plain("not_found", "Not found."), method="GET")
    yield case("405", get("/leads"), {"code": None, "message": 'Method "GET" not allowed.', "fields": []}, method="GET")
    yield case(
        "401", get("/basic"), plain("authentication", "Authentication credentials were not provided."), method="GET"
    )
    yield case(
        "403-no-credentials",
        get("/session"),
        {
            "code": None,
            "category": ["authentication", "permission"],
            "message": "Authentication credentials were not provided.",
            "fields": [],
        },
        method="GET",
    )
    yield case("409", get("/taken"), plain("conflict", "A lead with this email exists."), method="GET")
    get("/limited")
    yield case(
        "429",
        get("/limited"),
        {
            "code": None,
            "category": "rate_limited",
            "messageIncludes": "Request was throttled.",
            "fields": [],
            "retry": True,
            "retryAfterMs": 60_000,
        },
        method="GET",
    )
    yield case(
        "404-route",
        get("/nothing"),
        {"code": None, "category": "not_found", "fields": []},
        "Django's own page",
        package="django",
        method="GET",
    )
