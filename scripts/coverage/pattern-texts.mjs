// Makes texts for a pattern: many match, and those that do not are near.

/** Characters at the edges of `\d`, `\w`, `\s`, `.` and of the planes of Unicode. */
const EDGES = [
  ..."09azAZ_-/:@[`{ \t\n\r\v\f.+,;\"'\\é\u00a0\u0130\u017f\u2028\u2029\ufeff\u212a\uffff",
  "😀",
  "𐀀",
  "\u0000",
];

/**
 * Returns texts for a pattern.
 *
 * @param {string} pattern
 * @param {import("./random.mjs").Random} random
 * @param {number} count
 */
export function textsFor(pattern, random, count) {
  const texts = ["", "a", "0", " ", "\n"];
  while (texts.length < count) {
    const text = matching(pattern, random);
    texts.push(text, mutated(text, random));
  }
  return texts.slice(0, count);
}

/** Returns a text made along the pattern: a branch of each alternation, some repetitions. It usually matches. */
export function matching(pattern, random) {
  const reader = new PatternReader([...pattern], random);
  const text = reader.alternatives();
  // An assertion adds no character, but the characters around a match may decide about it.
  const around = () => (random.oneIn(4) ? random.pick(EDGES) : "");
  return around() + text + around();
}

function mutated(text, random) {
  const characters = [...text];
  const at = random.below(characters.length + 1);
  const other = random.pick(random.oneIn(2) || characters.length === 0 ? EDGES : characters);
  switch (random.below(5)) {
    case 0:
      return characters.toSpliced(at, 1).join("");
    case 1:
      return characters.toSpliced(at, 0, other).join("");
    case 2:
      return characters.toSpliced(at, 1, other).join("");
    case 3:
      return text + text;
    default:
      return characters.toReversed().join("");
  }
}

/** Reads a pattern once and chooses on the way: a branch, a number of repetitions, a character of a class. */
class PatternReader {
  #pattern;
  #random;
  #at = 0;

  constructor(pattern, random) {
    this.#pattern = pattern;
    this.#random = random;
  }

  alternatives() {
    const branches = [this.#sequence()];
    while (this.#pattern[this.#at] === "|") {
      this.#at += 1;
      branches.push(this.#sequence());
    }
    return this.#random.pick(branches);
  }

  #sequence() {
    let text = "";
    while (this.#at < this.#pattern.length && !"|)".includes(this.#pattern[this.#at])) {
      const start = this.#at;
      let piece = this.#atom();
      const end = this.#at;
      const times = this.#quantifier();
      if (times === undefined) {
        text += piece;
        continue;
      }
      const after = this.#at;
      for (let n = 0; n < times; n++) {
        text += piece;
        this.#at = start;
        piece = this.#atom();
      }
      this.#at = Math.max(after, end);
    }
    return text;
  }

  /** Reads a quantifier, and returns how many times to repeat the atom before it; undefined if there is none. */
  #quantifier() {
    const rest = this.#pattern.slice(this.#at, this.#at + 20).join("");
    const [all, sign, low, comma, high] = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(rest) ?? [];
    if (all === undefined) return undefined;
    this.#at += all.length;
    const random = this.#random;
    if (sign === "?") return random.below(2);
    if (sign) return random.between(sign === "+" ? 1 : 0, 4);
    const least = Math.min(Number(low), 300);
    const most = comma === "" ? least : Math.min(high === "" ? least + 3 : Number(high), least + 5);
    // One more or one less than allowed tests the edge.
    const edge = random.oneIn(8) ? random.pick([-1, 1]) : 0;
    return Math.max(0, random.between(least, Math.max(least, most)) + edge);
  }

  #atom() {
    const c = this.#pattern[this.#at++];
    if (c === "(") {
      const rest = this.#pattern.slice(this.#at, this.#at + 60).join("");
      this.#at += /^\?(?:[:=!]|<[=!]|<[^>]*>)/.exec(rest)?.[0].length ?? 0;
      const text = this.alternatives();
      this.#at += 1;
      return text;
    }
    if (c === "[") return this.#class();
    if (c === ".") return this.#random.pick([..."aZ0 -_\t", "é", "😀", "\u2027"]);
    if (c === "^" || c === "$") return "";
    return c === "\\" ? this.#escape() : c;
  }

  #escape() {
    const random = this.#random;
    const c = this.#pattern[this.#at++];
    const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\})/.exec(
      c + this.#pattern.slice(this.#at, this.#at + 12).join(""),
    );
    if (code) {
      this.#at += code[0].length - 1;
      return String.fromCodePoint(parseInt(code[1] ?? code[2] ?? code[3], 16));
    }
    switch (c) {
      case "d":
        return random.pick([..."0123456789"]);
      case "w":
        return random.pick([..."abzAZ09_"]);
      case "s":
        return random.pick([..." \t\n\u00a0\ufeff\u2028"]);
      case "D":
        return random.pick([..."a/:-é"]);
      case "W":
        return random.pick([..."-/@[`{é\u017f"]);
      case "S":
        return random.pick([..."a0-é"]);
      case "n":
        return "\n";
      case "t":
        return "\t";
      case "r":
        return "\r";
      case "f":
        return "\f";
      case "v":
        return "\v";
      case "b":
      case "B":
        return "";
      default:
        return c ?? "";
    }
  }

  #class() {
    const random = this.#random;
    const negated = this.#pattern[this.#at] === "^";
    if (negated) this.#at += 1;
    const choices = [];
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== "]") {
      const low = this.#classMember();
      const isRange = this.#pattern[this.#at] === "-" && (this.#pattern[this.#at + 1] ?? "]") !== "]";
      if (!isRange) {
        choices.push(low);
        continue;
      }
      this.#at += 1;
      const high = this.#classMember();
      const [from, to] = [low.codePointAt(0), high.codePointAt(0)];
      // The ends, one inside, and the characters just outside.
      choices.push(low, high, character(random.between(from, Math.max(from, to))));
      if (random.oneIn(10)) choices.push(character(from - 1), character(to + 1));
    }
    this.#at += 1;
    if (negated || choices.length === 0) return random.pick(EDGES);
    return random.pick(choices);
  }

  #classMember() {
    const c = this.#pattern[this.#at++];
    if (c !== "\\") return c;
    if (this.#pattern[this.#at] === "b") {
      this.#at += 1;
      return "\b";
    }
    return this.#escape() || "a";
  }
}

/** Returns the character of a code point; "a" for a surrogate, which no text may hold alone. */
const character = (code) =>
  code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? "a" : String.fromCodePoint(code);
