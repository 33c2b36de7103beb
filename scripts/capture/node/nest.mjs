import "reflect-metadata";
import {
  BadRequestException,
  Body,
  ConflictException,
  Controller,
  Get,
  Module,
  Param,
  ParseIntPipe,
  Post,
  UseGuards,
  UsePipes,
  ValidationPipe,
} from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ThrottlerGuard, ThrottlerModule } from "@nestjs/throttler";
import { Type } from "class-transformer";
import {
  ArrayMaxSize,
  IsEmail,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  MinLength,
  ValidateNested,
} from "class-validator";
import { get, invalid, post } from "../case.mjs";
import { brokenJson, lead, secret } from "../lead.mjs";

// What decorators would say, without a compiler for them.
class Contact {}
class Lead {}
const on = (type, name, ...decorators) => decorators.forEach((decorate) => decorate(type.prototype, name));
on(Contact, "email", IsEmail());
on(Lead, "email", IsEmail());
on(Lead, "firstName", IsString(), IsNotEmpty());
on(Lead, "age", IsInt());
on(
  Lead,
  "contacts",
  ValidateNested({ each: true }),
  Type(() => Contact),
  ArrayMaxSize(3),
);
on(Lead, "password", MinLength(16));
on(Lead, "tags", IsOptional(), IsString({ each: true }));

class Leads {
  create() {}
  raw() {}
  unprocessable() {}
  one() {}
  limited() {}
  taken() {
    throw new ConflictException({ code: "LEAD_EXISTS", message: "A lead with this email exists", leadId: "lead_1" });
  }
  coded() {
    throw new BadRequestException("Choose a plan", "PLAN_MISSING");
  }
}
const method = (name, ...decorators) => {
  const descriptor = Object.getOwnPropertyDescriptor(Leads.prototype, name);
  decorators.forEach((decorate) => decorate(Leads.prototype, name, descriptor));
};
const takes = (name, decorate, type) => {
  decorate(Leads.prototype, name, 0);
  Reflect.defineMetadata("design:paramtypes", [type], Leads.prototype, name);
};
const raw = (errors) => new BadRequestException(errors);
takes("create", Body(), Lead);
takes("raw", Body(), Lead);
takes("unprocessable", Body(), Lead);
takes("one", Param("id", ParseIntPipe), Number);
method("create", Post("leads"), UsePipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true })));
method("raw", Post("raw"), UsePipes(new ValidationPipe({ exceptionFactory: raw })));
method("unprocessable", Post("unprocessable"), UsePipes(new ValidationPipe({ errorHttpStatusCode: 422 })));
method("one", Get("leads/:id"));
method("taken", Get("taken"));
method("coded", Get("coded"));
method("limited", Get("limited"), UseGuards(ThrottlerGuard));
Controller()(Leads);

class App {}
Module({ imports: [ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1 }])], controllers: [Leads] })(App);

async function start() {
  const app = await NestFactory.create(App, { logger: false });
  app.useBodyParser("json", { limit: 300 });
  await app.listen(0, "127.0.0.1");
  const base = `http://127.0.0.1:${app.getHttpServer().address().port}`;
  await fetch(base + "/limited");
  return { send: ({ path, ...request }) => fetch(base + path, request), close: () => app.close() };
}

const EMAIL = ["email", "must be an email"];
const AGE = ["age", "must be an integer number"];
const NESTED = ["contacts.1.email", "must be an email"];
const plain = (category, message, code = null) => ({ code, category, message, fields: [] });

export default {
  framework: "nest",
  package: "@nestjs/common",
  start,
  cases: [
    {
      id: "several",
      send: post("/leads", lead("several")),
      expected: invalid(EMAIL, ["firstName", "should not be empty"], ["firstName", "must be a string"], AGE, NESTED),
    },
    {
      id: "unknown",
      send: post("/leads", lead("unknown")),
      expected: invalid("plan"),
    },
    {
      id: "each",
      send: post("/leads", { ...lead(), tags: ["a", 1] }),
      expected: invalid(["tags"]),
    },
    {
      id: "too-many",
      send: post("/leads", { ...lead(), contacts: Array(4).fill({ email: "bob@example.com" }) }),
      expected: invalid(["contacts", "must contain no more than 3 elements"]),
    },
    {
      id: "validation-errors",
      package: "class-validator",
      about: "the ValidationErrors as they are: target and value hold the input",
      send: post("/raw", lead("password", "nested")),
      expected: invalid(["password", "must be longer than or equal to 16 characters"], NESTED),
    },
    { id: "422", send: post("/unprocessable", lead("type")), expected: invalid(AGE) },
    {
      id: "parse-int",
      send: get("/leads/abc"),
      expected: {
        code: null,
        category: ["bad_request", "validation"],
        message: "Validation failed (numeric string is expected)",
      },
    },
    {
      id: "broken-json-shown",
      about: "the message of JSON.parse shows a part of the input",
      send: post("/leads", `{"password": ${secret}}`),
      expected: {
        code: null,
        category: ["bad_request", "validation"],
        messageIncludes: "is not valid JSON",
        fields: [],
      },
    },
    {
      id: "broken-json",
      send: post("/leads", brokenJson),
      expected: { code: null, category: ["bad_request", "validation"], fields: [] },
    },
    {
      id: "413",
      send: post("/leads", { ...lead(), notes: "n".repeat(300) }),
      expected: plain("payload_too_large", "request entity too large"),
    },
    { id: "404-route", send: get("/nothing"), expected: plain("not_found", "Cannot GET /nothing") },
    { id: "409", send: get("/taken"), expected: plain("conflict", "A lead with this email exists", "LEAD_EXISTS") },
    {
      id: "400-error",
      send: get("/coded"),
      expected: plain(["bad_request", "validation"], "Choose a plan", "PLAN_MISSING"),
    },
    {
      id: "429",
      package: "@nestjs/throttler",
      send: get("/limited"),
      expected: {
        ...plain("rate_limited", "ThrottlerException: Too Many Requests"),
        retry: true,
        retryAfterMs: 60_000,
      },
    },
  ],
};
