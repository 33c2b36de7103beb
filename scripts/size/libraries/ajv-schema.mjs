// The schema for ajv. ajv.mjs compiles it in the page; same-schema.mjs compiles it ahead of time.
export const lead = {
  type: "object",
  required: ["email", "url", "key"],
  properties: {
    email: { type: "string", format: "email" },
    phone: { type: "string", maxLength: 50 },
    url: { type: "string", format: "uri" },
    key: { type: "string", minLength: 1, maxLength: 255 },
  },
};
