// Templates with `{name}` for parameters. src/locale/template.rs does the same.

/** Parameters as a text shows them, by name. */
export type Shown = Readonly<Record<string, string>>;

/** The literal texts and the names of a template, in turn. */
export const pieces = (template: string): string[] => template.split(/[{}]/);

/** Fills in a template. */
export const fill = (template: string, value: (name: string) => string): string =>
  pieces(template)
    .map((piece, at) => (at % 2 ? value(piece) : piece))
    .join("");

/**
 * Returns the values with which a template gives a text; undefined if there are none. Where a literal occurs more than
 * once, the last one counts.
 */
export function find(template: string, text: string): Shown | undefined {
  const parts = pieces(template);
  const last = parts.pop() as string;
  if (parts.length === 0) return text === last ? {} : undefined;
  if (!text.endsWith(last)) return undefined;
  let rest = text.slice(0, text.length - last.length);
  const found: Record<string, string> = {};
  while (parts.length > 0) {
    const name = parts.pop() as string;
    const literal = parts.pop() as string;
    const at = parts.length > 0 ? rest.lastIndexOf(literal) : rest.startsWith(literal) ? 0 : -1;
    const value = rest.slice(at + literal.length);
    if (at < 0 || value === "") return undefined;
    found[name] = value;
    rest = rest.slice(0, at);
  }
  return found;
}
