/**
 * Returns a function that says whether a browser has added an entry by itself: the position of a click on an image
 * button (`go.x` and `go.y`), or the direction of a text (`dirname="note.dir"`). `src/schema/form/name.rs` has the
 * same.
 *
 * The names alone do not say it, so this is for closed schemas, which would refuse the entries.
 */
export function browserNames(entries: readonly (readonly [string, unknown])[]): (name: string) => boolean {
  const values = new Map(entries);
  const isNumber = (name: string): boolean => /^\d+$/.test(String(values.get(name)));
  return (name) => {
    const [, before = "", last] = /^(.*\.)?(x|y|dir)$/s.exec(name) ?? [];
    if (last === "dir") return /^(?:ltr|rtl)$/.test(String(values.get(name))) && values.has(before.slice(0, -1));
    return last !== undefined && isNumber(`${before}x`) && isNumber(`${before}y`);
  };
}
