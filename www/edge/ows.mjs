/**
 * Returns a header field's value without optional whitespace around it: spaces and tabs (RFC 9110 section 5.6.3).
 *
 * `trim` would remove U+00A0 too, and that is a part of the value.
 */
export function trimOws(value) {
  let [start, end] = [0, value.length];
  while (start < end && isOws(value[start])) start++;
  while (end > start && isOws(value[end - 1])) end--;
  return value.slice(start, end);
}

const isOws = (character) => character === " " || character === "\t";
