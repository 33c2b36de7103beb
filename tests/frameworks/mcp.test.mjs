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

async function connect({ answer, filledIn }) {
  const server = new Server({ name: "leads", version: "1.0.0" }, { capabilities: { tools: {} }, jsonSchemaValidator });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: [{ name: "lead", inputSchema: { type: "object" }, outputSchema: lead }],
  }));
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

test("a schema that does not compile is refused when the validator is made", () => {
  assert.throws(() => jsonSchemaValidator.getValidator({ type: "strin" }), /strin/);
});
