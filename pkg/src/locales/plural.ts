// CLDR's cardinal plural rules, evaluated for a number as it is printed. src/locale/plural.rs does the same.

/** The operands of UTS #35: the integer digits, the number of fraction digits, and these digits. */
interface Operands {
  readonly i: number;
  readonly v: number;
  readonly f: number;
}

/** Rules compare numbers below a million, or the last six digits of a number. */
const DIGITS = 9;

/**
 * Returns the plural category of a number: the first whose rule holds, else `other`. A text that is no decimal number,
 * such as `1e+21`, is `other`.
 *
 * @param rules by category: `{ one: "i = 1 and v = 0" }`
 */
export function pluralCategory(rules: Readonly<Record<string, string>>, number: string): string {
  const [, integer, fraction = ""] = /^-?(\d+)\.?(\d*)$/.exec(number) ?? [];
  if (integer === undefined) return "other";
  const operands = { i: lastDigits(integer), v: fraction.length, f: lastDigits(fraction) };
  const holds = (rule: string): boolean =>
    (rule.split("@")[0] as string)
      .split(" or ")
      .some((all) => all.split(" and ").every((relation) => relationHolds(relation, operands)));
  return Object.keys(rules).find((category) => holds(rules[category] as string)) ?? "other";
}

/** `i % 10 = 2..4,7`, with numbers of at most nine digits. */
const RELATION =
  /^\s*([nivwftce])(?: % (?!0+ )(\d{1,9}))? (!?=) (\d{1,9}(?:\.\.\d{1,9})?(?:,\d{1,9}(?:\.\.\d{1,9})?)*)\s*$/;

/** Whether a text is a rule of CLDR. */
export const isRule = (rule: string): boolean =>
  (rule.split("@")[0] as string).split(/ or | and /).every((relation) => RELATION.test(relation));

/** Returns the last digits as a number; one larger than any number of a rule if there are more. */
const lastDigits = (digits: string): number => Number(digits.slice(-DIGITS)) + (digits.length > DIGITS ? 1e9 : 0);

/** Whether a relation holds, such as `i % 10 = 2..4`. */
function relationHolds(relation: string, { i, v, f }: Operands): boolean {
  const [, operand, modulus, sign, ranges] = RELATION.exec(relation) ?? [];
  // A printed number ends with no zero after the point, so `w` is `v` and `t` is `f`. The compact exponents are 0.
  const values: Record<string, number> = { n: v === 0 ? i : Number.NaN, i, v, w: v, f, t: f, c: 0, e: 0 };
  let value = values[operand as string] as number;
  if (modulus !== undefined) value %= Number(modulus);
  const isIn = (ranges as string).split(",").some((range) => {
    const [first, last = first] = range.split("..");
    return value >= Number(first) && value <= Number(last);
  });
  return isIn === (sign === "=");
}
