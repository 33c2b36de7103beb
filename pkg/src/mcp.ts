/**
 * Lets the Model Context Protocol's TypeScript SDK validate with `unanimous`.
 *
 * @module
 */
import { schema, type Subschema } from "./index.js";

/** The result of a validator of the SDK: the value, or a message that says what is wrong with it. */
export type JsonSchemaValidatorResult<T> =
  | { readonly valid: true; readonly data: T; readonly errorMessage: undefined }
  | { readonly valid: false; readonly data: undefined; readonly errorMessage: string };

/**
 * A `jsonSchemaValidator` of `@modelcontextprotocol/sdk`: the option of that name of its `Client` and `Server`.
 *
 * `getValidator` throws a `SchemaError` for a schema that does not compile.
 *
 * @example
 * import { Client } from "@modelcontextprotocol/sdk/client/index.js";
 * import { jsonSchemaValidator } from "unanimous/mcp";
 *
 * const client = new Client({ name: "leads", version: "1.0.0" }, { jsonSchemaValidator });
 */
export const jsonSchemaValidator = {
  /** Compiles a schema, and returns the function that validates. */
  // biome-ignore lint/suspicious/noExplicitAny: the SDK chooses the type, and TypeScript cannot infer it.
  getValidator(json: object): (input: unknown) => JsonSchemaValidatorResult<any> {
    const compiled = schema(json as Subschema);
    return (input) => {
      const result = compiled.validate(input);
      return result.ok
        ? { valid: true, data: result.value, errorMessage: undefined }
        : { valid: false, data: undefined, errorMessage: result.message };
    };
  },
};
