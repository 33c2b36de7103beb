// Responses written by hand after the documentation of frameworks that would need PHP or Ruby. Their `source` says so.
import { fields, invalid } from "./case.mjs";

const JSON_TYPE = { "content-type": "application/json" };
const LARAVEL = "https://laravel.com/docs/12.x/validation#validation-error-response-format";
const RAILS = "https://api.rubyonrails.org/v8.0/classes/ActiveModel/Errors.html";
const plain = (category, message, more) => ({ code: null, category, message, fields: [], ...more });

const written = (framework, version, page, list) =>
  list.map(({ id, status, headers, body, method = "POST", expected }) => ({
    id: `${framework}-${id}`,
    framework,
    version: `${framework} ${version}, as documented`,
    source: `written by hand after the documented shape, not captured: ${page}`,
    request: { method, idempotencyKey: false },
    response: {
      status,
      headers: body === undefined ? { ...headers } : { ...JSON_TYPE, ...headers },
      body: body === undefined ? "" : JSON.stringify(body),
    },
    expected,
  }));

export default [
  ...written("laravel", "12", LARAVEL, [
    {
      id: "422",
      status: 422,
      body: {
        message: "The email field must be a valid email address. (and 2 more errors)",
        errors: {
          email: ["The email field must be a valid email address."],
          age: ["The age field must be an integer.", "The age field must be at least 18."],
          "contacts.1.email": ["The contacts.1.email field must be a valid email address."],
        },
      },
      expected: {
        ...invalid(
          ["email", "The email field must be a valid email address."],
          ["age", "The age field must be an integer."],
          ["age", "The age field must be at least 18."],
          ["contacts.1.email", "The contacts.1.email field must be a valid email address."],
        ),
        message: "The email field must be a valid email address. (and 2 more errors)",
      },
    },
    {
      id: "401",
      status: 401,
      body: { message: "Unauthenticated." },
      expected: plain("authentication", "Unauthenticated."),
    },
    {
      id: "405",
      method: "GET",
      status: 405,
      headers: { allow: "POST" },
      body: { message: "The GET method is not supported for route leads. Supported methods: POST." },
      expected: {
        code: null,
        message: "The GET method is not supported for route leads. Supported methods: POST.",
        fields: [],
      },
    },
    {
      id: "429",
      status: 429,
      headers: { "retry-after": "42", "x-ratelimit-limit": "60", "x-ratelimit-remaining": "0" },
      body: { message: "Too Many Attempts." },
      expected: plain("rate_limited", "Too Many Attempts.", { retry: true, retryAfterMs: 42_000 }),
    },
    {
      id: "500-debug",
      status: 500,
      body: {
        message: "The lead store is down",
        exception: "RuntimeException",
        file: "/srv/app/app/Http/Controllers/LeadController.php",
        line: 31,
        trace: [
          {
            file: "/srv/app/vendor/laravel/framework/src/Illuminate/Routing/Controller.php",
            line: 54,
            function: "store",
            class: "App\\Http\\Controllers\\LeadController",
            type: "->",
          },
        ],
      },
      expected: {
        code: [null, "RuntimeException"],
        category: "server_error",
        message: "The lead store is down",
        fields: [],
        mustNotHold: ["/srv/app"],
      },
    },
  ]),
  ...written("rails", "8.0", RAILS, [
    {
      id: "errors",
      status: 422,
      body: {
        email: ["is invalid"],
        firstName: ["can't be blank", "is too short (minimum is 2 characters)"],
        base: ["The passwords differ"],
      },
      expected: invalid(
        ["email", "is invalid"],
        ["firstName", "can't be blank"],
        ["firstName", "is too short (minimum is 2 characters)"],
        ["", "The passwords differ"],
      ),
    },
    {
      id: "errors-member",
      status: 422,
      body: { errors: { email: ["has already been taken"], "contacts.email": ["is invalid"] } },
      expected: invalid(["email", "has already been taken"], ["contacts.email", "is invalid"]),
    },
    {
      id: "indexed",
      status: 422,
      body: { errors: { "contacts[1].email": ["is invalid"] } },
      expected: invalid(["contacts.1.email", "is invalid"]),
    },
    {
      id: "full-messages",
      status: 422,
      body: { errors: ["Email is invalid", "First name can't be blank"] },
      expected: { code: null, category: "validation", messageIncludes: "Email is invalid" },
    },
    {
      id: "details",
      status: 422,
      body: { errors: { email: [{ error: "blank" }], password: [{ error: "invalid", value: "hunter2-secret" }] } },
      expected: { code: null, category: "validation", fields: fields("email", "password") },
    },
    {
      id: "404",
      method: "GET",
      status: 404,
      body: { status: 404, error: "Not Found" },
      expected: plain("not_found", "Not Found"),
    },
    {
      id: "404-development",
      method: "GET",
      status: 404,
      body: {
        status: 404,
        error: "Not Found",
        exception: '#<ActionController::RoutingError: No route matches [GET] "/nothing">',
        traces: {
          "Application Trace": [],
          "Framework Trace": [{ exception_object_id: 17, id: 0, trace: "/srv/app/vendor/bundle/rack.rb:27:in 'call'" }],
        },
      },
      expected: plain("not_found", "Not Found", { mustNotHold: ["/srv/app"] }),
    },
    {
      id: "429",
      status: 429,
      expected: { code: null, category: "rate_limited", fields: [], retry: true },
    },
  ]),
];
