/** Why a profile gave no credentials. */
import { readableParts } from "../../core/secrecy/foreign.ts";
import { LambdaEnvError } from "../../errors.ts";
import type { Settings } from "./profile.ts";

export interface FailedProfile {
  /** As the user knows it; undefined where no profile is involved. */
  readonly name: string | undefined;
  /** Of the profile and those behind it. */
  readonly chain: readonly Settings[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A program may write more than anybody reads. */
const MAX_SAID = 300;

/** Returns the error of the SDK in words, with the next thing to type; undefined where there is nothing to add to it. */
export function explainFailure(error: unknown, { name, chain, env }: FailedProfile): LambdaEnvError | undefined {
  if (!(error instanceof Error) || error instanceof LambdaEnvError) return undefined;
  const explain = (message: string, hint: string, code: "NO_CREDENTIALS" | "ACCESS_DENIED" = "NO_CREDENTIALS"): LambdaEnvError =>
    new LambdaEnvError(code, message, { hint, cause: error });
  const of = name === undefined ? "" : ` of profile ${name}`;
  const settingOf = (key: string): string | undefined => chain.find((settings) => settings[key] !== undefined)?.[key];
  const command = (words: string): string => `${words}${name === undefined || name === "default" ? "" : ` --profile ${name}`}`;

  const tokenFile = settingOf("web_identity_token_file") ?? env["AWS_WEB_IDENTITY_TOKEN_FILE"];
  if ("code" in error && error.code === "ENOENT" && tokenFile !== undefined) {
    const where =
      settingOf("web_identity_token_file") === undefined ? "AWS_WEB_IDENTITY_TOKEN_FILE" : `web_identity_token_file${of}`;
    return explain(`the web identity token file ${tokenFile} does not exist`, `check ${where}`);
  }
  if (settingOf("credential_process") !== undefined && error.name === "CredentialsProviderError") {
    const said = saidBy(error.message);
    return explain(
      `credential_process${of} failed${said === "" ? "" : `: ${said}`}`,
      "run the command of credential_process in ~/.aws/config by hand",
    );
  }
  if (settingOf("sso_session") !== undefined || settingOf("sso_start_url") !== undefined) {
    if (error.name === "ForbiddenException") {
      const role = settingOf("sso_role_name") ?? "";
      const account = settingOf("sso_account_id") ?? "";
      return explain(
        `SSO does not give role ${role} of account ${account} to you`,
        `check sso_role_name and sso_account_id${of}`,
      );
    }
    if (
      error.name === "CredentialsProviderError" ||
      error.name === "UnauthorizedException" ||
      error.name === "TokenProviderError"
    ) {
      return explain(`the SSO session${of} has expired, or there is none`, command("aws sso login"));
    }
  }
  if (settingOf("login_session") !== undefined && error.name === "CredentialsProviderError") {
    return explain(`the login session${of} has expired, or there is none`, command("aws login"));
  }
  const role = settingOf("role_arn") ?? env["AWS_ROLE_ARN"];
  if (role !== undefined && error.name === "AccessDenied") {
    const said = readableParts(error.message);
    return explain(
      `not allowed to assume the role ${role}${of}${said === "" ? "" : `: ${said}`}`,
      "check the trust policy of the role, and that the caller may call sts:AssumeRole",
      "ACCESS_DENIED",
    );
  }
  return undefined;
}

/** Returns what the program of `credential_process` said, or what is wrong with its output: the command itself may hold a secret. */
function saidBy(message: string): string {
  const [first = "", ...rest] = message.split("\n");
  const said = first.startsWith("Command failed: ")
    ? rest.filter((line) => line.trim() !== "")
    : [first.replace(/^Profile \S+ /, "")];
  return said.join("; ").trim().slice(0, MAX_SAID);
}
