/** The kinds of body that a request may have. */
export type BodyKind = "json" | "form";

/** A token as in RFC 9110 section 5.6.2. */
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Returns the kind of body that a `Content-Type` names, with any parameters; undefined if it is another. */
export function bodyKindOf(contentType: string | null): BodyKind | undefined {
  // The fast path for most requests.
  if (contentType === "application/json") return "json";
  const mediaType = ((contentType ?? "").split(";", 1)[0] as string).replace(/^[ \t]+|[ \t]+$/g, "").toLowerCase();
  const slash = mediaType.indexOf("/");
  const [type, subtype] = [mediaType.slice(0, slash), mediaType.slice(slash + 1)];
  if (slash < 0 || !TOKEN.test(type) || !TOKEN.test(subtype)) return undefined;
  if (mediaType === "application/json" || (subtype.endsWith("+json") && subtype !== "+json")) return "json";
  return mediaType === "application/x-www-form-urlencoded" || mediaType === "multipart/form-data" ? "form" : undefined;
}

/** How each kind is named to a client whose `Content-Type` is another. */
export const MEDIA_TYPES: Readonly<Record<BodyKind, readonly string[]>> = {
  json: ["application/json"],
  form: ["application/x-www-form-urlencoded", "multipart/form-data"],
};
