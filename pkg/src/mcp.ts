/**
 * Lets the Model Context Protocol's TypeScript SDK validate with `unanimous`.
 *
 * @module
 */
import { schema, type SchemaError, type Subschema } from "./index.js";

/** What a validator of the SDK returns: the value, or a message with the reasons. */
export type JsonSchemaValidatorResult<T> =
  | { readonly valid: true; readonly data: T; readonly errorMessage: undefined }
  | { readonly valid: false; readonly data: undefined; readonly errorMessage: string };

/**
 * Leaves `enumNames` out of a copy of a schema. MCP's titled enums have it beside `enum`, as titles of the values, and
 * JSON Schema does not know it.
 */
function withoutTitles(this: { readonly enum?: unknown }, key: string, value: unknown): unknown {
  return key === "enumNames" && this.enum && Array.isArray(value) ? undefined : value;
}

/**
 * The value for the option `jsonSchemaValidator` of `Client` and `Server` in `@modelcontextprotocol/sdk`.
 *
 * If a tool's schema does not compile, its validator rejects every value, with the error of the schema as the message.
 * It does not throw, because the SDK compiles the schemas of all tools together: an exception for one tool would
 * disable all of them.
 *
 * @example
 * import { Client } from "@modelcontextprotocol/sdk/client/index.js";
 * import { jsonSchemaValidator } from "unanimous/mcp";
 *
 * const client = new Client({ name: "leads", version: "1.0.0" }, { jsonSchemaValidator });
 */
export const jsonSchemaValidator = {
  /** Compiles a schema and returns its validator. It never throws. */
  // biome-ignore lint/suspicious/noExplicitAny: the SDK chooses the type, and TypeScript cannot infer it.
  getValidator(json: object): (input: unknown) => JsonSchemaValidatorResult<any> {
    const refuse = (errorMessage: string) => ({ valid: false, data: undefined, errorMessage }) as const;
    try {
      const compiled = schema(JSON.parse(JSON.stringify(json, withoutTitles)) as Subschema);
      return (input) => {
        const result = compiled.validate(input);
        return result.ok ? { valid: true, data: result.value, errorMessage: undefined } : refuse(result.message);
      };
    } catch (error) {
      const { message } = error as SchemaError;
      return () => refuse(message);
    }
  },
};
