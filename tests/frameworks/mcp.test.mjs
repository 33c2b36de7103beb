// `unanimous/mcp` as the validator of the Model Context Protocol's SDK: a client checks what a server's tool returns, and
// a server checks what a client's user fills in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, ElicitRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { jsonSchemaValidator } from "unanimous/mcp";

const lead = {
  type: "object",
  required: ["email"],
  properties: { email: { type: "string", format: "email" }, phone: { type: "string", maxLength: 50 } },
};

const TOOLS = [{ name: "lead", inputSchema: { type: "object" }, outputSchema: lead }];

async function connect({ answer, filledIn, tools = TOOLS }) {
  const server = new Server({ name: "leads", version: "1.0.0" }, { capabilities: { tools: {} }, jsonSchemaValidator });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
  server.setRequestHandler(CallToolRequestSchema, () => ({ content: [], structuredContent: answer }));
  const client = new Client(
    { name: "test", version: "1.0.0" },
    { capabilities: { elicitation: {} }, jsonSchemaValidator },
  );
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: "accept", content: filledIn }));
  const [one, other] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(one), client.connect(other)]);
  await client.listTools();
  return { server, client };
}

test("a client checks what a tool returns", async () => {
  const good = await connect({ answer: { email: "ann@example.com" } });
  const result = await good.client.callTool({ name: "lead" });
  assert.deepEqual(result.structuredContent, { email: "ann@example.com" });
  const bad = await connect({ answer: { email: "ann", phone: "1".repeat(51) } });
  await assert.rejects(
    bad.client.callTool({ name: "lead" }),
    /Validation error: email: Invalid email; phone: String must be at most 50 characters/,
  );
  for (const { client } of [good, bad]) await client.close();
});

test("a server checks what a user fills in", async () => {
  const ask = { message: "Who is it?", requestedSchema: lead };
  const good = await connect({ filledIn: { email: "ann@example.com" } });
  assert.equal((await good.server.elicitInput(ask)).content.email, "ann@example.com");
  const bad = await connect({ filledIn: { email: "ann" } });
  await assert.rejects(bad.server.elicitInput(ask), /email: Invalid email/);
  for (const { client } of [good, bad]) await client.close();
});

test("the titles of an enum are no error, and check nothing", async () => {
  const color = { type: "string", enum: ["r", "g"], enumNames: ["Red", "Green"] };
  const requestedSchema = { type: "object", required: ["color"], properties: { color } };
  const ask = { message: "Which?", requestedSchema };
  const good = await connect({ filledIn: { color: "r" } });
  assert.equal((await good.server.elicitInput(ask)).content.color, "r");
  const bad = await connect({ filledIn: { color: "Red" } });
  await assert.rejects(bad.server.elicitInput(ask), /color: .*"r"/);
  for (const { client } of [good, bad]) await client.close();
  // A property may have the name.
  const properties = { enum: { type: "string" }, enumNames: { type: "array", maxItems: 1 } };
  const { valid } = jsonSchemaValidator.getValidator({ type: "object", properties })({ enumNames: [1, 2] });
  assert.equal(valid, false);
  const { errorMessage } = jsonSchemaValidator.getValidator({ type: "string", enumNames: ["Red"] })("r");
  assert.match(errorMessage, /enumNames/);
});

test("a schema that does not compile is refused for its tool alone", async () => {
  for (const [odd, message] of [
    [{ type: "strin" }, /schema error at \/type: .*strin/],
    [{ type: "object", properties: { a: { format: "no-such-format" } } }, /schema error at \/properties\/a\/format/],
    [{ type: "object", $ref: "https://example.com/elsewhere" }, /schema error at \/\$ref/],
  ]) {
    const validate = jsonSchemaValidator.getValidator(odd);
    const { valid, data, errorMessage } = validate({});
    assert.deepEqual([valid, data], [false, undefined]);
    assert.match(errorMessage, message);
  }
  const odd = { type: "object", properties: { a: { format: "no-such-format" } } };
  const tools = [
    { name: "odd", inputSchema: { type: "object" }, outputSchema: odd },
    { name: "lead", inputSchema: { type: "object" }, outputSchema: lead },
  ];
  const { client } = await connect({ answer: { email: "ann@example.com" }, tools });
  assert.equal((await client.listTools()).tools.length, 2);
  assert.deepEqual((await client.callTool({ name: "lead" })).structuredContent, { email: "ann@example.com" });
  await assert.rejects(client.callTool({ name: "odd" }), /schema error at \/properties\/a\/format: .*no-such-format/);
  await client.close();
});
