import { schema } from "unanimous/lite";

// Lite has no rule for URLs, so there it is a text.
const lead = schema({
  type: "object",
  required: ["email", "url", "key"],
  properties: {
    email: { type: "string", format: "email" },
    phone: { type: "string", format: "phone" },
    url: { type: "string", maxLength: 2048 },
    key: { type: "string", format: "idempotency-key" },
  },
});
export const accepts = (value) => lead.validate(value).ok;
