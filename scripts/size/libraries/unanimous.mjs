import { schema } from "unanimous";

const lead = schema({
  type: "object",
  required: ["email", "url", "key"],
  properties: {
    email: { type: "string", format: "email" },
    phone: { type: "string", format: "phone" },
    url: { type: "string", format: "safe-url" },
    key: { type: "string", format: "idempotency-key" },
  },
});
export const accepts = (value) => lead.validate(value).ok;
