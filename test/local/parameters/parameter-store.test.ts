import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  type Parameter,
  PutParameterCommand,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { startStackClients } from "../../support/stack-clients.ts";

const put = (ssm: SSMClient, Name: string, Value: string, more: object = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: "String", ...more }));
const get = async (ssm: SSMClient, Name: string, more: object = {}) =>
  (await ssm.send(new GetParameterCommand({ Name, ...more }))).Parameter;

it("keeps the advanced tier, gives a new version the key of the account, and deletes with all versions", async () => {
  const { ssm } = await startStackClients();
  const secure = { Type: "SecureString", Overwrite: true } as const;
  await put(ssm, "/app/key", "x".repeat(5000), { ...secure, Tier: "Advanced", KeyId: "alias/mine" });
  await expect(put(ssm, "/app/key", "x", { ...secure, Tier: "Standard" })).rejects.toMatchObject({ name: "ValidationException" });
  expect(await put(ssm, "/app/key", "y", secure)).toMatchObject({ Version: 2, Tier: "Advanced" });
  const history = await ssm.send(new GetParameterHistoryCommand({ Name: "/app/key" }));
  expect(history.Parameters?.map(({ KeyId, Tier }) => [KeyId, Tier])).toEqual([
    ["alias/mine", "Advanced"],
    ["alias/aws/ssm", "Advanced"],
  ]);
  await ssm.send(new DeleteParameterCommand({ Name: "/app/key" }));
  await expect(ssm.send(new DeleteParameterCommand({ Name: "/app/key" }))).rejects.toMatchObject({ name: "ParameterNotFound" });
  expect(await put(ssm, "/app/key", "z")).toMatchObject({ Version: 1 });
});

it("refuses a new version where the oldest one has a label", async () => {
  const { ssm } = await startStackClients();
  for (let count = 1; count <= 100; count++) await put(ssm, "/app/url", `v${count}`, { Overwrite: true });
  await ssm.send(new LabelParameterVersionCommand({ Name: "/app/url", ParameterVersion: 1, Labels: ["live"] }));
  const more = put(ssm, "/app/url", "one more", { Overwrite: true });
  await expect(more).rejects.toMatchObject({ name: "ParameterMaxVersionLimitExceeded" });
});

