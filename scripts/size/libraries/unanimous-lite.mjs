import { schema } from "unanimous/lite";

// `unanimous/lite` has no rule for URLs, so the URL is any string.
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
