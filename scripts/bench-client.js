/** What an expert would write by hand for one variable: Node's own modules, a signature of 20 lines, one connection. For the benchmark. */
import { createHash, createHmac } from "node:crypto";
import { Agent, request } from "node:https";

const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
const path = "/2015-03-31/functions/bench/configuration";
const agent = new Agent({ keepAlive: true });
const { host } = new URL(AWS_ENDPOINT_URL);

const live = await send("GET");
const variables = { ...live.Environment.Variables, STAGE: "prod", LOG_LEVEL: "info", VALUE: process.argv[2] };
await send("PUT", { Environment: { Variables: variables }, RevisionId: live.RevisionId });
const after = await send("GET");
if (after.Environment.Variables.VALUE !== process.argv[2]) throw new Error("not verified");
agent.destroy();

function send(method, document) {
  const body = document === undefined ? "" : JSON.stringify(document);
  const sent = request(AWS_ENDPOINT_URL + path, { method, agent, headers: signed(method, body) });
  return new Promise((done, fail) => {
    sent.on("error", fail);
    sent.on("response", async (reply) => {
      let text = "";
      for await (const part of reply) text += part;
      if (reply.statusCode === 200) done(JSON.parse(text));
      else fail(new Error(text));
    });
    sent.end(body);
  });
}

function signed(method, body) {
  const hash = (text) => createHash("sha256").update(text).digest("hex");
  const hmac = (key, text) => createHmac("sha256", key).update(text).digest();
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const scope = [time.slice(0, 8), AWS_REGION, "lambda", "aws4_request"];
  const canonical = [method, path, "", `host:${host}`, `x-amz-date:${time}`, "", "host;x-amz-date", hash(body)].join("\n");
  const key = scope.reduce(hmac, `AWS4${AWS_SECRET_ACCESS_KEY}`);
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope.join("/"), hash(canonical)].join("\n")).toString("hex");
  const credential = `Credential=${AWS_ACCESS_KEY_ID}/${scope.join("/")}`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
  return { host, "x-amz-date": time, "content-type": "application/json", authorization };
}