describe("one parameter", () => {
  it("comes back with its version, its ARN and the time that it was stored", async () => {
    const { ssm } = await startStackClients({ now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678) });

    expect(await put(ssm, "/app/url", "https://example.com/ü")).toMatchObject({ Version: 1, Tier: "Standard" });
    expect(await get(ssm, "/app/url")).toEqual({
      Name: "/app/url",
      Type: "String",
      Value: "https://example.com/ü",
      Version: 1,
      LastModifiedDate: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678)),
      ARN: "arn:aws:ssm:us-east-1:123456789012:parameter/app/url",
      DataType: "text",
    });
  });

  it("is found by version, by label and by ARN, and says how it was selected", async () => {
    const { ssm } = await startStackClients();
    for (const value of ["one", "two", "three"]) await put(ssm, "/app/url", value, { Overwrite: true });
    const label = (ParameterVersion: number) =>
      ssm.send(new LabelParameterVersionCommand({ Name: "/app/url", ParameterVersion, Labels: ["live"] }));
    await label(1);
    await label(2);
    await put(ssm, "plain", "without a path");

    const arn = "arn:aws:ssm:us-east-1:123456789012:parameter/app/url";
    expect(await get(ssm, "/app/url")).toMatchObject({ Value: "three", Version: 3 });
    expect(await get(ssm, "/app/url:1")).toMatchObject({ Name: "/app/url", Value: "one", Version: 1, Selector: ":1" });
    expect(await get(ssm, "/app/url:live")).toMatchObject({ Name: "/app/url", Value: "two", Version: 2, Selector: ":live" });
    expect(await get(ssm, arn)).toMatchObject({ Name: "/app/url", Value: "three" });
    expect(await get(ssm, `${arn}:1`)).toMatchObject({ Value: "one" });
    expect(await get(ssm, "arn:aws:ssm:us-east-1:123456789012:parameter/plain")).toMatchObject({ Name: "plain" });
  });

  it("is refused where it, or its version, does not exist", async () => {
    const { endpoint, ssm } = await startStackClients();
    endpoint.setParameter("/app/url", "x");

    await expect(get(ssm, "/app/none")).rejects.toMatchObject({ name: "ParameterNotFound", $metadata: { httpStatusCode: 400 } });
    await expect(get(ssm, "/app/url:9")).rejects.toMatchObject({
      name: "ParameterVersionNotFound",
      message: "Systems Manager could not find version 9 of /app/url. Verify the version and try again.",
    });
    await expect(get(ssm, "a b")).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("Parameter name: can't be prefixed with"),
    });
  });

  it("keeps its last hundred versions", async () => {
    const { endpoint, ssm } = await startStackClients();
    for (let at = 1; at <= 101; at++) endpoint.setParameter("/app/url", `value ${at}`);

    await expect(get(ssm, "/app/url:1")).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
    expect(await get(ssm, "/app/url:2")).toMatchObject({ Value: "value 2" });
    expect(await get(ssm, "/app/url")).toMatchObject({ Value: "value 101", Version: 101 });
  });

  it("that is a SecureString is shown only decrypted, and only to anyone who may decrypt it", async () => {
    const { endpoint, ssm } = await startStackClients();
    await put(ssm, "/app/key", "example-key", { Type: "SecureString" });

    const encrypted = await get(ssm, "/app/key");
    expect(encrypted).toMatchObject({ Type: "SecureString", Value: expect.stringMatching(/^AQICAH[\w+/=]{80,}$/) });
    expect(await get(ssm, "/app/key", { WithDecryption: true })).toMatchObject({ Value: "example-key" });
    endpoint.deny("Decrypt", "/app/key");
    await expect(get(ssm, "/app/key", { WithDecryption: true })).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("is not authorized to perform: kms:Decrypt"),
    });
    expect(await get(ssm, "/app/key")).toEqual(encrypted);
  });

  it("is not overwritten by mistake, keeps its type, and has values that Parameter Store takes", async () => {
    const { ssm } = await startStackClients();
    await put(ssm, "/app/list", "a,b", { Type: "StringList" });

    await expect(put(ssm, "/app/list", "c")).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
    await put(ssm, "/app/list", "c,d", { Type: undefined, Overwrite: true });
    expect(await get(ssm, "/app/list")).toMatchObject({ Type: "StringList", Value: "c,d", Version: 2 });

    await expect(put(ssm, "/app/none", "x", { Type: undefined })).rejects.toThrow("A parameter type is required");
    await expect(put(ssm, "/app/none", "x", { Type: "Number" })).rejects.toThrow(
      "enum value set: [String, StringList, SecureString]",
    );
    await expect(put(ssm, "/app/none", "")).rejects.toThrow("length greater than or equal to 1");
    await expect(put(ssm, "/app/none", "ü".repeat(2049))).rejects.toThrow("maximum parameter value of 4096");
    await put(ssm, "/app/none", "ü".repeat(2049), { Tier: "Advanced" });
    for (const name of ["/aws/x", "ssmx", "a/b", "/a//b"]) await expect(put(ssm, name, "x")).rejects.toThrow("Parameter name");
  });
});

