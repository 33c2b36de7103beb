/** A schema that cannot be compiled. The message says where the mistake is and what to do. */
export class SchemaError extends TypeError {
  override readonly name = "SchemaError";
  constructor(
    message: string,
    /** The JSON pointer (RFC 6901) of the mistake in the schema; the empty string is the schema itself. */
    readonly pointer: string,
  ) {
    super(message);
  }
}

/** Returns the error of a mistake, which the compiler in wasm would word alike. */
export const schemaError = (pointer: string, mistake: string): SchemaError =>
  new SchemaError(`schema error at ${pointer || "the root"}: ${mistake}`, pointer);

/** A likely mistake in a schema that compiles, such as a keyword that no allowed type uses. */
export interface SchemaWarning {
  /** The JSON pointer (RFC 6901) of the keyword in the schema; the empty string is the schema itself. */
  readonly pointer: string;
  /** The likely mistake and its remedy. */
  readonly message: string;
}
