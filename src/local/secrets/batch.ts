/** BatchGetSecretValue: a successful reply also lists the secrets that cannot be read. */

import { assertAllowed } from "../protocol/access.ts";
import { listOf, numberOf, stringOf, stringsOf } from "../protocol/input.ts";
import { DENIED } from "../protocol/json-service.ts";
import { makePage } from "../protocol/paging.ts";
import { failureOf, type Input, type Output, refuse, refuseInvalid } from "../protocol/service.ts";
import type { World } from "../state/state.ts";
import { requireSecret, requireVersion } from "./secrets.ts";
import { renderValue, selectSecrets } from "./shapes.ts";

const MAX_IDS = 20;

/** Returns the values and, for each secret that cannot be read, an entry of `Errors`; the status is 200 in any case. */
export function batchGetSecretValue(input: Input, world: World): Output {
  const ids = stringsOf(input, "SecretIdList");
  const filters = listOf(input, "Filters");
  if ((ids === undefined) === (filters === undefined)) {
    refuse({
      status: 400,
      type: "InvalidParameterException",
      message: "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
    });
  }
  if (ids !== undefined && (ids.length === 0 || ids.length > MAX_IDS)) {
    refuseInvalid(
      `Value at 'secretIdList' failed to satisfy constraint: Member must have length ${
        ids.length === 0 ? "greater than or equal to 1" : `less than or equal to ${MAX_IDS}`
      }`,
    );
  }
  const wanted = ids ?? selectSecrets(world, filters ?? []).map(({ name }) => name);
  const page = makePage(wanted, stringOf(input, "NextToken"), numberOf(input, "MaxResults", 1, MAX_IDS) ?? MAX_IDS);
  const results = page.items.map((id) => readOne(id, world));
  return {
    members: {
      SecretValues: results.flatMap(({ value }) => value ?? []),
      Errors: results.flatMap(({ error }) => error ?? []),
      NextToken: page.next,
    },
  };
}

interface Result {
  readonly value?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly SecretId: string; readonly ErrorCode: string; readonly Message: string };
}

function readOne(id: string, world: World): Result {
  try {
    assertAllowed(world, "secretsmanager:GetSecretValue", id, DENIED);
    const secret = requireSecret(world, id);
    return { value: renderValue(secret, requireVersion(secret, undefined, undefined)) };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    return { error: { SecretId: id, ErrorCode: failure.type, Message: failure.message } };
  }
}
