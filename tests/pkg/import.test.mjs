// Types of imported schemas: `unanimous import` writes files, and TypeScript infers what a schema accepts.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { freshProject, ROOT } from "../tools/tarball.mjs";

const project = freshProject();
after(() => project.remove());

const DOCUMENT = `
openapi: 3.1.0
paths:
  /leads:
    post:
      operationId: create-lead
      requestBody:
        content:
          application/json:
            schema:
              type: object
              description: A lead
              required: [email]
              properties:
                email: {type: string, format: email}
                channel: {enum: [search, friend]}
                seats: {type: [integer, "null"], minimum: 1}
                tags: {type: array, items: {type: string}}
  /pets:
    post:
      operationId: addPet
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /wide:
    post:
      operationId: wide
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                list: {type: array, minContains: 2, maxContains: 1}
                idle: {type: string, then: {minLength: 1}, else: {}}
                alone: {if: {}}
${Array.from({ length: 105 }, (_, at) => `                p${at}: {type: object, maxLength: 5}`).join("\n")}
${["exports", "require", "__esModule", "Object"]
  .map(
    (id) => `
  /${id}:
    post:
      operationId: ${id}
      requestBody: {content: {application/json: {schema: {type: string}}}}`,
  )
  .join("")}
components:
  schemas:
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind, mapping: {cat: Cat, dog: Dog}}
    Cat:
      type: object
      required: [kind]
      properties:
        kind: {const: cat}
        kittens: {type: array, items: {$ref: '#/components/schemas/Cat'}}
    Dog:
      type: object
      required: [kind, name]
      properties:
        kind: {const: dog}
        name: {type: string, minLength: 1, items: {}}
`;
writeFileSync(join(project.dir, "openapi.yaml"), DOCUMENT);
const unanimous = (args, options) =>
  spawnSync("cargo", ["run", "--quiet", "--package", "unanimous-cli", "--", ...args], {
    cwd: ROOT,
    encoding: "utf8",
    ...options,
  });
const importing = ["import", join(project.dir, "openapi.yaml"), "--strict", "--out", join(project.dir, "schemas")];
assert.equal(unanimous(importing).status, 0);

const USE = `
const lead = schema(json);
const result = lead.validate({});
const pet = schema(petJson).validate({});
if (pet.ok && pet.value.kind === "dog") pet.value.name satisfies string;
if (pet.ok && pet.value.kind === "cat") {
  pet.value.kittens?.[0]?.kittens satisfies { kind: "cat" }[] | undefined;
  // @ts-expect-error: a cat has no name
  pet.value.name;
}
type Exactly<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
if (result.ok) {
  type Lead = { email: string; channel?: "search" | "friend"; seats?: number | null; tags?: string[] };
  const isExact: Exactly<typeof result.value, Lead> = true;
  console.log(isExact, result.value.email.length);
}
`;

const tsc = (file, source, options) => {
  writeFileSync(join(project.dir, file), source);
  const strict = ["--ignoreConfig", "--noEmit", "--strict", "--target", "es2022", "--types", ""];
  try {
    execFileSync(join(ROOT, "node_modules", ".bin", "tsc"), [...strict, ...options, file], {
      cwd: project.dir,
      encoding: "utf8",
    });
    return "";
  } catch (error) {
    return error.stdout || error.message;
  }
};

const JSON_FILE = "./schemas/create-lead.schema.json";
const PET_FILE = "./schemas/addPet.schema.json";
for (const [name, file, module, resolution, attributes] of [
  ["a bundler", "bundler.ts", "esnext", "bundler", ""],
  ["a bundler, with import attributes", "bundler-attributes.ts", "esnext", "bundler", ' with { type: "json" }'],
  ["ES modules of Node.js", "node.mts", "nodenext", "nodenext", ' with { type: "json" }'],
  ["CommonJS of Node.js", "node.cts", "nodenext", "nodenext", ""],
]) {
  const options = ["--module", module, "--moduleResolution", resolution, "--allowArbitraryExtensions"];

  test(`the import of a schema file has an exact type for ${name}`, () => {
    const source = `
      import { schema } from "unanimous";
      import json from "${JSON_FILE}"${attributes};
      import petJson from "${PET_FILE}"${attributes};
      ${USE}`;
    assert.equal(tsc(file, source, options), "");
    assert.equal(tsc(file, source, [...options, "--resolveJsonModule"]), "");
  });

  test(`index.ts has an exact type for ${name}`, () => {
    const source = `
      import { schema } from "unanimous";
      import { addPet as petJson, createLead as json } from "./schemas/index.js";
      ${USE}`;
    assert.equal(tsc(file.replace(".", "-index."), source, options.slice(0, 4)), "");
  });
}

test("keywords without effect, however many, and names that CommonJS has, compile", () => {
  const options = ["--module", "nodenext", "--moduleResolution", "nodenext", "--allowArbitraryExtensions"];
  const source = `
    import { schema } from "unanimous";
    import json from "./schemas/wide.schema.json";
    import { wide, exports_, require_, __esModule_, Object_ } from "./schemas/index.js";
    for (const each of [exports_, require_, __esModule_, Object_]) schema(each);
    for (const { validate } of [schema(json), schema(wide)]) {
      const result = validate({});
      if (result.ok) result.value.list satisfies unknown[] | undefined;
    }`;
  assert.equal(tsc("wide.cts", source, options), "");
});

test("without allowArbitraryExtensions TypeScript names the option", () => {
  const source = `import json from "${JSON_FILE}"; json;`;
  assert.match(
    tsc("without.ts", source, ["--module", "esnext", "--moduleResolution", "bundler"]),
    /error TS6263: .*--allowArbitraryExtensions/,
  );
});

test("the package and the command say the same of a value", () => {
  const value = '{"email": "ann", "seats": 0, "tags": [1]}';
  const source = `
    import { schema } from "unanimous";
    import json from "${JSON_FILE}" with { type: "json" };
    console.log(JSON.stringify(schema(json).validate(${value})));
  `;
  writeFileSync(join(project.dir, "run.mjs"), source);
  const expected = execFileSync(process.execPath, ["--no-warnings", "run.mjs"], { cwd: project.dir, encoding: "utf8" });
  const schema = join(project.dir, JSON_FILE);
  const check = unanimous(["check", "--format", "json", "--schema", schema, "-"], { input: value });
  assert.deepEqual([check.status, check.stdout], [1, expected]);
  assert.equal(
    JSON.parse(expected).message,
    "Validation error: email: Invalid email; seats: Number must be at least 1; tags.0: Expected string, received number",
  );
});
