/**
 * Lets the Model Context Protocol's TypeScript SDK validate with `unanimous`.
 *
 * @module
 */
import { schema, type SchemaError, type Subschema } from "./index.js";

/** The result of a validator of the SDK: the value, or a message that says what is wrong with it. */
export type JsonSchemaValidatorResult<T> =
  | { readonly valid: true; readonly data: T; readonly errorMessage: undefined }
  | { readonly valid: false; readonly data: undefined; readonly errorMessage: string };

/**
 * A `jsonSchemaValidator` of `@modelcontextprotocol/sdk`: the option of that name of its `Client` and `Server`.
 *
 * For a schema that does not compile, it gives a validator that refuses every value and says what is wrong with the
 * schema: a client asks for the validators of all tools at once, and one tool must not take the others away.
 *
 * @example
 * import { Client } from "@modelcontextprotocol/sdk/client/index.js";
 * import { jsonSchemaValidator } from "unanimous/mcp";
 *
 * const client = new Client({ name: "leads", version: "1.0.0" }, { jsonSchemaValidator });
 */
export const jsonSchemaValidator = {
  /** Compiles a schema, and returns the function that validates. It never throws. */
  // biome-ignore lint/suspicious/noExplicitAny: the SDK chooses the type, and TypeScript cannot infer it.
  getValidator(json: object): (input: unknown) => JsonSchemaValidatorResult<any> {
    const refuse = (errorMessage: string) => ({ valid: false, data: undefined, errorMessage }) as const;
    try {
      const compiled = schema(json as Subschema);
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
