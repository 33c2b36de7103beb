// The section "What did this API say?": an API's error answer on one side, the ApiError that it becomes on the other.
import { readError, retryAdvice } from "/pkg/esm/index.js";
import { inputOf } from "./input.mjs";
import { outputOf } from "./output.mjs";

export function startError(document, { examples }) {
  const input = inputOf(document.getElementById("error-form"), examples);
  const output = outputOf(document.getElementById("error-result"));

  const read = () => {
    const { response, request } = input.read();
    const error = readError(response);
    // `random: 0` leaves out the random part of the delay, so the page shows the shortest one.
    output.show(error, retryAdvice(error, { ...request, random: 0 }));
  };

  input.start();
  input.onChange(read);
  read();
}
