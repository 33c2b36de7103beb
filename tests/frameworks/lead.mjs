// The schema for all framework tests, a valid value, and a value with a fault at each depth.
import { schema } from "unanimous";

export const lead = schema({
  type: "object",
  required: ["email", "contacts"],
  properties: {
    email: { type: "string", format: "email" },
    phone: { type: "string", format: "phone" },
    contacts: {
      type: "array",
      maxItems: 3,
      items: {
        type: "object",
        required: ["email"],
        properties: {
          email: { type: "string", format: "email" },
          tags: { type: "array", items: { type: "string", maxLength: 5 } },
        },
      },
    },
  },
  additionalProperties: false,
});

export const good = () => ({
  email: "ann@example.com",
  phone: "+49 30 123456",
  contacts: [{ email: "bob@example.com", tags: ["a"] }, { email: "cy@example.com" }],
});

export const bad = () => ({
  email: "ann",
  phone: "5".repeat(51),
  contacts: [{ email: "bob@example.com" }, { email: "x", tags: ["ok", "too long"] }],
});

/** The message for the invalid value, in the schema's order. */
export const SENTENCE =
  "Validation error: email: Invalid email; phone: String must be at most 50 characters; " +
  "contacts.1.email: Invalid email; contacts.1.tags.1: String must be at most 5 characters";

export const TOO_LONG = "String must be at most 50 characters";
export const TAG_TOO_LONG = "String must be at most 5 characters";
