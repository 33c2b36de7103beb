// Kinds of statuses, as the Fetch standard names them in section 2.2.3.

import { codedError } from "./error.js";

const REDIRECT = [301, 302, 303, 307, 308];
const NULL_BODY = [101, 103, 204, 205, 304];

export const isRedirectStatus = (status: number): boolean => REDIRECT.includes(status);

/** Whether a response of this status has no body. */
export const isNullBodyStatus = (status: number): boolean => NULL_BODY.includes(status);

/** Returns the error about a status that no `Response` can have, such as 101, after which HTTP ends. */
export const statusError = (status: number | undefined): TypeError =>
  codedError("ERR_RESPONSE_STATUS", `safeFetch: a Response cannot have the status ${status}`);
