/** The account of a stage: nothing of another one is read. */
import type { Aws } from "../../aws/connection/clients.ts";
import { parseArn } from "../../core/arn/arn.ts";
import { parseFunctionId } from "../../core/arn/function-id.ts";
import type { ActiveStage } from "../../core/stage/active-stage.ts";
import { isFunctionPattern } from "../../core/stage/option-forms.ts";
import { LambdaEnvError } from "../../errors.ts";
import type { Surroundings } from "../surroundings.ts";

/** What an ARN may name. */
export interface NamedInAccount {
  readonly function?: readonly string[] | undefined;
  readonly stack?: string | undefined;
  readonly profile?: string | undefined;
}

/**
 * Checks that the credentials, and the ARNs of the options, belong to the account of the stage, by the first request of the run; at once if
 * there is no stage, or it does not name an account. The request needs no permission.
 *
 * Errors: ACCESS_DENIED; those of `getCallerIdentity`.
 */
export async function assertAccount(
  aws: Aws,
  { stage, signal }: Pick<Surroundings, "stage" | "signal">,
  named: NamedInAccount = {},
): Promise<void> {
  if (stage?.account === undefined) return;
  for (const [subject, account] of accountsIn(named)) {
    if (account === stage.account) continue;
    throw new LambdaEnvError(
      "ACCESS_DENIED",
      `stage ${stage.name} is for account ${stage.account}, but ${subject} is in account ${account}; nothing was read`,
      {
        hint: "name one of that account, or leave out --stage",
      },
    );
  }
  const { getCallerIdentity } = await import("../../aws/diagnosis/identity.ts");
  const { account } = await getCallerIdentity(aws, { signal });
  if (account !== stage.account) throw otherAccount(stage, account, named.profile);
}

/** Returns the error for credentials of another account. */
function otherAccount(stage: ActiveStage, account: string, profile: string | undefined): LambdaEnvError {
  return new LambdaEnvError(
    "ACCESS_DENIED",
    `stage ${stage.name} is for account ${stage.account}, but the credentials belong to account ${account}; nothing was read`,
    { hint: hintFor(stage, profile) },
  );
}

function hintFor({ name, profile, at }: ActiveStage, used: string | undefined): string {
  const place = `${at.source}${at.line === undefined ? "" : `:${at.line}`}`;
  if (profile === undefined) return `use credentials of that account: --profile NAME, or profile = "NAME" below ${place}`;
  if (used !== profile) return `stage ${name} has profile ${profile}: --profile ${profile}`;
  return `profile ${profile} of stage ${name} belongs to another account: correct it in ~/.aws/config, or profile and account below ${place}`;
}

/** Returns what names an account of its own, with that account. */
function accountsIn({
  function: names = [],
  stack = "",
}: NamedInAccount): readonly (readonly [subject: string, account: string])[] {
  const functions = names.flatMap((name) => {
    const { functionName, accountId } = isFunctionPattern(name) ? { functionName: name } : parseFunctionId(name);
    return accountId === undefined ? [] : [[`function ${functionName}`, accountId] as const];
  });
  const ofStack = parseArn(stack);
  return [
    ...functions,
    ...(ofStack === undefined ? [] : [[`stack ${ofStack.resource.split("/")[1] ?? ""}`, ofStack.account] as const]),
  ];
}
