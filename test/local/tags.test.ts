/** Tags of functions at the local endpoint, through the SDK. */
import { ListTagsCommand, TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-lambda";
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { describe, expect, it } from "vitest";
import { startClient, startClients } from "../support/local.ts";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters: {Team: {Type: String, Default: orders}}
Globals: {Function: {Tags: {app: shop}}}
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, Tags: {team: !Ref Team}}
  Plain:
    Type: AWS::Lambda::Function
    Properties: {PackageType: Image, Tags: [{Key: team, Value: plain}]}
`;

async function start() {
  const { endpoint, lambda } = await startClients();
  const tagging = startClient(ResourceGroupsTaggingAPIClient, endpoint);
  const found = async (filters: readonly { readonly Key: string; readonly Values?: string[] }[], size?: number) => {
    const arns: string[] = [];
    let token: string | undefined;
    do {
      const page = {
        TagFilters: [...filters],
        ResourceTypeFilters: ["lambda:function"],
        PaginationToken: token,
        ResourcesPerPage: size,
      };
      const reply = await tagging.send(new GetResourcesCommand(page));
      arns.push(...(reply.ResourceTagMappingList ?? []).map(({ ResourceARN = "" }) => ResourceARN.split(":").at(-1) ?? ""));
      token = reply.PaginationToken;
    } while (token);
    return arns;
  };
  return { endpoint, lambda, tagging, found };
}

describe("tags", () => {
  it("of a template, of SAM's Globals and of a deployment are the function's", async () => {
    const { endpoint, lambda, found } = await start();
    const { functions } = endpoint.deploy({ template: TEMPLATE, stackName: "app" });
    const [api = "", plain = ""] = [functions.get("Api"), functions.get("Plain")];
    const arn = `arn:aws:lambda:us-east-1:123456789012:function:${api}`;
    expect((await lambda.send(new ListTagsCommand({ Resource: arn }))).Tags).toMatchObject({
      app: "shop",
      team: "orders",
      "aws:cloudformation:logical-id": "Api",
    });
    expect(await found([{ Key: "team", Values: ["orders"] }])).toEqual([api]);
    expect(await found([{ Key: "team", Values: ["plain", "orders"] }])).toEqual([api, plain].sort());
    expect(await found([{ Key: "team" }, { Key: "app", Values: ["shop"] }])).toEqual([api]);
  });

  it("are added and removed, and functions without any are not found", async () => {
    const { endpoint, lambda, found } = await start();
    const arn = endpoint.createFunction({ functionName: "fn" });
    expect(await found([])).toEqual([]);
    await lambda.send(new TagResourceCommand({ Resource: arn, Tags: { team: "a", stage: "prod" } }));
    expect(await found([{ Key: "stage", Values: ["prod"] }])).toEqual(["fn"]);
    await lambda.send(new UntagResourceCommand({ Resource: arn, TagKeys: ["team", "stage"] }));
    expect(await found([])).toEqual([]);
  });

  it("are listed in pages", async () => {
    const { endpoint, found } = await start();
    const names = Array.from({ length: 7 }, (_, index) => `fn-${index}`);
    for (const functionName of names) endpoint.createFunction({ functionName, tags: { team: "a" } });
    expect(await found([{ Key: "team", Values: ["a"] }], 3)).toEqual(names);
  });
});
