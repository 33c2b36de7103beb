/** A text, or a text for each plural category of the language. */
export type CatalogueText = string | Readonly<Record<string, string>>;

/** The texts of one language. docs/adding-a-locale.md of the repository describes the members. */
export interface Catalogue {
  /** The language tag (BCP 47): `pt-BR`. */
  readonly locale: string;
  /** The language's own name: `Português (Brasil)`. */
  readonly name: string;
  /** The beginning of a message: `Erro de validação: `. */
  readonly prefix: string;
  /** CLDR's rules for the plural categories other than `other`: `{ one: "i = 1 and v = 0" }`. */
  readonly plural: Readonly<Record<string, string>>;
  /** The word for each type. */
  readonly types: Readonly<Record<string, string>>;
  /** What stands between two alternatives: ` ou `. */
  readonly or: string;
  /** A list of options of which `more` are not shown: `{options} e mais {more}`. */
  readonly more: CatalogueText;
  /** The text of each code but `custom`. */
  readonly reasons: Readonly<Record<string, CatalogueText>>;
  /** The texts of `too_small` and `too_big` where the limit itself is not allowed. */
  readonly exclusive: Readonly<Record<string, CatalogueText>>;
  /** Texts of `invalid_type` by the type that is expected: `{ integer: "Enter a whole number" }`. */
  readonly expected?: Readonly<Record<string, string>>;
  /** Texts that say more than the text of a code, by code and detail. */
  readonly details?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The texts that `bindForm` shows of its own: `noAnswer`, `failed`, `unreadable`, `retryIn` and `retryInMinutes`. */
  readonly form?: Readonly<Record<string, CatalogueText>>;
  /** Whether the texts of details are used without being asked for. */
  readonly showDetails?: boolean;
}
