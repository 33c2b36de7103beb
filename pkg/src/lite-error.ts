/** Thrown by `unanimous/lite` for what it lacks. It never guesses, so it never disagrees with `unanimous`. */
export class LiteError extends TypeError {
  override readonly name = "LiteError";
  constructor(what: string) {
    super(`unanimous/lite has no ${what}: import from "unanimous" instead`);
  }
}
