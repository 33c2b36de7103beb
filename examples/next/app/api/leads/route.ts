// `POST /api/leads` creates a lead, once for each `Idempotency-Key`.
import { idempotent, MemoryStore, validated } from "unanimous/server";
import { lead } from "../../../lead";

// This process alone. Where there are several, take a store that they share, such as RedisStore.
const store = new MemoryStore();

const create = (_request: Request, { name, email }: { name: string; email: string }) => {
  const id = crypto.randomUUID();
  return Response.json({ id, name, email }, { status: 201, headers: { location: `/api/leads/${id}` } });
};

export const POST = validated(lead, idempotent(create, { store }));
