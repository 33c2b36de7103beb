// Gives the module of unanimous-wasm the one thing that the npm package has and it has not: the class SchemaError.

/** A stand-in for the class, which `instanceof` asks. The module throws a TypeError of that name. */
const SchemaError = {
  [Symbol.hasInstance]: (error) => error instanceof TypeError && error.name === "SchemaError",
};

/** The package has a function where the class has a method. */
const readForm = (schema, entries) => schema.readForm(entries);

export const adapt = (module) => ({ ...module, SchemaError, readForm });
