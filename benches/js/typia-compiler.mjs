// An esbuild plugin that runs typia's compiler. typia needs type information, so the plugin builds a TypeScript program
// for each file.
import ts from "typescript";
import transform from "typia/lib/transform.js";

const OPTIONS = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  skipLibCheck: true,
  types: [],
};

function compile(path) {
  const program = ts.createProgram([path], OPTIONS);
  const diagnostics = [];
  const before = [(transform.default ?? transform)(program, {}, { addDiagnostic: (one) => diagnostics.push(one) })];
  let contents;
  program.emit(program.getSourceFile(path), (_, text) => (contents = text), undefined, false, { before });
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(OPTIONS)));
  return contents;
}

export const typia = {
  name: "typia",
  setup(build) {
    build.onLoad({ filter: /typia\.ts$/ }, ({ path }) => ({ contents: compile(path), loader: "js" }));
  },
};
