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
  return readResponse(answer);
}

const isResponse = (answer: FormAnswer | Response): answer is Response =>
  "headers" in Object(answer) && "ok" in (answer as Response);
