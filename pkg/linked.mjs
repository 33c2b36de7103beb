// Reads and writes a wasm file linked with `--emit-relocs`: its functions, its data, and which of them use which.
// https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md

const SECTION = { custom: 0, import: 2, export: 7, start: 8, code: 10, data: 11 };
const SYMBOL_TABLE = 8; // WASM_SYMBOL_TABLE, a subsection of the section `linking`
const SYMBOL = { function: 0, data: 1, section: 3 };
const UNDEFINED = 0x10;
const EXPLICIT_NAME = 0x40;

// Relocation types by what they refer to: a function; a data address, which has an addend; a type, global or table,
// which all stay.
const TO_FUNCTION = [0, 1, 2];
const TO_DATA = [3, 4, 5];
const TO_OTHERS = [6, 7, 20];

/** The length of the magic number and the version. */
const HEADER = 8;

/** A cursor over bytes. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get done() {
    return this.at >= this.bytes.length;
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** Reads a LEB128 number of up to 32 bits. */
  number() {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  /** Reads a length and that many bytes: a section, a text, or a function's body. */
  block() {
    const length = this.number();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text() {
    return this.block().toString();
  }

  /** Reads a count, then calls `read` that many times. */
  list(read) {
    return Array.from({ length: this.number() }, read);
  }
}

/**
 * @typedef {{ isData: boolean, names: string[], at: number, bytes: Buffer, uses: Piece[] }} Piece a function's body or a
 * data symbol: `at` is its offset in its section, `uses` are the pieces that it refers to
 * @typedef {{ sections: object[], functions: Piece[], data: Piece[], roots: Piece[] }} Linked `roots` are the exported
 * functions and the start function
 */

/** @param {Buffer} file @returns {Linked} the bytes are views of one copy of the file */
export function readLinked(file) {
  const sections = [];
  for (const reader = new Reader(Buffer.from(file), HEADER); !reader.done; ) {
    const id = reader.byte();
    const bytes = reader.block();
    sections.push({ id, bytes, name: id === SECTION.custom ? new Reader(bytes).text() : "" });
  }
  const known = (id) => new Reader(sections.find((section) => section.id === id)?.bytes ?? Buffer.of(0));
  const custom = (name) => {
    const section = sections.find((section) => section.name === name);
    if (!section) throw new Error(`no section ${name}: link with --emit-relocs`);
    return new Reader(section.bytes, new Reader(section.bytes).block().length + 1);
  };

  const functions = readFunctions(known(SECTION.code));
  const imported = countImports(known(SECTION.import));
  const functionOf = (index) => functions[index - imported];
  const symbols = readSymbols(custom("linking"), functionOf, readSegments(known(SECTION.data)));
  const data = symbols.filter((symbol) => symbol?.isData);
  readUses(custom("reloc.CODE"), symbols, functions);
  readUses(custom("reloc.DATA"), symbols, data);
  const start = sections.filter(({ id }) => id === SECTION.start).map(({ bytes }) => new Reader(bytes).number());
  const roots = [...readExports(known(SECTION.export)), ...start].map(functionOf).filter(Boolean);
  return { sections, functions, data, roots };
}

/** @param {Linked} linked @returns {Buffer} the file with the changed functions and data, without relocations */
export function writeLinked({ sections, functions }) {
  const code = Buffer.concat([leb128(functions.length), ...functions.map(({ bytes }) => block(bytes))]);
  const kept = sections.filter(({ name }) => name !== "linking" && !name.startsWith("reloc."));
  return Buffer.concat([
    Buffer.from("\0asm\x01\0\0\0", "latin1"),
    ...kept.flatMap(({ id, bytes }) => [Buffer.of(id), block(id === SECTION.code ? code : bytes)]),
  ]);
}

const block = (bytes) => Buffer.concat([leb128(bytes.length), bytes]);

function leb128(value) {
  const bytes = [];
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

const readFunctions = (reader) =>
  reader.list(() => {
    const bytes = reader.block();
    return { isData: false, names: [], at: reader.at - bytes.length, bytes, uses: [] };
  });

function countImports(reader) {
  return reader.list(() => {
    const name = `${reader.text()}.${reader.text()}`;
    if (reader.byte() !== 0) throw new Error(`an import is not a function: ${name}`);
    return reader.number();
  }).length;
}

/** Returns the indices of the exported functions. */
function readExports(reader) {
  const all = reader.list(() => {
    reader.text();
    return { kind: reader.byte(), index: reader.number() };
  });
  return all.filter(({ kind }) => kind === 0).map(({ index }) => index);
}

/** Reads the data segments, each with its offset in the section. */
const readSegments = (reader) =>
  reader.list(() => {
    const start = [reader.number(), reader.byte(), reader.number(), reader.byte()];
    // Only active segments of memory 0 are known: flags 0, `i32.const`, the address, `end`.
    if (start[0] !== 0 || start[1] !== 0x41 || start[3] !== 0x0b) throw new Error("a data segment has an unknown kind");
    const bytes = reader.block();
    return { at: reader.at - bytes.length, bytes };
  });

/** Returns the piece of each symbol, or undefined for a symbol that is neither a function nor data. */
function readSymbols(reader, functionOf, segments) {
  reader.number(); // the version
  while (!reader.done) {
    const part = reader.byte();
    const inside = new Reader(reader.block());
    if (part === SYMBOL_TABLE) return inside.list(() => readSymbol(inside, functionOf, segments));
  }
  throw new Error("no symbols");
}

function readSymbol(reader, functionOf, segments) {
  const kind = reader.byte();
  const flags = reader.number();
  const defined = (flags & UNDEFINED) === 0;
  if (kind === SYMBOL.data) {
    const name = reader.text();
    if (!defined) return undefined;
    const { at, bytes } = segments[reader.number()];
    const offset = reader.number();
    return { isData: true, names: [name], at: at + offset, bytes: bytes.subarray(offset, offset + reader.number()), uses: [] };
  }
  const index = reader.number();
  const name = kind !== SYMBOL.section && (defined || flags & EXPLICIT_NAME) ? reader.text() : "";
  if (kind !== SYMBOL.function) return undefined;
  const found = functionOf(index);
  found?.names.push(name);
  return found;
}

/** Reads relocations, and adds the piece that each one refers to to the pieces at its offset. */
function readUses(reader, symbols, pieces) {
  reader.number(); // the section
  reader.list(() => {
    const kind = reader.byte();
    const offset = reader.number();
    const index = reader.number();
    if (TO_DATA.includes(kind)) reader.number(); // the addend
    if (TO_OTHERS.includes(kind)) return;
    if (!TO_FUNCTION.includes(kind) && !TO_DATA.includes(kind)) throw new Error(`a relocation has an unknown type: ${kind}`);
    const used = symbols[index];
    const users = pieces.filter(({ at, bytes }) => at <= offset && offset < at + bytes.length);
    if (users.length === 0) throw new Error(`no function or data holds the relocation at ${offset}, which refers to ${used?.names}`);
    if (used) for (const { uses } of users) uses.push(used);
  });
}
