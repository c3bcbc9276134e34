/** Reading versions and aliases, as AWS answers for them. */
import { GetFunctionCommand, GetFunctionConfigurationCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { publish, startClients } from "../../support/local.ts";

const FunctionName = "api";

describe.each([
  [
    "GetFunctionConfiguration",
    async (lambda: LambdaClient, name: string, Qualifier?: string) =>
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier })),
  ],
  [
    "GetFunction",
    async (lambda: LambdaClient, name: string, Qualifier?: string) =>
      (await lambda.send(new GetFunctionCommand({ FunctionName: name, Qualifier }))).Configuration ?? {},
  ],
] as const)("%s", (_, get) => {
  it("answers for a version, an alias and $LATEST, named in either way, with the ARN that was requested", async () => {
    const { endpoint, lambda } = await startClients();
    endpoint.createFunction({ functionName: FunctionName, variables: { STAGE: "published" } });
    await publish(lambda, FunctionName, "live");
    endpoint.setVariables(FunctionName, { STAGE: "later" });
    const arn = `arn:aws:lambda:us-east-1:123456789012:function:${FunctionName}`;
    for (const [qualifier, Version, STAGE] of [
      ["1", "1", "published"],
      ["live", "1", "published"],
      ["$LATEST", "$LATEST", "later"],
    ]) {
      const expected = { FunctionName, FunctionArn: `${arn}:${qualifier}`, Version, Environment: { Variables: { STAGE } } };
      expect(await get(lambda, FunctionName, qualifier)).toMatchObject(expected);
      for (const name of [`${FunctionName}:${qualifier}`, `${arn}:${qualifier}`, `function:${FunctionName}:${qualifier}`])
        expect(await get(lambda, name)).toMatchObject(expected);
    }
    expect(await get(lambda, FunctionName)).toMatchObject({ FunctionArn: arn, Version: "$LATEST" });
    endpoint.denyDecrypt(FunctionName);
    expect((await get(lambda, FunctionName, "live")).Environment).toEqual({ Error: expect.any(Object) });
    const missing = { name: "ResourceNotFoundException", message: `Function not found: ${arn}:gone` };
    await expect(get(lambda, FunctionName, "gone")).rejects.toMatchObject(missing);
  });
});
