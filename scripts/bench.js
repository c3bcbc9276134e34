/**
 * Prints what each command costs as a ratio to `node -e 0` of the same Node: all variants interleaved, medians of per-round ratios.
 *
 * Options: --rounds N (default 15). Against the AWS CLI only where `aws` and `jq` are installed. NODE_EXTRA_CA_CERTS is unset: on
 * Node 20 it costs 41 ms a start.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const bin = join(root, "bin/lambda-env.js");
const rounds = Number(process.argv[process.argv.indexOf("--rounds") + 1] || 15) || 15;
const modern = Number(process.versions.node.split(".")[0]) >= 22;
const scratch = mkdtempSync(join(tmpdir(), "lambda-env-bench-"));

const server = spawn(process.execPath, [bin, "local", "--port", "0"], {
  env: cleanEnv({}),
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const url = await firstUrl(server.stdout);
  const env = cleanEnv({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
  await createFunction(url);
  writeFileSync(join(scratch, "template.yaml"), TEMPLATE());
  writeFileSync(join(scratch, ".env"), "API_KEY='example'\n");
  const unbundled = buildUnbundled();
  const set = (entry, round) => [entry, "set", "-f", "bench", "-t", "template.yaml", "-e", ".env", `ROUND=${round}`, "--quiet"];
  const hasAws = ["aws", "jq"].every((tool) => spawnSync(tool, ["--version"]).status === 0);

  const variants = [
    { name: "node -e 0", args: () => ["-e", "0"] },
    { name: "--version", args: () => [bin, "--version"], limit: modern ? 1.15 : 1.2 },
    { name: "--help", args: () => [bin, "--help"], limit: modern ? 1.15 : 1.2 },
    { name: "set --help", args: () => [bin, "set", "--help"], limit: modern ? 2.0 : 2.1 },
    { name: "set, three requests", args: (round) => set(bin, `b${round}`), limit: modern ? 4.3 : 4.9 },
    { name: "set, unbundled", args: (round) => set(unbundled, `u${round}`) },
    ...(hasAws ? [{ name: "AWS CLI script", command: "bash", args: (round) => ["-c", AWS_SCRIPT, "bench", `a${round}`] }] : []),
  ];
  const times = new Map(variants.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const variant of shuffled(variants)) {
      const ms = run(variant, round, env);
      if (round >= 0) times.get(variant.name).push(ms);
    }
  }
  report(variants, times);
  const floor = peakMemory(["-e", "0"], env);
  const peak = peakMemory(set(bin, "memory"), env);
  const limit = modern ? 1.6 : 1.5;
  console.log(`peak memory of set: ${(peak / 1024).toFixed(0)} MB, ${(peak / floor).toFixed(2)} of node -e 0 (limit ${limit})`);
  if (!hasAws) console.log("AWS CLI script: not measured, aws and jq are not both installed");
} finally {
  server.kill();
  rmSync(scratch, { recursive: true, force: true });
}

function run({ name, command = process.execPath, args }, round, env) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args(round), { env, cwd: scratch, encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function report(variants, times) {
  const floor = times.get("node -e 0");
  const ratio = (name, to) => median(times.get(name).map((ms, round) => ms / to[round]));
  console.log(`node ${process.version}, ${rounds} rounds, medians\n`);
  for (const { name, limit } of variants) {
    const shown = `${name.padEnd(22)} ${median(times.get(name)).toFixed(1).padStart(8)} ms  ${ratio(name, floor).toFixed(2).padStart(6)}`;
    console.log(limit === undefined ? shown : `${shown}  limit ${limit}`);
  }
  const set = "set, three requests";
  console.log(`\nset against unbundled: ${ratio(set, times.get("set, unbundled")).toFixed(2)} (limit 0.55)`);
  if (times.has("AWS CLI script"))
    console.log(`set against the AWS CLI script: ${ratio(set, times.get("AWS CLI script")).toFixed(3)} (limit 0.1)`);
}

/** The same code as separate modules, with its packages loaded from node_modules. */
function buildUnbundled() {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "scripts/build.js"), "--unbundled"], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return join(root, "node_modules/.cache/lambda-env-unbundled/start.cjs");
}

function peakMemory(args, env) {
  const file = join(scratch, "memory");
  const hook = join(scratch, "hook.cjs");
  writeFileSync(
    hook,
    `process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)));`,
  );
  const samples = Array.from({ length: 5 }, () => {
    spawnSync(
      process.execPath,
      ["--require", hook, ...args.slice(0, -2), `ROUND=${process.hrtime.bigint()}`, ...args.slice(-1)],
      { env, cwd: scratch },
    );
    return Number(readFileSync(file, "utf8"));
  });
  return median(samples);
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

function cleanEnv(more) {
  const { PATH, SystemRoot } = process.env;
  return { PATH, ...(SystemRoot ? { SystemRoot } : {}), HOME: scratch, AWS_EC2_METADATA_DISABLED: "true", ...more };
}

async function firstUrl(stdout) {
  for await (const line of createInterface({ input: stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error("the local endpoint did not start");
}

async function createFunction(url) {
  const { LambdaClient, CreateFunctionCommand } = await import("@aws-sdk/client-lambda");
  const client = new LambdaClient({
    endpoint: url,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
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

function TEMPLATE() {
  return `Transform: AWS::Serverless-2016-10-31
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
}

/** What people write today: no lock, no check of what could be read, every value in argv. */
const AWS_SCRIPT = `
set -e
export AWS_DEFAULT_REGION=$AWS_REGION
live=$(aws lambda get-function-configuration --function-name bench --query Environment.Variables --output json)
merged=$(jq -c --arg round "$1" '{Variables: (. + {STAGE: "prod", LOG_LEVEL: "info", ROUND: $round})}' <<<"$live")
aws lambda update-function-configuration --function-name bench --environment "$merged" > /dev/null
aws lambda wait function-updated --function-name bench
`;
