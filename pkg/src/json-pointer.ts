// JSON pointers (RFC 6901), and the fragments of URIs that hold them.

export const escaped = (key: string): string => key.replace(/~/g, "~0").replace(/\//g, "~1");
export const unescaped = (token: string): string => token.replace(/~1/g, "/").replace(/~0/g, "~");

/** The text of a fragment. It stays as it is if a percent-encoded part is no UTF-8: the compiler reads it so. */
export function decodedFragment(fragment: string): string {
  try {
    return fragment.replace(/(?:%[\da-f]{2})+/gi, decodeURIComponent);
  } catch {
    return fragment;
  }
}
