import { useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { bindForm, errorSummary } from "unanimous/form";
import { schema } from "unanimous/lite";
import json from "../booking.schema.json";
import { language, words } from "../language.js";

const booking = schema(json);

function Booking({ onBooked }) {
  const ref = useRef(null);
  useEffect(() => {
    const onSubmit = async (value, { signal }) => {
      const headers = { "content-type": "application/json" };
      const response = await fetch("/bookings", { method: "POST", headers, body: JSON.stringify(value), signal });
      if (response.ok) return onBooked(true);
      return (await import("unanimous/errors")).readResponse(response);
    };
    const bound = bindForm(ref.current, booking, { ...language, summary: errorSummary("errors"), onSubmit });
    return () => bound.dispose();
  }, [onBooked]);
  return (
    <form ref={ref}>
      <div id="errors" hidden><h2>{words.problems}</h2></div>
      <label>{words.email} <input name="email" type="email" autoComplete="email" dir="ltr" /></label>
      <label>{words.seats} <input name="seats" inputMode="numeric" /></label>
      <fieldset><legend>{words.day}</legend> {["thu", "fri"].map((day) =>
        <label key={day}><input type="radio" name="day" value={day} /> {words[day]}</label>)}</fieldset>
      <label><input type="checkbox" name="consent" /> {words.consent}</label>
      <button>{words.send}</button>
    </form>
  );
}

function Page() {
  const [isBooked, setBooked] = useState(false);
  const done = <p role="status" tabIndex={-1} ref={(element) => element?.focus()}>{words.booked}</p>;
  return <main><h1>{words.title}</h1>{isBooked ? done : <Booking onBooked={setBooked} />}</main>;
}
createRoot(document.getElementById("app")).render(<Page />);
