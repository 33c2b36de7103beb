// This file is compiled but not run. It tests that the adapters fit the types of the libraries.
import { parse, type SubmissionResult } from "@conform-to/dom";
import { parseSubmission, report } from "@conform-to/dom/future";
import { FormApi } from "@tanstack/form-core";
import axios from "axios";
import ky from "ky";
import ky2 from "ky-2";
import { useForm } from "react-hook-form";
import { apiErrors as axiosErrors, isApiError, type ThrownApiError } from "unanimous/adapters/axios";
import { conformErrors, submissionResult } from "unanimous/adapters/conform";
import { apiErrors as kyErrors } from "unanimous/adapters/ky";
import { applyErrors as applyToReactHookForm } from "unanimous/adapters/react-hook-form";
import { applyErrors as applyToTanStackForm } from "unanimous/adapters/tanstack-form";
import type { ApiError } from "unanimous/errors";

interface Lead {
  email: string;
  contacts: { email: string }[];
}
declare const error: ApiError;

export function Form() {
  const form = useForm<Lead>({ defaultValues: { email: "" } });
  applyToReactHookForm(error, form, { focus: false });
}

const form = new FormApi({
  defaultValues: { email: "", contacts: [{ email: "" }] },
  validators: { onChange: ({ value }) => (value.email ? undefined : "Required") },
  onSubmit: ({ formApi }) => applyToTanStackForm(error, formApi),
});
applyToTanStackForm(error, form);

const submission = parse<Record<string, string>, string[]>(new FormData(), { resolve: (value) => ({ value }) });
export const result: SubmissionResult = submissionResult(error, submission);
const parsed = parseSubmission(new FormData());
report(parsed, { error: conformErrors(error, parsed) });

axios.interceptors.response.use(undefined, axiosErrors({ timeoutMs: 1000 }));
ky.create({ hooks: { beforeError: [kyErrors()] } });
ky2.create({ hooks: { beforeError: [kyErrors({ keepEchoes: true })] } });

export function show(caught: unknown): string {
  if (!isApiError(caught)) throw caught;
  const thrown: ThrownApiError = caught;
  return `${thrown.message} (${thrown.category})${thrown.fields.length}`;
}
