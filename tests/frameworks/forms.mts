// This file is compiled but not run. It tests that the types of a form's value follow the schema in each framework.
import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono";
import { hc } from "hono/client";
import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "react-router";
import { errorResponse, formSchema, schema, type Issue } from "unanimous";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(..._: Equal<A, B> extends true ? [] : [never]): void => {};

interface Lead {
  email: string;
  age?: number;
}
const lead = schema({
  type: "object",
  required: ["email"],
  properties: { email: { type: "string", format: "email" }, age: { type: "integer" } },
});
const leadForm = formSchema(lead);

const app = new Hono()
  .post(
    "/leads",
    sValidator("form", leadForm, (result) => {
      if (result.success) return undefined;
      const { status, headers, body } = errorResponse(result.error);
      return new Response(body, { status, headers });
    }),
    (c) => {
      const value = c.req.valid("form");
      same<(typeof value)["email"], string>();
      same<(typeof value)["age"], number | undefined>();
      return c.json({ id: value.email }, 201);
    },
  )
  .get("/leads", sValidator("query", leadForm), (c) => c.json({ age: c.req.valid("query").age }));
void app.request("/leads");
void hc<typeof app>("http://localhost");

export async function action({ request }: ActionFunctionArgs) {
  const result = leadForm.validate(await request.formData());
  if (!result.ok) return data({ issues: result.issues }, { status: 400 });
  same<(typeof result.value)["email"], string>();
  const value: Lead = result.value;
  return { lead: value };
}

export function loader({ request }: LoaderFunctionArgs) {
  const result = leadForm.validate(new URL(request.url).searchParams);
  return result.ok ? result.value.age : null;
}

interface State {
  readonly created?: string;
  readonly issues?: readonly Issue[];
}

/** A server action of Next. */
export async function createLead(_state: State, formData: FormData): Promise<State> {
  const result = leadForm.validate(formData);
  return result.ok ? { created: result.value.email } : { issues: result.issues };
}
/** What `useActionState` of React takes. */
createLead satisfies (state: State, form: FormData) => Promise<State>;

/** A page of Next gets its query string as an object. */
export async function page({
  searchParams,
}: {
  searchParams: Promise<{ [name: string]: string | string[] | undefined }>;
}) {
  return leadForm.validate(await searchParams);
}
