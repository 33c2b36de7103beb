"use server";

import { formSchema } from "unanimous";
import { lead } from "./lead.mjs";

// A server action of Next. Next passes the `FormData`, with React's hidden inputs in it.
const leadForm = formSchema(lead);

export async function createLead(_state, formData) {
  const result = leadForm.validate(formData);
  if (!result.ok) return { message: result.message, issues: result.issues };
  return { created: result.value.email };
}
