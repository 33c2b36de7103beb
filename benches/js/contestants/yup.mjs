import * as yup from "yup";
import { KEY, PHONE_MAX, shapes } from "./common.mjs";

const object = () =>
  yup.object({
    email: yup.string().email().required(),
    phone: yup.string().max(PHONE_MAX).required(),
    url: yup.string().url().required(),
    idempotency_key: yup.string().matches(KEY).required(),
  });
const shape = shapes(
  object,
  () => object().noUnknown(),
  (items) => yup.array(items),
);

export const yupSchema = {
  checks: "email and URL: patterns of its own; lengths in UTF-16 units",
  make: (name) => {
    const compiled = shape[name]();
    return {
      verdict: (value) => compiled.isValidSync(value, { strict: true }),
      message: (value) => {
        try {
          compiled.validateSync(value, { abortEarly: false, strict: true });
          return undefined;
        } catch (error) {
          return error.errors.join("; ");
        }
      },
    };
  },
};
