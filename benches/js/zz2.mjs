import { schema } from "unanimous"; const { errorResponse } = await import("unanimous/errors");
const lead = schema({ type: "object", required: ["name", "email"], properties: { name: { type: "string", minLength: 1, maxLength: 200 }, email: { type: "string", format: "email" } }, additionalProperties: false });
for(let i=0;i<400000;i++) errorResponse(lead.validate({name:"",email:"ann 7"}),{accept:"*/*",requestId:"abc-def",instance:"/leads"});
