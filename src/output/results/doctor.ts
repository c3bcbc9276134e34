/** What `doctor` found, on one screen or as a document. */
import type { Check, CredentialFacts, Diagnosis, Fact, NamedBy, Obstacle } from "../../core/diagnosis/facts.ts";
import type { Json } from "../../core/json.ts";
import { EXIT_CODES, type LambdaEnvError } from "../../errors.ts";
import { renderJson } from "../documents/json.ts";
import { escapeForeign } from "../escape.ts";
import type { Look } from "../look.ts";
import type { Paint } from "../style.ts";
import { wrapToWidth } from "../width.ts";

/** The program and the machine. */
export interface ProgramFacts {
  readonly version: string;
  /** As Node names it: `v24.1.0`. */
  readonly node: string;
  /** `linux x64`. */
  readonly platform: string;
}

/** Returns the checks, a row for each, each problem with its hint, and how many there are. */
export function renderDiagnosis(diagnosis: Diagnosis, { version, node, platform }: ProgramFacts, look: Look): string {
  const paints: Readonly<Record<Check["status"], Paint>> = {
    ok: (text) => text,
    problem: look.style.error,
    unknown: look.style.warning,
  };
  const program = `${version}, node ${node}, ${platform}`;
  const rows = diagnosis.flatMap((check) => {
    const { message, hint } = sayCheck(check);
    return [
      ...renderCheck([check.status, check.name], message, look).map(paints[check.status]),
      ...(hint === undefined ? [] : renderCheck(["", ""], `hint: ${hint}`, look)),
    ];
  });
  const { problems, unknown } = countChecks(diagnosis);
  const sum = problems === 0 ? "no problem was found" : `${problems} ${problems === 1 ? "problem" : "problems"}`;
  const open = unknown === 0 ? "" : `, ${unknown} not checked`;
  return [...renderCheck(["ok", "version"], program, look), ...rows, "", `${sum}${open}`, ""].join("\n");
}

/** The widest status and the widest name, each with a gap behind it. */
const STATUS_WIDTH = "problem".length + 2;
const NAME_WIDTH = "certificates".length + 2;
/** On a screen that is narrower than the names leave room for, text goes on beyond it. */
const MIN_TEXT_WIDTH = 20;

/** Returns one row, its text in as many lines as the screen needs. */
function renderCheck([status, name]: readonly [string, string], text: string, { columns }: Look): readonly string[] {
  const start = STATUS_WIDTH + NAME_WIDTH;
  const shown = escapeForeign(text);
  const lines = columns === undefined ? [shown] : wrapToWidth(shown, Math.max(MIN_TEXT_WIDTH, columns - start));
  const head = `${status.padEnd(STATUS_WIDTH)}${name.padEnd(NAME_WIDTH)}`;
  return lines.map((line, index) => `${index === 0 ? head : " ".repeat(start)}${line}`);
}

/** Returns the document of `doctor`. */
export function diagnosisDocument(diagnosis: Diagnosis, { version, node, platform }: ProgramFacts): string {
  const identity = factOf(diagnosis, "identity");
  return renderJson({
    command: "doctor",
    version,
    node,
    platform,
    account: identity?.account ?? null,
    arn: identity?.arn ?? null,
    region: factOf(diagnosis, "region")?.region ?? null,
    checks: diagnosis.map(checkDocument),
    totals: countChecks(diagnosis),
    exit_code: exitCodeOf(diagnosis),
  });
}

/** Returns the exit code of the first problem; 0 where there is none. */
export function exitCodeOf(diagnosis: Diagnosis): (typeof EXIT_CODES)[keyof typeof EXIT_CODES] | 0 {
  const first = diagnosis.find(({ status }) => status === "problem");
  return first?.status === "problem" ? EXIT_CODES[first.error.code] : 0;
}

function factOf<Kind extends Fact["kind"]>(diagnosis: Diagnosis, kind: Kind): Extract<Fact, { kind: Kind }> | undefined {
  const fact = diagnosis.find((check) => check.fact?.kind === kind)?.fact;
  return fact as Extract<Fact, { kind: Kind }> | undefined;
}

function countChecks(diagnosis: Diagnosis): { readonly ok: number; readonly problems: number; readonly unknown: number } {
  const count = (wanted: Check["status"]): number => diagnosis.filter(({ status }) => status === wanted).length;
  return { ok: count("ok"), problems: count("problem"), unknown: count("unknown") };
}

function checkDocument(check: Check): Json {
  const { name, status, namedBy } = check;
  const { message, hint } = sayCheck(check);
  return {
    check: name,
    status,
    message,
    hint: hint ?? null,
    source: namedBy === undefined ? null : sayNamedBy(namedBy),
    code: check.status === "problem" ? check.error.code : null,
  };
}

