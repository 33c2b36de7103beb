/** What `unanimous/lite` answers where it lacks what the question needs: it never guesses, so the two entries agree. */
export class LiteError extends TypeError {
  override readonly name = "LiteError";
  constructor(what: string) {
    super(`unanimous/lite has no part for ${what}: import from "unanimous" instead`);
  }
}
