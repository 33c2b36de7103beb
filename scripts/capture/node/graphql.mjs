import { ApolloServer, HeaderMap } from "@apollo/server";
import { GraphQLError } from "graphql";
import { createSchema, createYoga } from "graphql-yoga";
import { ZodError, z } from "zod";
import { fields, post } from "../case.mjs";
import { lead } from "../lead.mjs";

const typeDefs = /* GraphQL */ `
  input ContactInput { email: String! }
  input LeadInput { email: String! firstName: String! age: Int contacts: [ContactInput!] password: String }
  type Lead { id: ID! email: String! name: String! owner: Lead }
  type Query { lead(id: ID!): Lead mine: Lead boom: Lead limited: Lead }
  type Mutation { createLead(input: LeadInput!): Lead }
`;
const Lead = z.object({ email: z.email(), contacts: z.array(z.object({ email: z.email() })).optional() });

const fail = (message, extensions) => () => {
  throw new GraphQLError(message, { extensions });
};
const resolvers = {
  Query: {
    lead: fail("Lead not found", { code: "NOT_FOUND", http: { status: 404 } }),
    mine: fail("Log in first", { code: "UNAUTHENTICATED" }),
    limited: fail("Slow down", { code: "RATE_LIMITED", retryAfter: 30 }),
    boom: () => {
      throw new Error("hunter2-secret is not the password");
    },
  },
  Mutation: {
    createLead(_root, { input }) {
      const { error } = Lead.safeParse(input);
      if (error instanceof ZodError) {
        throw new GraphQLError("Invalid lead", {
          extensions: { code: "BAD_USER_INPUT", validationErrors: z.flattenError(error).fieldErrors },
        });
      }
      throw new GraphQLError("This e-mail is taken", { extensions: { code: "BAD_USER_INPUT", argumentName: "email" } });
    },
  },
};

const create = "mutation ($input: LeadInput!) { createLead(input: $input) { id } }";
const ask = (server, query, variables) =>
  post(`/${server}`, { query, variables }, { accept: "application/graphql-response+json, application/json" });
const legacy = (server, query, variables) => post(`/${server}`, { query, variables }, { accept: "application/json" });

async function start() {
  const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: false, graphqlEndpoint: "/yoga" });
  const apollo = new ApolloServer({ typeDefs, resolvers, logger: { debug() {}, info() {}, warn() {}, error() {} } });
  await apollo.start();
  return {
    async send({ path, method, headers, body }) {
      if (path === "/yoga") return yoga.fetch(`http://localhost${path}`, { method, headers, body });
      const answer = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method,
          headers: new HeaderMap(Object.entries(headers)),
          search: "",
          body: JSON.parse(body),
        },
        context: async () => ({}),
      });
      return new Response(answer.body.string, { status: answer.status ?? 200, headers: [...answer.headers] });
    },
    close: () => apollo.stop(),
  };
}

const { firstName: _, ...nameless } = lead();
const yoga = (test) => ({ ...test, id: `yoga-${test.id}`, package: "graphql-yoga" });
const apollo = (test) => ({
  ...test,
  id: `apollo-${test.id}`,
  package: "@apollo/server",
  expected: { ...test.expected, mustNotHold: ["/srv/app"] },
});

export default {
  framework: "graphql",
  package: "graphql",
  start,
  cases: [
    ...[
      {
        id: "syntax",
        send: ask("yoga", "{ lead("),
        expected: {
          message: "Syntax Error: Expected Name, found <EOF>.",
          category: ["bad_request", "validation"],
          fields: [],
        },
      },
      {
        id: "unknown-field",
        send: ask("yoga", "{ mine { id phone } }"),
        expected: {
          code: "GRAPHQL_VALIDATION_FAILED",
          message: 'Cannot query field "phone" on type "Lead".',
          category: ["bad_request", "validation"],
        },
      },
      {
        id: "variable",
        about: "the message shows the variable's value",
        send: ask("yoga", create, { input: { ...nameless, age: 36 } }),
        expected: {
          code: [null, "BAD_USER_INPUT"],
          messageIncludes: 'Field "firstName" of required type "String!" was not provided.',
        },
      },
      {
        id: "business-error",
        send: legacy("yoga", create, { input: { email: "ada@example.com", firstName: "Ada" } }),
        expected: { code: "BAD_USER_INPUT", message: "This e-mail is taken", category: "validation" },
      },
      {
        id: "validation-errors",
        send: legacy("yoga", create, { input: { email: "not-an-email", firstName: "Ada" } }),
        expected: {
          code: "BAD_USER_INPUT",
          message: "Invalid lead",
          category: "validation",
          fields: fields(["email", "Invalid email address"]),
        },
      },
      {
        id: "404",
        send: ask("yoga", '{ lead(id: "7") { id } }'),
        expected: { code: "NOT_FOUND", message: "Lead not found", category: "not_found" },
      },
      {
        id: "401-on-200",
        send: legacy("yoga", "{ mine { id } }"),
        expected: { code: "UNAUTHENTICATED", message: "Log in first", category: "authentication" },
      },
      {
        id: "429-on-200",
        send: legacy("yoga", "{ limited { id } }"),
        expected: {
          code: "RATE_LIMITED",
          message: "Slow down",
          category: "rate_limited",
          retry: true,
          retryAfterMs: 30_000,
        },
      },
      {
        id: "masked",
        about: "yoga masks what is no GraphQLError",
        send: legacy("yoga", "{ boom { id } }"),
        expected: { code: "INTERNAL_SERVER_ERROR", message: "Unexpected error.", category: "server_error", fields: [] },
      },
    ].map(yoga),
    ...[
      {
        id: "syntax",
        send: ask("apollo", "{ lead("),
        expected: {
          code: "GRAPHQL_PARSE_FAILED",
          message: "Syntax Error: Expected Name, found <EOF>.",
          category: ["bad_request", "validation"],
        },
      },
      {
        id: "unknown-field",
        send: ask("apollo", "{ mine { id phone } }"),
        expected: {
          code: "GRAPHQL_VALIDATION_FAILED",
          message: 'Cannot query field "phone" on type "Lead".',
          category: ["bad_request", "validation"],
        },
      },
      {
        id: "variable",
        send: ask("apollo", create, { input: { ...nameless, age: 36 } }),
        expected: {
          code: "BAD_USER_INPUT",
          category: ["bad_request", "validation"],
          messageIncludes: 'Field "firstName" of required type "String!" was not provided.',
        },
      },
      {
        id: "validation-errors",
        about: "extensions.stacktrace is a list of frames",
        send: legacy("apollo", create, { input: { email: "not-an-email", firstName: "Ada" } }),
        expected: {
          code: "BAD_USER_INPUT",
          message: "Invalid lead",
          category: "validation",
          fields: fields(["email", "Invalid email address"]),
        },
      },
      {
        id: "404",
        send: legacy("apollo", '{ lead(id: "7") { id } }'),
        expected: { code: "NOT_FOUND", message: "Lead not found", category: "not_found" },
      },
      {
        id: "401-on-200",
        send: legacy("apollo", "{ mine { id } }"),
        expected: { code: "UNAUTHENTICATED", message: "Log in first", category: "authentication" },
      },
    ].map(apollo),
  ],
};