interface Said {
  readonly message: string;
  readonly hint: string | undefined;
}

function sayCheck(check: Check): Said {
  switch (check.status) {
    case "ok": {
      const from = check.namedBy === undefined ? "" : `, from ${sayNamedBy(check.namedBy)}`;
      const more = check.fact?.kind === "certificates" ? sayExtra(check.fact) : "";
      return { message: `${check.fact === undefined ? "can be read" : sayFact(check.fact)}${from}${more}`, hint: undefined };
    }
    case "problem":
      return sayError(check.error);
    case "unknown":
      return sayObstacle(check.obstacle);
    default:
      return check satisfies never;
  }
}

function sayError({ message, hint = "lambda-env doctor --debug prints the cause" }: LambdaEnvError): Said {
  return { message, hint };
}

function sayNamedBy(namedBy: NamedBy): string {
  switch (namedBy.kind) {
    case "option":
    case "variable":
      return namedBy.name;
    case "file":
      return `${namedBy.path}${namedBy.line === undefined ? "" : `:${namedBy.line}`}`;
    case "arn":
      return "the ARN of the function";
    default:
      return namedBy satisfies never;
  }
}

function sayFact(fact: Fact): string {
  switch (fact.kind) {
    case "profile":
      return fact.exists ? fact.name : `${fact.name}, which does not exist`;
    case "region":
      return fact.region;
    case "credentials":
      return sayCredentials(fact.credentials);
    case "proxy":
      return sayProxies(fact);
    case "certificates":
      return fact.bundle === undefined ? "those that Node trusts" : `${fact.count ?? 0} in ${fact.bundle}`;
    case "endpoint":
      return fact.isAws ? fact.url : `${fact.url}, which is not AWS`;
    case "identity":
      return fact.arn;
    case "clock":
      return sayClock(fact.behindMs);
    case "function":
      return `${fact.name} can be read`;
    case "variables":
      return `${fact.count} can be decrypted`;
    case "update":
      return "allowed, by IAM's simulation; nothing was written";
    default:
      return fact satisfies never;
  }
}

function sayExtra({ extra }: Extract<Fact, { kind: "certificates" }>): string {
  return extra === undefined ? "" : `, and those in ${extra}, from NODE_EXTRA_CA_CERTS`;
}

const CREDENTIALS: Readonly<Record<CredentialFacts["kind"], string>> = {
  keys: "access keys",
  role: "an assumed role",
  sso: "SSO",
  process: "credential_process",
  "web-identity": "a web identity",
  login: "aws login",
  container: "the container",
  instance: "the instance",
  none: "none",
};

function sayCredentials({ kind, profile, role, source, keyEnd, expires }: CredentialFacts): string {
  const what = role === undefined ? CREDENTIALS[kind] : `${CREDENTIALS[kind]}, ${role}`;
  return [
    profile === undefined ? what : `${what} of profile ${profile}`,
    ...(source === undefined ? [] : [`assumed with ${source}`]),
    ...(keyEnd === undefined ? [] : [`key id ending in ${keyEnd}`]),
    ...(expires === undefined ? [] : [`valid until ${expires.replace("T", " ").replace(/\.\d+Z$/, "Z")}`]),
  ].join(", ");
}

function sayProxies({ proxies, except }: Extract<Fact, { kind: "proxy" }>): string {
  if (proxies.length === 0) return "none";
  const ways = proxies.map(({ scheme, url, hasPassword, variable }) => {
    return `${url}${hasPassword ? " with user and password" : ""} for ${scheme} (${variable})`;
  });
  return `${ways.join(", ")}${except === "" ? "" : `, except for ${except} (NO_PROXY)`}`;
}

function sayClock(behindMs: number): string {
  const seconds = Math.round(Math.abs(behindMs) / 1000);
  // Dates in replies are full seconds.
  if (seconds <= 2) return "that of AWS, within 2 s";
  return `${seconds} s ${behindMs > 0 ? "behind" : "ahead of"} that of AWS`;
}

function sayObstacle(obstacle: Obstacle): Said {
  const say = (message: string, hint?: string): Said => ({ message: `not checked: ${message}`, hint });
  switch (obstacle.kind) {
    case "after":
      return say(`it needs ${obstacle.checks.join(", ")}`);
    case "no function":
      return say("no function is named", "lambda-env doctor -f NAME");
    case "error":
      return say(obstacle.error.message, obstacle.error.hint);
    case "no date":
      return say("no reply had a date");
    case "conditional":
      return say(`it depends on ${obstacle.conditions.join(", ")}, which IAM's simulation does not know`);
    case "not simulated":
      return say(`IAM does not simulate the policies of ${obstacle.caller}`);
    default:
      return obstacle satisfies never;
  }
}
