import { getRequestListener } from "@hono/node-server";
import { EventEmitter } from "node:events"; import { Readable } from "node:stream";
import { schema } from "unanimous"; import { validated, toHonoHandler, toNodeHandler } from "unanimous/server"; import { z } from "zod";
const N=20000;
async function abench(name,f){ for(let i=0;i<N*2;i++)await f(); let best=1e9; for(let r=0;r<9;r++){const c=process.cpuUsage();for(let i=0;i<N;i++)await f();const d=process.cpuUsage(c);best=Math.min(best,(d.user+d.system)/N);} console.log(name.padEnd(44),best.toFixed(2),"µs"); }
const lead = schema({ type: "object", required: ["name", "email"], properties: { name: { type: "string", minLength: 1, maxLength: 200 }, email: { type: "string", format: "email" }, phone: { type: "string", maxLength: 50 }, status: { enum: ["new", "contacted", "qualified", "lost"] } }, additionalProperties: false });
const zl = z.strictObject({ name: z.string().min(1).max(200), email: z.email(), phone: z.string().max(50).optional(), status: z.enum(["new", "contacted", "qualified", "lost"]).optional() });
const body = Buffer.from('{"name":"Ann 7","email":"ann.7@example.com","phone":"+1 555 7","status":"new"}');
const bad = Buffer.from('{"name":"","email":"ann 7","phone":"+1 555 7","status":"new"}');
class Inc extends EventEmitter { constructor(b){super(); this.method="POST"; this.url="/leads"; this.rawHeaders=["host","127.0.0.1","accept","*/*","content-type","application/json","content-length",String(b.length)]; this.headers={host:"127.0.0.1",accept:"*/*","content-type":"application/json","content-length":String(b.length)}; this.socket={}; this.b=b; this.complete=true }
 on(e,f){ super.on(e,f); if(e==="data") queueMicrotask(()=>{ this.emit("data",this.b); this.emit("end") }); return this } pause(){} resume(){} }
const json = (v)=>Response.json(v,{status:201});
const handle = validated(lead,(q,v)=>json(v),{from:"json"});
const ctx = (b)=>{ const incoming=new Inc(b); return {req:{raw:fake(incoming)},env:{incoming}} };
const proto = Object.create(Request.prototype);
for (const [k,f] of Object.entries({method(){return this.i.method},url(){return "http://127.0.0.1/leads"},headers(){return this.h??={get:(n)=>this.i.headers[n.toLowerCase()]??null}},bodyUsed(){return false},signal(){return null}})) Object.defineProperty(proto,k,{get:f});
const fake=(i)=>{const o=Object.create(proto); o.i=i; return o};
class Out extends EventEmitter { setHeader(n,v){(this.h??={})[n]=v} hasHeader(){return false} writeHead(){return this} end(){this.writableEnded=true} }
const h = toHonoHandler(handle), n = toNodeHandler(handle);
await abench("context alone", async()=>ctx(body));
await abench("read alone", async()=>{const c=ctx(body); await new Promise((r)=>{const ch=[];c.env.incoming.on("end",r);c.env.incoming.on("error",r);c.env.incoming.on("close",r);c.env.incoming.on("data",(x)=>ch.push(x))})});
await abench("lead.validate", async()=>lead.validate(JSON.parse(body.toString())));
await abench("lead.validate bad message", async()=>lead.validate(JSON.parse(bad.toString())).message);
await abench("zod", async()=>zl.safeParse(JSON.parse(body.toString())));
await abench("zod bad", async()=>z.treeifyError(zl.safeParse(JSON.parse(bad.toString())).error));
await abench("node handler", async()=>n(new Inc(body),new Out()));
await abench("node handler bad", async()=>n(new Inc(bad),new Out()));
getRequestListener(()=>{});
await abench("hono handler", async()=>h(ctx(body)));
await abench("hono handler bad", async()=>h(ctx(bad)));
await abench("Response.json", async()=>Response.json({a:1},{status:201}));
await abench("Response.json+set", async()=>{const r=Response.json({a:1},{status:201}); if(!r.headers.has("x-request-id")) r.headers.set("x-request-id","abc"); return r});
await abench("Response.json+set+iterate", async()=>{const r=Response.json({a:1},{status:201}); if(!r.headers.has("x-request-id")) r.headers.set("x-request-id","abc"); const o={}; r.headers.has("content-length");r.headers.has("set-cookie"); for(const [k,v] of r.headers) o[k]=v; return o});
const { errorResponse } = await import("unanimous/errors");
const inv = lead.validate(JSON.parse(bad.toString()));
await abench("errorResponse", async()=>errorResponse(inv,{accept:"*/*",requestId:"abc-def",instance:"/leads"}));
await abench("errorResponse fresh", async()=>errorResponse(lead.validate(JSON.parse(bad.toString())),{accept:"*/*",requestId:"abc-def",instance:"/leads"}));
await abench("fresh issues", async()=>lead.validate(JSON.parse(bad.toString())).issues.length);
await abench("errorResponse plain", async()=>errorResponse({status:404,code:"NOT_FOUND",message:"No"},{accept:"*/*",requestId:"abc-def",instance:"/leads"}));
