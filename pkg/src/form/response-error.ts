import type { ApiError } from "../api-error.js";
import { textOf } from "./texts.js";
import type { FormAnswer, FormOptions } from "./types.js";

/**
 * The error in what `onSubmit` has returned: a response is read by `readResponse`. A response that is ok has none.
 *
 * @throws TypeError if there is no `readResponse` for a response that is not ok
 */
export async function errorOf<T>(answer: FormAnswer | Response, options: FormOptions<T>): Promise<FormAnswer> {
  if (!isResponse(answer)) return answer;
  if (answer.ok) return undefined;
  const { readResponse } = options;
  if (!readResponse) {
    throw new TypeError("bindForm: onSubmit gave a Response: pass the option readResponse");
  }
  const error = await readResponse(answer);
  const { message } = error;
  return isStatusAlone(error) ? { ...error, message: `${textOf(options, "failed")} (${message})` } : error;
}

const isResponse = (answer: FormAnswer | Response): answer is Response =>
  "headers" in Object(answer) && "ok" in (answer as Response);

/** Whether the message of an error is made of its status, because the body says nothing. That is no text for people. */
const isStatusAlone = ({ message, status }: ApiError): boolean => message.startsWith(`${status} `);
