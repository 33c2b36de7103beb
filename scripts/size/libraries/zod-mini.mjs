import * as z from "zod/mini";

const lead = z.object({
  email: z.email(),
  phone: z.optional(z.string().check(z.maxLength(50))),
  url: z.url(),
  key: z.string().check(z.minLength(1), z.maxLength(255)),
});
export const accepts = (value) => lead.safeParse(value).success;
