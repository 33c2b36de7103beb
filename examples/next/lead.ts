import { schema } from "unanimous";

/** What a lead must be: the page and the route hold the same schema. */
export const lead = schema({
  type: "object",
  required: ["name", "email"],
  properties: {
    name: { type: "string", minLength: 1, maxLength: 200 },
    email: { type: "string", format: "email" },
  },
  additionalProperties: false,
});
