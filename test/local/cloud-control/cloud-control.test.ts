import { type CloudControlClient, GetResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { expect, it } from "vitest";
import { startStackClients } from "../../support/stack-clients.ts";

const read = (client: CloudControlClient, TypeName: string, Identifier: string) =>
  client.send(new GetResourceCommand({ TypeName, Identifier }));

it("reports the properties of a resource as JSON", async () => {
  const { endpoint, cloudControl } = await startStackClients();
  const properties = { Endpoint: { Address: "db.example", Port: 5432 }, StreamArn: "arn:aws:x", Tags: [], Größe: null };
  endpoint.setResource("AWS::RDS::DBCluster", "orders-db", properties);

  const { TypeName, ResourceDescription } = await read(cloudControl, "AWS::RDS::DBCluster", "orders-db");
  expect(TypeName).toBe("AWS::RDS::DBCluster");
  expect(ResourceDescription?.Identifier).toBe("orders-db");
  expect(JSON.parse(ResourceDescription?.Properties ?? "")).toEqual(properties);
});

it("does not find a resource under another type or identifier", async () => {
  const { endpoint, cloudControl } = await startStackClients();
  endpoint.setResource("AWS::RDS::DBCluster", "orders-db", {});

  for (const [type, id] of [
    ["AWS::RDS::DBCluster", "orders"],
    ["AWS::RDS::DBInstance", "orders-db"],
  ] as const) {
    await expect(read(cloudControl, type, id)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: expect.stringContaining(`Resource of type '${type}' with identifier '${id}' was not found`),
      $metadata: { httpStatusCode: 400 },
    });
  }
});

it("wants the whole identifier where a type has one of several parts", async () => {
  const { endpoint, cloudControl } = await startStackClients();
  endpoint.setResource("AWS::Cognito::UserPoolClient", "client-1", { ClientSecret: "example" });
  endpoint.setResource("AWS::ApiGateway::Stage", "api-1|Prod", { StageName: "Prod" });
  endpoint.setResource("AWS::ApiGateway::Stage", "api-2|Prod", { StageName: "other" });

  await expect(read(cloudControl, "AWS::Cognito::UserPoolClient", "client-1")).rejects.toMatchObject({
    name: "ValidationException",
    message: "Identifier client-1 is not valid for identifier [/properties/UserPoolId, /properties/ClientId]",
  });
  const client = await read(cloudControl, "AWS::Cognito::UserPoolClient", "pool-1|client-1");
  expect(client.ResourceDescription).toMatchObject({ Identifier: "pool-1|client-1", Properties: '{"ClientSecret":"example"}' });
  const stage = await read(cloudControl, "AWS::ApiGateway::Stage", "api-2|Prod");
  expect(stage.ResourceDescription?.Properties).toBe('{"StageName":"other"}');
});

it("refuses types that it does not serve, and what is not a type", async () => {
  const { cloudControl } = await startStackClients();

  await expect(read(cloudControl, "AWS::DocDB::DBCluster", "x")).rejects.toMatchObject({
    name: "UnsupportedActionException",
    message: "Resource type AWS::DocDB::DBCluster does not support READ action",
  });
  for (const type of ["Custom::Maker", "AWS::Nothing"]) {
    await expect(read(cloudControl, type, "x")).rejects.toMatchObject({ name: "TypeNotFoundException" });
  }
});

it("can be denied, altogether or for one resource, by the name that IAM has for it", async () => {
  const { endpoint, cloudControl } = await startStackClients();
  for (const id of ["a", "b"]) endpoint.setResource("AWS::RDS::DBCluster", id, {});
  endpoint.deny("GetResource", "a");

  await expect(read(cloudControl, "AWS::RDS::DBCluster", "a")).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining("is not authorized to perform: cloudformation:GetResource on resource: a"),
  });
  expect((await read(cloudControl, "AWS::RDS::DBCluster", "b")).TypeName).toBe("AWS::RDS::DBCluster");
});
