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
  const process = settingOf("credential_process");
  if (process !== undefined && error.name === "CredentialsProviderError") {
    return explain(
      `credential_process${of}${inBrackets(programOf(process))} ${describeEnd(error.message)}`,
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

/** What the SDK says of the output of a `credential_process`. */
const OUTPUT = /credential_process ((?:did not return|returned) [\w ]+)\.$/;

/**
 * Returns what became of the program of `credential_process`. The command may hold a secret, and so may what the program wrote to
 * standard error, such as the trace of a shell: only known words of that are kept.
 */
function describeEnd(message: string): string {
  const [, output] = OUTPUT.exec(message) ?? [];
  if (output !== undefined) return output;
  const [first = "", ...rest] = message.split("\n");
  const said = readableParts(first.startsWith("Command failed: ") ? rest.join(" ") : first);
  return said === "" ? "failed" : `failed: ${said}`;
}

/** Returns the name of the program that a command line starts; undefined where something else comes first. */
function programOf(command: string): string | undefined {
  const [, quoted, bare] = /^\s*(?:"([^"]+)"|([^\s"'=]+))(?:\s|$)/.exec(command) ?? [];
  const [, name] = /(?:^|[\\/])([A-Za-z][\w.+-]{0,40})$/.exec(quoted ?? bare ?? "") ?? [];
  return name;
}

function inBrackets(text: string | undefined): string {
  return text === undefined ? "" : ` (${text})`;
}
