// The objects of every race, of `benches/objects.json`: all distinct, and the same for `benches/native`.
import objects from "../objects.json" with { type: "json" };

const LISTS = 4;
const ITEMS = 50;
/** In an invalid list every tenth object is wrong. */
const EVERY = 10;

export const valid = objects.valid;
export const invalid = objects.invalid.map(({ value }) => value);
/** Which fields of an invalid object are wrong. */
export const wrong = objects.invalid.map(({ wrong }) => wrong);

const at = (list, index) => list[index % list.length];
const list = (pick, start) => Array.from({ length: ITEMS }, (_, item) => pick(item, start + item));
const lists = (pick) => Array.from({ length: LISTS }, (_, nth) => list(pick, nth * ITEMS));

export const validLists = lists((_, index) => at(valid, index));
export const invalidLists = lists((item, index) => at(item % EVERY === 0 ? invalid : valid, index));

let met = 0;
/** An invalid object with one key too many, of a name that no call before has seen. */
export const withUnmetKey = () => ({ ...at(invalid, met), [`unmet${met++}`]: true });
