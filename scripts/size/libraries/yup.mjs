import { object, string } from "yup";

const lead = object({
  email: string().email().required(),
  phone: string().max(50),
  url: string().url().required(),
  key: string().min(1).max(255).required(),
});
export const accepts = (value) => lead.isValidSync(value, { abortEarly: false, strict: true });
