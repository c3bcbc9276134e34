/**
 * Prints what each command costs as a ratio to `node -e 0` of the same Node: all variants interleaved, medians of per-round ratios.
 *
 * Options: --rounds N (default 15); --fleet measures a change of 500 functions instead. The AWS CLI is measured where `aws` and `jq` are installed, TLS where `openssl` is.
 * Ends with 1 where a limit is passed; on a busy machine run it again before you believe it.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { bareEnvironment } from "./bench-environment.js";
import { largeTemplate } from "./large-template.js";
import { startDistantTlsServer, startSlowProxy, startSlowTlsProxy } from "./slow-proxy.js";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** About what a request to a region on the same continent takes. */
const LATENCY_MS = 80;
const MEMORY_SAMPLES = 7;

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Bench:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Environment:
        Variables:
          STAGE: prod
          LOG_LEVEL: info
          API_KEY: ""
`;

/** What people write today: no lock, no check of what could be read, every value in argv. */
const AWS_SCRIPT = `
set -e
live=$(aws lambda get-function-configuration --function-name bench --query Environment.Variables --output json)
merged=$(jq -c --arg value "$1" '{Variables: (. + {STAGE: "prod", LOG_LEVEL: "info", VALUE: $value})}' <<<"$live")
aws lambda update-function-configuration --function-name bench --environment "$merged" > /dev/null
aws lambda wait function-updated --function-name bench
`;

const REGION = "eu-west-1";
/** The access key that the endpoint gives out. */
let key = "test";
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const bin = join(root, "bin/lambda-env.js");
const rounds = Number(process.argv[process.argv.indexOf("--rounds") + 1] || 15) || 15;
const modern = Number(process.versions.node.split(".")[0]) >= 22;
const scratch = mkdtempSync(join(tmpdir(), "lambda-env-bench-"));
writeFileSync(join(scratch, "template.yaml"), TEMPLATE);
writeFileSync(join(scratch, "large.yaml"), largeTemplate());
writeFileSync(join(scratch, ".env"), "API_KEY='example'\n");

let runs = 0;

if (process.argv.includes("--fleet")) {
  rmSync(scratch, { recursive: true, force: true });
  await import("./bench-fleet.js");
} else await benchCommands();

async function benchCommands() {
  const server = spawn(process.execPath, [bin, "local", "--region", REGION, "--update-time", "0", "--quiet"], {
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const proxies = [];
  try {
    const { url, accessKeyId } = await readExports(server.stdout);
    key = accessKeyId;
    await createFunction(url);
    const slow = await startSlowProxy(url, LATENCY_MS);
    const tls = await startSlowTlsProxy(url, LATENCY_MS, scratch);
    const distant = await startDistantTlsServer(url, LATENCY_MS, scratch);
    proxies.push(slow, ...[tls, distant].filter((proxy) => proxy !== undefined));
    const variants = [...makeVariants(url, slow.url, tls, buildUnbundled()), ...makeDistantVariants(distant)];
    report(variants, await measure(variants));
    await reportMemory(variants);
  } finally {
    const ended = once(server, "exit");
    server.kill();
    await ended;
    for (const proxy of proxies) proxy.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Each variant: what to run, where its requests go, and the limits, each a ratio to another variant. */
function makeVariants(url, slow, tls, unbundled) {
  const floor = "node -e 0";
  const sources = ["-t", "template.yaml", "-e", ".env"];
  const set = (entry, more) => (value) => [entry, "set", "-f", "bench", ...more, `VALUE=${value}`, "--quiet"];
  const aws = (name, more) => ({ name, command: "bash", args: (value) => ["-c", AWS_SCRIPT, "bench", value], ...more });
  const hasAws = ["aws", "jq"].every((tool) => spawnSync(tool, ["--version"]).status === 0);
  const latency = `${LATENCY_MS} ms a request`;
  return [
    { name: floor, args: () => ["-e", "0"] },
    { name: "--version", args: () => [bin, "--version"], limits: [[floor, modern ? 1.15 : 1.2]] },
    { name: "--help", args: () => [bin, "--help"], limits: [[floor, modern ? 1.15 : 1.2]] },
    { name: "set --help", args: () => [bin, "set", "--help"], limits: [[floor, modern ? 1.3 : 1.4]] },
    { name: "set NAME=VALUE", args: set(bin, []), url, limits: [[floor, modern ? 4.3 : 4.9]] },
    {
      name: "set -t -e",
      args: set(bin, sources),
      url,
      limits: [[floor, modern ? 4.8 : 5.5], ["set -t -e, unbundled", 0.55], ...(hasAws ? [["AWS CLI script", 0.1]] : [])],
    },
    {
      name: "diff -t, 735 KB, 500 functions",
      args: () => [bin, "diff", "-f", "bench", "-t", "large.yaml", "--logical-id", "Orders250", "--quiet"],
      url,
      limits: [[floor, 7]],
    },
    { name: "set -t -e, unbundled", args: set(unbundled, sources), url, env: { NODE_DISABLE_COMPILE_CACHE: "1" } },
    ...(hasAws ? [aws("AWS CLI script", { url })] : []),
    {
      name: `set -t -e, ${latency}`,
      args: set(bin, sources),
      url: slow,
      limits: hasAws ? [[`AWS CLI script, ${latency}`, 0.25]] : [],
    },
    ...(hasAws ? [aws(`AWS CLI script, ${latency}`, { url: slow })] : []),
    ...(tls === undefined
      ? []
      : [
          {
            name: `set -t -e, ${latency}, TLS`,
            args: set(bin, sources),
            ...tls,
            limits: hasAws ? [[`AWS CLI script, ${latency}, TLS`, 0.28]] : [],
          },
          ...(hasAws ? [aws(`AWS CLI script, ${latency}, TLS`, tls)] : []),
        ]),
  ];
}

/** The whole way to a service far away, handshakes included. Both trust its certificate as Node does: what the AWS CLI reads is not set. */
function makeDistantVariants(distant) {
  if (distant === undefined) return [];
  const way = { ...distant, bundle: false };
  const name = (what) => `${what}, ${LATENCY_MS} ms away`;
  const hand = name("client by hand");
  const set = (value) => [bin, "set", "-f", "bench", `VALUE=${value}`, "--quiet"];
  const late = { LAMBDA_ENV_EARLY_CONNECTION: "0" };
  return [
    { name: hand, args: (value) => [join(root, "scripts/bench-client.js"), value], ...way },
    { name: name("set NAME=VALUE"), args: set, ...way, limits: [[hand, 1.1]] },
    { name: name("set NAME=VALUE, late"), args: set, ...way, env: late },
  ];
}

/** Returns the milliseconds of each variant, round by round; the first round warms up and does not count. */
async function measure(variants) {
  const times = new Map(variants.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const variant of shuffled(variants)) {
      const ms = await run(variant);
      if (round >= 0) times.get(variant.name).push(ms);
    }
  }
  return times;
}

/** Each run sets another value: with one that is live already there would be nothing to write. */
function run({ name, command = process.execPath, args, url, ca, bundle, env = {} }) {
  runs += 1;
  const start = process.hrtime.bigint();
  const child = spawn(command, args(`value${runs}`), {
    env: { ...environment(url, ca, bundle), ...env },
    cwd: scratch,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) =>
      code === 0 ? done(Number(process.hrtime.bigint() - start) / 1e6) : fail(new Error(`${name} failed: ${stderr}`)),
    );
  });
}

function report(variants, times) {
  const ratio = (name, to) => median(times.get(name).map((ms, round) => ms / times.get(to)[round]));
  console.log(`node ${process.version}, ${rounds} rounds, medians\n`);
  for (const { name } of variants) {
    console.log(
      `${name.padEnd(38)} ${median(times.get(name)).toFixed(1).padStart(8)} ms ${ratio(name, "node -e 0").toFixed(2).padStart(8)}`,
    );
  }
  console.log("");
  for (const { name, limits = [] } of variants) {
    for (const [to, limit] of limits) judge(`${name} / ${to}`, ratio(name, to), limit);
  }
}

function judge(what, value, limit) {
  if (value > limit) process.exitCode = 1;
  console.log(`${what.padEnd(66)} ${value.toFixed(3).padStart(6)}  limit ${limit}${value > limit ? "  PASSED THE LIMIT" : ""}`);
}

/** The peak of the process's own memory: what `getrusage` reports starts with that of the parent. */
async function reportMemory(variants) {
  const file = join(scratch, "memory");
  const hook = join(scratch, "hook.cjs");
  writeFileSync(
    hook,
    `const { readFileSync, writeFileSync } = require("fs");
     const own = () => /VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1];
     process.on("exit", () => writeFileSync(${JSON.stringify(file)}, String(process.platform === "linux" ? own() : process.resourceUsage().maxRSS)));`,
  );
  const peak = async (name) => {
    const { args, ...variant } = variants.find((one) => one.name === name);
    const samples = [];
    for (let sample = 0; sample < MEMORY_SAMPLES; sample += 1) {
      await run({ ...variant, args: (value) => ["--require", hook, ...args(value)] });
      samples.push(Number(readFileSync(file, "utf8")));
    }
    return median(samples);
  };
  const [floor, set] = [await peak("node -e 0"), await peak("set -t -e")];
  judge(
    `peak memory of set -t -e, ${(set / 1024).toFixed(0)} MB / ${(floor / 1024).toFixed(0)} MB`,
    set / floor,
    modern ? 1.6 : 1.5,
  );
}

/** The same code as a compiler alone would leave it: separate modules, packages loaded from node_modules, and no compile cache. */
function buildUnbundled() {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "scripts/build.js"), "--unbundled"], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return join(root, "node_modules/.cache/lambda-env-unbundled/start.mjs");
}

/** `NODE_EXTRA_CA_CERTS` costs Node 20 some 40 ms a start, so it is set only where the certificate is needed. */
function environment(url, ca, bundle = true) {
  return {
    ...bareEnvironment(scratch, REGION),
    AWS_ACCESS_KEY_ID: key,
    AWS_SECRET_ACCESS_KEY: "test",
    ...(url === undefined ? {} : { AWS_ENDPOINT_URL: url }),
    ...(ca === undefined ? {} : { NODE_EXTRA_CA_CERTS: ca, ...(bundle ? { AWS_CA_BUNDLE: ca } : {}) }),
  };
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function shuffled(items) {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

async function readExports(stdout) {
  let url;
  for await (const line of createInterface({ input: stdout })) {
    url ??= /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    const accessKeyId = /AWS_ACCESS_KEY_ID=(\w+)/.exec(line)?.[1];
    if (url !== undefined && accessKeyId !== undefined) return { url, accessKeyId };
  }
  throw new Error("the local endpoint did not start");
}

async function createFunction(endpoint) {
  const credentials = { accessKeyId: key, secretAccessKey: "test" };
  const client = new LambdaClient({ endpoint, region: REGION, credentials });
  await client.send(
    new CreateFunctionCommand({
      FunctionName: "bench",
      Role: "arn:aws:iam::123456789012:role/bench",
      PackageType: "Image",
      Code: { ImageUri: "example" },
      Environment: { Variables: { STAGE: "dev", API_KEY: "live", BY_HAND: "kept" } },
    }),
  );
  client.destroy();
}
