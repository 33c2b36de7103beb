import * as z from "zod";

const lead = z.object({
  email: z.email(),
  phone: z.string().max(50).optional(),
  url: z.url(),
  key: z.string().min(1).max(255),
});
export const accepts = (value) => lead.safeParse(value).success;
