import { result } from "../../../unanimous.mjs";
export const dynamic = "force-dynamic";
export const GET = () => new Response(result());
