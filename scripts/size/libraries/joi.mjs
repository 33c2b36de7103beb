import Joi from "joi";

const lead = Joi.object({
  // joi's browser build has no list of top-level domains.
  email: Joi.string().email({ tlds: false }).required(),
  phone: Joi.string().max(50),
  url: Joi.string().uri().required(),
  key: Joi.string().min(1).max(255).required(),
});
export const accepts = (value) => lead.validate(value, { abortEarly: false }).error === undefined;
