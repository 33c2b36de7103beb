// What the TypeScript blocks of the documentation use without declaring it: the reader's own values.
import type { Schema } from "unanimous";

declare global {
  const form: HTMLFormElement;
  const lead: Schema<{ email: string; phone?: string }>;
  const data: unknown;
  const url: string;
  const init: RequestInit;
  const key: string;
  const headers: Record<string, string>;
  const signal: AbortSignal;
  const policy: import("unanimous").UrlPolicy;
  const attempt: number;
  function showOnField(path: string, reason: string): void;
}
