/** One step of a path: an object's key, or a list's index from 0. */
export type Segment = string | number;

/** A reason's stable name. More may come; none is ever renamed. */
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
  | "custom"
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

/** One thing that is wrong, and where. It never carries the value itself, which would end up in logs. */
export interface Issue {
  /** The place: `contacts.0.email`, other keys as `["like this"]`; the root is the empty string. */
  readonly path: string;
  /** The place, step by step. */
  readonly segments: readonly Segment[];
  /** The reason's stable name. */
  readonly code: Code;
  /** The reason in words: `String must be at most 50 characters`. */
  readonly reason: string;
  /** The numbers and names inside the words: `{ max: 50 }`. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What the rule knows beyond the code: `missing_at`, `local_part`, … */
  readonly detail?: string;
}

/** A value that a schema rejects. It is frozen in all its parts: values that are wrong in the same way may share it. */
export interface Invalid {
  readonly ok: false;
  /** All that is wrong: in the schema's order, depth first, unknown keys last. */
  readonly issues: readonly Issue[];
  /** The same as one sentence: `Validation error: email: Invalid email`. */
  readonly message: string;
}
