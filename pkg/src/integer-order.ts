// Compares integers in types, digit by digit. TypeScript has no arithmetic.

/** Whether a literal integer is greater than another one. False for fractions and for numbers with an exponent. */
export type IsGreater<A, B> = A extends number
  ? B extends number
    ? `${A}` extends `${bigint}`
      ? `${B}` extends `${bigint}`
        ? IsGreaterText<`${A}`, `${B}`>
        : false
      : false
    : false
  : false;

type IsGreaterText<A extends string, B extends string> = A extends `-${infer DigitsA}`
  ? B extends `-${infer DigitsB}`
    ? OrderOf<DigitsB, DigitsA> extends "greater"
      ? true
      : false
    : false
  : B extends `-${string}`
    ? true
    : OrderOf<A, B> extends "greater"
      ? true
      : false;

/** The order of two texts of digits. The longer one is greater; else the first digit that differs decides. */
type OrderOf<A extends string, B extends string, SoFar = "equal"> = A extends `${infer DigitA}${infer RestA}`
  ? B extends `${infer DigitB}${infer RestB}`
    ? OrderOf<RestA, RestB, SoFar extends "equal" ? OrderOfDigits<DigitA, DigitB> : SoFar>
    : "greater"
  : B extends ""
    ? SoFar
    : "less";

type OrderOfDigits<A extends string, B extends string> = A extends B
  ? "equal"
  : "0123456789" extends `${string}${B}${infer Larger}`
    ? Larger extends `${string}${A}${string}`
      ? "greater"
      : "less"
    : "less";
