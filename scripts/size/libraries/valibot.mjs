import * as v from "valibot";

const lead = v.object({
  email: v.pipe(v.string(), v.email()),
  phone: v.optional(v.pipe(v.string(), v.maxLength(50))),
  url: v.pipe(v.string(), v.url()),
  key: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
});
export const accepts = (value) => v.safeParse(lead, value).success;
