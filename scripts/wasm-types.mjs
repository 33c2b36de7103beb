// Writes wasm/src/plain/types.d.ts: the types of the npm package, for the functions that `unanimous-wasm` exports.
//
//   node scripts/wasm-types.mjs           writes the file
//   node scripts/wasm-types.mjs --check   fails if the file is not what it should be
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FILE = join(ROOT, "wasm", "src", "plain", "types.d.ts");

/** The modules to take whole, but for the declarations that only the npm package needs. */
const WHOLE = ["json-schema", "infer", "integer-order", "known-keywords"];
const LEFT_OUT = new Set(["Infer"]);

/** The other declarations to take, in the order in which they are written. The class `Schema` follows `Result`. */
const TAKEN = `
  Segment Code Issue Invalid StandardSegment Valid Result Passed Accepted Rejected CheckResult
  EmailOptions checkEmail PhoneOptions checkPhone IdempotencyKeyOptions checkIdempotencyKey
  dedupeKey newIdempotencyKey UrlPolicy SafeUrl UrlCheckResult checkUrl checkAddresses IssueLike
  formatMessage ParseOptions parseMessage Time HeadersLike ErrorDialect ErrorCategory ErrorWarning
  FieldError RetryHints ApiError VocabularyRole VocabularyEntry ReadErrorOptions ErrorInput readError RenderDialect
  ErrorResponseOptions PlainError ErrorResponse errorResponse RetryReason RetryAdvice TryAgain Stop Attempt
  retryAdvice fingerprint StoredRequest ReplayVerdict judgeReplay AcceptedKey checkIdempotencyHeader
`.match(/\w+/g);

const SCHEMA = `/** A schema that cannot be compiled. The message says where the mistake is and what to do. */
export interface SchemaError extends TypeError {
  readonly name: "SchemaError";
  /** The JSON pointer (RFC 6901) of the mistake in the schema; the empty string is the schema itself. */
  readonly pointer: string;
}

/** What a compiled schema says that is likely a mistake, such as a keyword that no allowed type uses. */
export interface SchemaWarning {
  /** The JSON pointer (RFC 6901) of the keyword in the schema; the empty string is the schema itself. */
  readonly pointer: string;
  /** What is likely wrong, and what to do. */
  readonly message: string;
}

/** A compiled schema. Compile it once, outside the function that validates. */
export class Schema<T = unknown> {
  /**
   * Compiles a JSON Schema: an object, a boolean, or its JSON text. The option documents holds the schemas that a
   * reference may name beside this one.
   *
   * @throws SchemaError if a keyword, a format or an option is unknown or has a wrong value
   */
  constructor(json: Subschema | string, options?: SchemaOptions);
  /** Likely mistakes in the schema: a keyword that no allowed type uses, or a required key that cannot be there. */
  readonly warnings: readonly SchemaWarning[];
  /**
   * Checks a value, synchronously. The result of an accepted value holds that very value.
   *
   * The option locale is a catalogue of the repository's folder locales, as an object or as its JSON text; details asks
   * for its texts of details.
   *
   * @throws TypeError if a getter or a proxy of the value throws, the value has more than 5,000,000 properties and
   *   list items, or the catalogue is wrong
   */
  validate(value: unknown, options?: { readonly locale?: object | string; readonly details?: boolean }): Result<T>;
  /**
   * Reads the texts of a form, such as a URLSearchParams, and converts them to the types of the schema. The value is not
   * validated.
   *
   * @throws TypeError if the entries are no pairs of a name and a text
   */
  readForm(entries: Iterable<readonly [string, string]>): unknown;
  /** Frees the schema's memory at once. Without it, the memory is freed when nobody holds the schema any more. */
  free(): void;
}

/** Compiles a JSON Schema, which must be an object or a boolean, and infers the type of its values. */
export function schema<const S extends Subschema>(
  json: S & KnownKeywords<S>,
  options?: SchemaOptions,
): Schema<InferSchema<S>>;
`;

