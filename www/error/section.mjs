// The section "What did this API say?": any error answer on one side, the one ApiError on the other.
import { readError, retryAdvice } from "/pkg/esm/index.js";
import { inputOf } from "./input.mjs";
import { outputOf } from "./output.mjs";

export function startError(document, { examples }) {
  const input = inputOf(document.getElementById("error-form"), examples);
  const output = outputOf(document.getElementById("error-result"));

  const read = () => {
    const { response, request } = input.read();
    const error = readError(response);
    // Without the random part of the wait: the shortest one is told.
    output.show(error, retryAdvice(error, { ...request, random: 0 }));
  };

  input.start();
  input.onChange(read);
  read();
}
