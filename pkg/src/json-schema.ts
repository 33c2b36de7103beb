// The types of a JSON Schema: its keywords and their values. infer.ts has the types of a schema's values.
import type { Code } from "./issue.js";
import type { UrlPolicy } from "./urls.js";

/** The names in `type`. */
export type TypeName = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

/** The formats that judge a string. */
export type StringFormat =
  | "date-time"
  | "date"
  | "time"
  | "duration"
  | "email"
  | "idn-email"
  | "hostname"
  | "idn-hostname"
  | "ipv4"
  | "ipv6"
  | "ip"
  | "uri"
  | "uri-reference"
  | "uuid"
  | "json-pointer"
  | "relative-json-pointer"
  | "regex"
  | "phone"
  | "e164"
  | "idempotency-key"
  | "safe-url";

/** The formats that judge a number: an integer in the range of its width. */
export type NumberFormat = "int8" | "int16" | "int32" | "uint8" | "uint16" | "uint32";

/** The formats that describe a value and judge nothing. */
export type AnnotationFormat =
  | "int64"
  | "uint"
  | "uint64"
  | "phone-number"
  | "float"
  | "double"
  | "decimal"
  | "password"
  | "byte"
  | "binary";

/** The formats that every schema may name. A root's `x-unanimous.annotationFormats` adds others as annotations. */
export type Format = StringFormat | NumberFormat | AnnotationFormat;

/** The options in `x-unanimous`: the reasons of the schema in your own words, and the options of its format. */
export interface UnanimousOptions extends UrlPolicy {
  /** The text that replaces every reason of this schema. */
  readonly reason?: string;
  /** The texts that replace the reasons of this schema with these codes: `{ "required": "Tell us your name" }`. */
  readonly reasons?: { readonly [code in Code]?: string };
  /** At the root only: further formats that are annotations in the whole schema. */
  readonly annotationFormats?: readonly string[];
  /** Of `email` and `idn-email`: which addresses are valid. */
  readonly rule?: "public" | "html" | "rfc5321" | "rfc6531" | "idn";
  /** Of `idempotency-key`: how the key is written. */
  readonly form?: "bare" | "sf-string";
  readonly [option: string]: unknown;
}

/** A schema inside another one. `true` accepts every value and `false` accepts none. */
export type Subschema = JsonSchema | boolean;

/**
 * Schemas by name. A member that is undefined counts as missing. The compiler gives such members to the type of a JSON
 * file in which the branches of a union have different properties.
 */
export interface Subschemas {
  readonly [name: string]: Subschema | undefined;
}

/** A JSON Schema 2020-12, or a schema object of OpenAPI 3.0 or 3.1, with the keywords that `schema()` supports. */
export interface JsonSchema {
  readonly type?: TypeName | readonly TypeName[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  /** Of OpenAPI 3.0. Adds null to `type`; without `type`, the whole schema accepts null too. */
  readonly nullable?: boolean;

  readonly properties?: Subschemas;
  readonly required?: readonly string[];
  readonly additionalProperties?: Subschema;
  readonly patternProperties?: Subschemas;
  readonly propertyNames?: Subschema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly dependentRequired?: { readonly [name: string]: readonly string[] | undefined };
  readonly dependentSchemas?: Subschemas;
  /** Of draft-07: `dependentRequired` and `dependentSchemas` in one. */
  readonly dependencies?: { readonly [name: string]: Subschema | readonly string[] | undefined };

  /** One schema for all items after `prefixItems`. A list is the form of `prefixItems` before 2020-12. */
  readonly items?: Subschema | readonly Subschema[];
  readonly prefixItems?: readonly Subschema[];
  /** Of draft-07: the schema of the items after a list in `items`. */
  readonly additionalItems?: Subschema;
  readonly contains?: Subschema;
  readonly minContains?: number;
  readonly maxContains?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;

  /** In Unicode code points. */
  readonly minLength?: number;
  /** In Unicode code points. */
  readonly maxLength?: number;
  /** The regular part of ECMA-262 with the flag `u`. It matches anywhere in the text unless it starts with `^`. */
  readonly pattern?: string;
  /** One of {@link Format}, or a format that the root's `x-unanimous.annotationFormats` lists. */
  readonly format?: Format | (string & {});

  readonly minimum?: number;
  readonly maximum?: number;
  /** A boolean is OpenAPI 3.0's form: it makes `minimum` exclusive. */
  readonly exclusiveMinimum?: number | boolean;
  /** A boolean is OpenAPI 3.0's form: it makes `maximum` exclusive. */
  readonly exclusiveMaximum?: number | boolean;
  readonly multipleOf?: number;

  readonly allOf?: readonly Subschema[];
  readonly anyOf?: readonly Subschema[];
  readonly oneOf?: readonly Subschema[];
  readonly not?: Subschema;
  readonly if?: Subschema;
  readonly then?: Subschema;
  readonly else?: Subschema;
  /** Of OpenAPI: the tag of a union. It chooses which branch gives the reason, and never the verdict. */
  readonly discriminator?: {
    readonly propertyName: string;
    readonly mapping?: { readonly [value: string]: string | undefined };
    readonly [extension: `x-${string}`]: unknown;
  };

  readonly $ref?: string;
  readonly $id?: string;
  /** Of draft-04, where it is the name of `$id`. */
  readonly id?: string;
  readonly $anchor?: string;
  readonly $defs?: Subschemas;
  readonly definitions?: Subschemas;
  /** Of OpenAPI, at the root: a holder of schemas for `#/components/schemas/…`. */
  readonly components?: { readonly schemas?: Subschemas };

  readonly $schema?: string;
  readonly $comment?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly examples?: unknown;
  readonly deprecated?: boolean;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly contentEncoding?: string;
  readonly contentMediaType?: string;
  readonly contentSchema?: unknown;
  readonly externalDocs?: unknown;
  readonly xml?: unknown;

  /** The options of the format, and reasons in your own words. */
  readonly "x-unanimous"?: UnanimousOptions;
  /** An annotation of your own. */
  readonly [extension: `x-${string}`]: unknown;
}

/** The options of `schema()`. */
export interface SchemaOptions {
  /**
   * The documents that a `$ref` may name, by their absolute URI, or by a name relative to the root's `$id`. Nothing is
   * fetched.
   */
  readonly documents?: { readonly [uri: string]: Subschema };
}
