/** The most inputs that are tried. */
const MAX_TRIES = 600;

/**
 * Returns a smaller input for which `differs` is true, as JSON text; the text itself if there is none. It removes items,
 * characters, and members of inner objects as long as the hosts differ.
 *
 * @param {string} line an input for which `differs` is true
 * @param {(line: string) => boolean} differs
 */
export function minimize(line, differs) {
  let tries = 0;
  const isSmaller = (text) => tries++ < MAX_TRIES && differs(text);
  let best = JSON.parse(line);
  // JSON.parse loses the order of integer keys, repeated keys and the spelling of numbers.
  if (!isSmaller(JSON.stringify(best))) return line;
  for (let found = true; found; ) {
    found = false;
    for (const smaller of smallerMembers(best)) {
      if (tries >= MAX_TRIES) break;
      if (!isSmaller(JSON.stringify(smaller))) continue;
      best = smaller;
      found = true;
      break;
    }
  }
  return JSON.stringify(best);
}

/** Each value with one part less, or with a smaller part; the largest steps first. */
function* candidates(value) {
  if (typeof value === "string") {
    const characters = [...value];
    for (let size = characters.length; size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < characters.length; at += size)
        yield [...characters.slice(0, at), ...characters.slice(at + size)].join("");
    }
  } else if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) yield value.toSpliced(at, 1);
    for (let at = 0; at < value.length; at++)
      for (const smaller of candidates(value[at])) yield value.with(at, smaller);
  } else if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    for (let at = 0; at < entries.length; at++) yield Object.fromEntries(entries.toSpliced(at, 1));
    yield* smallerMembers(value);
  }
}

/** Each object with one smaller value. */
function* smallerMembers(object) {
  const entries = Object.entries(object);
  for (let at = 0; at < entries.length; at++) {
    const [name, inner] = entries[at];
    for (const smaller of candidates(inner)) yield Object.fromEntries(entries.with(at, [name, smaller]));
  }
}