describe("GetParameters", () => {
  const read = (ssm: SSMClient, ...Names: string[]) => ssm.send(new GetParametersCommand({ Names, WithDecryption: true }));

  it("reads those that there are, in an order of its own, and lists the names of others", async () => {
    const { endpoint, ssm } = await startStackClients();
    endpoint.setParameter("/app/a", "1");
    endpoint.setParameter("/app/b", "example-key", "SecureString");
    endpoint.setParameter("/app/b", "example-key-2", "SecureString");

    const { Parameters, InvalidParameters } = await read(ssm, "/app/none", "/app/b:1", "/app/a", "/app/a:7", "/app/a:label");
    expect(Parameters).toMatchObject([
      { Name: "/app/a", Value: "1" },
      { Name: "/app/b", Value: "example-key", Selector: ":1" },
    ]);
    expect(InvalidParameters).toEqual(["/app/none", "/app/a:7", "/app/a:label"]);
  });

  it("takes ten names, and not eleven", async () => {
    const { endpoint, ssm } = await startStackClients();
    const names = Array.from({ length: 11 }, (_, at) => `/app/${at}`);
    for (const name of names) endpoint.setParameter(name, name);

    expect((await read(ssm, ...names.slice(1))).Parameters).toHaveLength(10);
    await expect(read(ssm, ...names)).rejects.toMatchObject({ name: "ValidationException" });
    await expect(read(ssm)).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("refuses all names where one is denied", async () => {
    const { endpoint, ssm } = await startStackClients();
    endpoint.setParameter("/app/a", "1");
    endpoint.setParameter("/app/b", "2");
    endpoint.deny("GetParameters", "/app/b");

    await expect(read(ssm, "/app/a", "/app/b")).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("is not authorized to perform: ssm:GetParameters on resource: /app/b"),
    });
    expect((await read(ssm, "/app/a")).Parameters).toHaveLength(1);
  });

  it("can be throttled, in the words of this service", async () => {
    const { endpoint, ssm } = await startStackClients();
    endpoint.setParameter("/app/a", "1");
    endpoint.fail("GetParameters", { kind: "throttle" });

    await expect(read(ssm, "/app/a")).rejects.toMatchObject({
      name: "ThrottlingException",
      message: "Rate exceeded",
      $metadata: { httpStatusCode: 400 },
    });
    expect((await read(ssm, "/app/a")).Parameters).toHaveLength(1);
  });
});

describe("GetParametersByPath", () => {
  async function readPages(ssm: SSMClient, Path: string, more: object = {}): Promise<readonly (readonly Parameter[])[]> {
    const pages: (readonly Parameter[])[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ssm.send(new GetParametersByPathCommand({ Path, NextToken, ...more }));
      pages.push(page.Parameters ?? []);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return pages;
  }
  const namesIn = (pages: readonly (readonly Parameter[])[]) => pages.map((page) => page.map(({ Name }) => Name));

  it("reads the level below a path, or all levels", async () => {
    const { endpoint, ssm } = await startStackClients();
    for (const name of ["/app/a", "/app/deep/b", "/apps/c", "/app", "app"]) endpoint.setParameter(name, name);

    expect(namesIn(await readPages(ssm, "/app"))).toEqual([["/app/a"]]);
    expect(namesIn(await readPages(ssm, "/app/", { Recursive: true }))).toEqual([["/app/a", "/app/deep/b"]]);
    expect(namesIn(await readPages(ssm, "/none"))).toEqual([[]]);
    // A name without slashes is at the root.
    expect(namesIn(await readPages(ssm, "/"))).toEqual([["/app", "app"]]);
    const all = ["/app", "/app/a", "/app/deep/b", "/apps/c", "app"];
    expect(namesIn(await readPages(ssm, "/", { Recursive: true }))).toEqual([all]);
  });

  it("has ten to a page, and may have an empty page that is not the last", async () => {
    const { endpoint, ssm } = await startStackClients();
    for (let at = 10; at < 22; at++) endpoint.setParameter(`/app/deep/${at}`, "x");
    endpoint.setParameter("/app/last", "x");

    expect((await readPages(ssm, "/app", { Recursive: true })).map((page) => page.length)).toEqual([10, 3]);
    expect(namesIn(await readPages(ssm, "/app"))).toEqual([[], ["/app/last"]]);
    expect((await readPages(ssm, "/app", { Recursive: true, MaxResults: 5 })).map((page) => page.length)).toEqual([5, 5, 3]);
    await expect(readPages(ssm, "/app", { MaxResults: 11 })).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("decrypts on request, and accepts only a path", async () => {
    const { endpoint, ssm } = await startStackClients();
    endpoint.setParameter("/app/key", "example-key", "SecureString");

    expect((await readPages(ssm, "/app"))[0]?.[0]?.Value).not.toContain("example-key");
    expect((await readPages(ssm, "/app", { WithDecryption: true }))[0]?.[0]?.Value).toBe("example-key");
    await expect(readPages(ssm, "app")).rejects.toThrow('must begin with a forward slash "/"');
  });
});
