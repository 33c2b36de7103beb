// The limit of texts, and the errors of values beyond a limit.

/**
 * The most UTF-16 units of all texts of a value. With three bytes a unit, and all words of a value, they fit into the
 * input buffer at its largest size, which is MAX_COUNT.
 */
export const MAX_UNITS = 1 << 26;

/** Thrown for a value that has too many parts or too much text to be read. */
export class TooLarge extends TypeError {}

/** Thrown for a value whose texts have more than {@link MAX_UNITS} UTF-16 units. */
export class TooMuchText extends TooLarge {
  constructor() {
    super("unanimous stopped reading after 67,108,864 characters: the value has too much text");
  }
}
