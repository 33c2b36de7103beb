/** One step of a path: an object's key, or a list's index from 0. */
export type Segment = string | number;

/** A reason's stable name. Later versions may add names; no name ever changes. */
export type Code =
  | "required"
  | "invalid_type"
  | "invalid_enum"
  | "too_short"
  | "too_long"
  | "too_small"
  | "too_big"
  | "too_few"
  | "too_many"
  | "unrecognized_key"
  | "more_issues"
  | "too_deep"
  | "invalid_text"
  | "custom"
  | "invalid_pattern"
  | "invalid_date_time"
  | "invalid_date"
  | "invalid_time"
  | "invalid_duration"
  | "invalid_uri"
  | "invalid_hostname"
  | "invalid_ipv4"
  | "invalid_ipv6"
  | "invalid_ip"
  | "invalid_json_pointer"
  | "invalid_regex"
  | "not_multiple"
  | "not_unique"
  | "too_few_keys"
  | "too_many_keys"
  | "invalid_key"
  | "too_few_matching"
  | "too_many_matching"
  | "required_with"
  | "no_match"
  | "ambiguous"
  | "not_allowed"
  | "invalid_email"
  | "invalid_phone"
  | "invalid_uuid"
  | "invalid_idempotency_key"
  | "idempotency_key_required"
  | "invalid_url"
  | "url_scheme"
  | "url_credentials"
  | "url_host"
  | "url_port"
  | "url_private"
  | "url_too_long";

/** One mistake in a value, and its path. It never holds the value itself, because issues end up in logs. */
export interface Issue {
  /**
   * The path as text: `contacts.0.email`, and other keys as `["like this"]`. The path of the root is the empty string.
   */
  readonly path: string;
  /** The path as a list of keys and list indices. */
  readonly segments: readonly Segment[];
  /** The reason's stable name. */
  readonly code: Code;
  /** The reason in words: `String must be at most 50 characters`. */
  readonly reason: string;
  /**
   * The values that the text of the reason names: `{ max: 50 }`, `{ pattern: "^\\d{3}$" }`. A text has at most 200
   * characters, and ends with `…` if it was cut. A text of your own does not change them.
   */
  readonly params: Readonly<Record<string, unknown>>;
  /** A finer code where the rule has one: `missing_at`, `local_part`, … */
  readonly detail?: string;
  /**
   * The `title` of the value in the schema; absent without the option `labels`, or if the schema has no title for the
   * value.
   */
  readonly label?: string;
}

/**
 * The result for a value that a schema rejects. It is frozen in all its parts, because values with the same issues may
 * share one result.
 */
export interface Invalid {
  readonly ok: false;
  /** All issues: in the schema's order, depth first, unknown keys last. */
  readonly issues: readonly Issue[];
  /** The issues as one sentence: `Validation error: email: Invalid email`. */
  readonly message: string;
}