/** The top-level declarations of a .d.ts file, by name, each with its comment. */
function declarations(text) {
  const found = new Map();
  let lines = [];
  let depth = 0;
  for (const line of text.split("\n")) {
    lines.push(line);
    if (/^( \*|\/\*\*|\/\/)/.test(line)) continue;
    for (const bracket of line.replace(/\/\*.*?\*\//g, "").match(/[{}()[\]]/g) ?? [])
      depth += "{([".includes(bracket) ? 1 : -1;
    if (depth > 0 || !/[;}]$/.test(line)) continue;
    const declaration = lines.join("\n");
    const name = /^(?:export )?(?:declare )?(?:interface|type|function|const|class) (\w+)/m.exec(declaration)?.[1];
    if (name)
      found.set(
        name,
        declaration
          .replace(/^(export )?declare /m, "$1")
          .replaceAll("    ", "  ")
          .trim(),
      );
    lines = [];
  }
  return found;
}

/** Parts of the npm package's types and comments that name what this module does not have. */
const OMITTED = [
  ...["; in `unanimous/lite`, LiteError if the domain is not ASCII", " or {@link readResponse}"],
  " * With `locale`, the message and the reasons of our codes are in its language, as in the message of `validate`.\n *\n",
  ", or `locale` is no locale",
  ", or `error` is a promise, a Response or the `Error` of a `fetch`",
  ", options?: {\n  readonly locale?: Locale | undefined;\n}",
  "  /** The language of the message. With it, reasons in this language get their codes and parameters back. */\n",
  "  readonly locale?: Locale | undefined;\n",
  "  /**\n   * The `title` of the value in the schema; absent without the option `labels`, or if the schema has no title for the\n" +
    "   * value.\n   */\n  readonly label?: string;\n",
];

/** Parts that this module has in another form. */
const REPLACED = [
  [
    'The language of the reasons and of the message\'s prefix: `import de from "unanimous/locales/de"`. Codes,\n' +
      "   * parameters, paths and texts of your own stay. Issues without a code keep their text.\n" +
      "   */\n  readonly locale?: Locale | undefined;",
    "The language of the reasons and of the message's prefix: a catalogue of the repository's folder locales, as an\n" +
      "   * object or as its JSON text. Codes, parameters, paths and texts of your own stay. Issues without a code keep\n" +
      "   * their text.\n   */\n  readonly locale?: object | string | undefined;",
  ],
];

const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function types() {
  const dir = mkdtempSync(join(tmpdir(), "unanimous-types-"));
  try {
    // What the build generates is not there yet, so the compiler may complain; the declarations do not need it.
    const tsc = join(ROOT, "node_modules", ".bin", "tsc");
    spawnSync(tsc, ["-p", join(ROOT, "pkg", "tsconfig.json"), "--declarationMap", "false", "--outDir", dir]);
    const parts = ["// Generated by scripts/wasm-types.mjs from the types of pkg/src."];
    const all = new Map();
    const read = (file) => declarations(readFileSync(join(dir, file), "utf8"));
    for (const file of readdirSync(dir, { recursive: true }).filter(
      (name) => name.endsWith(".d.ts") && !name.includes("lite"),
    )) {
      for (const [name, declaration] of read(file)) {
        all.set(name, [...(all.get(name) ?? []), declaration]);
      }
    }
    for (const name of TAKEN) {
      const [declaration, another] = all.get(name) ?? [];
      if (declaration === undefined || another !== undefined) {
        throw new Error(`pkg/src declares ${declaration === undefined ? "no" : "more than one"} ${name}`);
      }
      parts.push(declaration);
      const other = snakeCase(name);
      if (/^export function/m.test(declaration) && other !== name) {
        parts.push(
          `/** {@link ${name}}, under the name that the Rust crate has. */\nexport const ${other}: typeof ${name};`,
        );
      }
      if (name === "Result") parts.push(SCHEMA.trim());
    }
    const names = new Set(TAKEN);
    for (const [name, declaration] of WHOLE.flatMap((module) => [...read(`${module}.d.ts`)])) {
      if (LEFT_OUT.has(name)) continue;
      if (names.has(name)) throw new Error(`pkg/src declares more than one ${name}`);
      names.add(name);
      parts.push(declaration);
    }
    const text = [...REPLACED, ...OMITTED.map((omitted) => [omitted, ""])].reduce(
      (text, [from, to]) => {
        if (!text.includes(from)) throw new Error(`pkg/src has no longer this part, which is replaced: ${from}`);
        return text.replaceAll(from, to);
      },
      `${parts.join("\n\n")}\n`,
    );
    return execFileSync(join(ROOT, "node_modules", ".bin", "biome"), ["format", "--stdin-file-path", FILE], {
      cwd: ROOT,
      input: text,
      encoding: "utf8",
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const wanted = types();
if (!process.argv.includes("--check")) writeFileSync(FILE, wanted);
else if (readFileSync(FILE, "utf8") !== wanted) {
  throw new Error("wasm/src/plain/types.d.ts is not what scripts/wasm-types.mjs writes: run it, and commit the file");
}
