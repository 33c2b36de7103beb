import Joi from "joi";
import { KEY, PHONE_MAX, shapes } from "./common.mjs";

const object = () =>
  Joi.object({
    email: Joi.string()
      .email({ tlds: { allow: false } })
      .required(),
    phone: Joi.string().max(PHONE_MAX).required(),
    url: Joi.string().uri().required(),
    idempotency_key: Joi.string().pattern(KEY).required(),
  });
const shape = shapes(
  () => object().unknown(),
  object,
  (items) => Joi.array().items(items),
);

export const joi = {
  checks: "email: a parser with the limits of RFC 5321; lengths in UTF-16 units; URL: `uri`, a pattern",
  make: (name) => {
    const compiled = shape[name]();
    return {
      verdict: (value) => compiled.validate(value, { convert: false }).error === undefined,
      message: (value) => compiled.validate(value, { convert: false, abortEarly: false }).error?.message,
    };
  },
};
