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

/**
 * Whether the message of an error says only its status, or is the title of a web page, as a proxy answers. Neither is a
 * text for people.
 *
 * Where a body says nothing, `readResponse` makes the message: `502 Bad Gateway`, `HTTP 599`. The title of a text is
 * the reason phrase of the status. A JSON body can have a title of its own, which is a message of the server.
 */
function isStatusAlone({ dialect, message, status, title }: ApiError): boolean {
  return [`HTTP ${status}`, `${status} ${title}`, /^(html|text)$/.test(dialect) && title].includes(message);
}
