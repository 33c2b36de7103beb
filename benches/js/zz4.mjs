import { schema } from "unanimous";
const lead = schema({ type: "object", required: ["name", "email"], properties: { name: { type: "string", minLength: 1, maxLength: 200 }, email: { type: "string", format: "email" } }, additionalProperties: false });
const a=lead.validate({name:"",email:"a 1"}), b=lead.validate({name:"",email:"a 2"});
console.log(a===b, a.issues===b.issues, Object.isFrozen(a), Object.isFrozen(a.issues), Object.isFrozen(a.issues[0]), Object.isFrozen(a.issues[0].params), Object.isFrozen(a.issues[0].segments));
