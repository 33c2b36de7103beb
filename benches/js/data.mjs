// The objects of every race, from `benches/objects.json`. All are distinct. `benches/native` uses the same objects.
import objects from "../objects.json" with { type: "json" };

const LISTS = 4;
const ITEMS = 50;
/** In an invalid list, every tenth object is invalid. */
const INVALID_EVERY = 10;

export const valid = objects.valid;
export const invalid = objects.invalid.map(({ value }) => value);
/** For each invalid object, the fields that are wrong. */
export const wrong = objects.invalid.map(({ wrong }) => wrong);

const at = (list, index) => list[index % list.length];
const list = (pick, start) => Array.from({ length: ITEMS }, (_, item) => pick(item, start + item));
const lists = (pick) => Array.from({ length: LISTS }, (_, nth) => list(pick, nth * ITEMS));

export const validLists = lists((_, index) => at(valid, index));
export const invalidLists = lists((item, index) => at(item % INVALID_EVERY === 0 ? invalid : valid, index));

let count = 0;
/** Returns an invalid object that also has an unknown key, with a new name in each call. */
export const withNewKey = () => ({ ...at(invalid, count), [`unmet${count++}`]: true });
