/** What `doctor` finds, as facts without words. They hold no secret: nothing of a key but its last four characters. */
import type { LambdaEnvError } from "../../errors.ts";

/** What decides on a setting. */
export type NamedBy =
  | { readonly kind: "option" | "variable"; readonly name: string }
  | { readonly kind: "file"; readonly path: string; readonly line?: number }
  /** The ARN of the function. */
  | { readonly kind: "arn" };

/** Where credentials come from. */
export type CredentialKind = "keys" | "role" | "sso" | "process" | "web-identity" | "login" | "container" | "instance" | "none";

export interface CredentialFacts {
  readonly kind: CredentialKind;
  /** The profile that has them; undefined for those of the environment and of the machine. */
  readonly profile?: string;
  readonly role?: string;
  /** For a role of a profile: whose credentials assume it. */
  readonly source?: string;
  /** The last four characters of the access key id. */
  readonly keyEnd?: string;
  /** ISO 8601; undefined where they do not expire. */
  readonly expires?: string;
}

export interface ProxyFacts {
  readonly scheme: "https" | "http";
  /** Without user and password. */
  readonly url: string;
  readonly hasPassword: boolean;
  readonly variable: string;
}

/** A statement that denies, a limit that does not allow, or the lack of a statement that allows. */
export type Denial = "deny" | "organization" | "boundary" | "nothing";

/** What IAM says of an action. */
export type Simulated =
  | { readonly kind: "allowed" }
  | { readonly kind: "denied"; readonly by: Denial }
  /** It depends on these keys of the request, which the simulation does not know. */
  | { readonly kind: "conditional"; readonly conditions: readonly string[] }
  /** IAM does not simulate the policies of this caller. */
  | { readonly kind: "not simulated"; readonly caller: string };

/** What a check found. */
export type Fact =
  | { readonly kind: "profile"; readonly name: string; readonly exists: boolean }
  | { readonly kind: "region"; readonly region: string }
  | { readonly kind: "credentials"; readonly credentials: CredentialFacts }
  | { readonly kind: "proxy"; readonly proxies: readonly ProxyFacts[]; readonly except: string }
  | { readonly kind: "certificates"; readonly bundle?: string; readonly count?: number; readonly extra?: string }
  | { readonly kind: "endpoint"; readonly url: string; readonly isAws: boolean }
  | { readonly kind: "identity"; readonly arn: string; readonly account: string }
  | { readonly kind: "clock"; readonly behindMs: number }
  | { readonly kind: "function"; readonly name: string; readonly arn?: string }
  | { readonly kind: "variables"; readonly count: number }
  | { readonly kind: "update" };

export type CheckName =
  | "project"
  | "profile"
  | "region"
  | "credentials"
  | "proxy"
  | "certificates"
  | "endpoint"
  | "identity"
  | "clock"
  | "function"
  | "variables"
  | "update";

/** Why a check could not be made. */
export type Obstacle =
  /** These have problems. */
  | { readonly kind: "after"; readonly checks: readonly CheckName[] }
  | { readonly kind: "no function" }
  | { readonly kind: "error"; readonly error: LambdaEnvError }
  | { readonly kind: "no date" }
  | Exclude<Simulated, { readonly kind: "allowed" | "denied" }>;

export type Check = { readonly name: CheckName; readonly namedBy?: NamedBy; readonly fact?: Fact } & (
  | { readonly status: "ok" }
  | { readonly status: "problem"; readonly error: LambdaEnvError }
  | { readonly status: "unknown"; readonly obstacle: Obstacle }
);

/** What was checked, in order. */
export type Diagnosis = readonly Check[];
