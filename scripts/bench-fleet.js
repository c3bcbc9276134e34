/**
 * Prints how a change of 500 functions uses AWS's rates: `npm run bench -- --fleet`.
 *
 * The local endpoint refuses what is above the documented rates, and its updates take 300 ms. Ends with 1 where a limit is passed.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { bareEnvironment } from "./bench-environment.js";

const COUNT = 500;
const UPDATES_PER_SECOND = 15;
const REGION = "eu-west-1";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const bin = join(root, "bin/lambda-env.js");
const scratch = mkdtempSync(join(tmpdir(), "lambda-env-bench-"));
const template = join(scratch, "template.yaml");
const memoryFile = join(scratch, "memory");
const hook = join(scratch, "hook.cjs");

writeFileSync(template, makeTemplate());
writeFileSync(
  hook,
  `const { readFileSync, writeFileSync } = require("fs");
   const own = () => /VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1];
   process.on("exit", () => writeFileSync(${JSON.stringify(memoryFile)}, String(process.platform === "linux" ? own() : process.resourceUsage().maxRSS)));`,
);

const started = startEndpoint(["--throttle", "--update-time", "0.3"]);
try {
  const endpoint = await started.ready;
  console.log(`node ${process.version}, ${COUNT} functions, ${UPDATES_PER_SECOND} requests/s, updates of 300 ms\n`);

  const change = await run(endpoint, ["set", "-f", "bench-*", "STAGE=changed", "--yes"]);
  const writes = change.requests.filter(({ operation, status }) => operation === "UpdateFunctionConfiguration" && status === 200);
  const [, second] = writes;
  const seconds = (writes.at(-1).at - second.at) / 1000;
  const rate = (writes.length - 2) / seconds;
  console.log(`set: ${change.code === 0 ? "ok" : `exit code ${change.code}`}, ${(change.ms / 1000).toFixed(1)} s in all`);
  console.log(`${refused(change)} requests were refused and sent again`);
  judge(`functions written, of ${COUNT}`, writes.length, (value) => value === COUNT, `${COUNT}`);
  judge("updates per second from the second on", rate, (value) => value >= 0.95 * UPDATES_PER_SECOND, "at least 14.25");
  judge("functions that failed", failures(change), (value) => value === 0, "0");
  judge("peak memory, MB", Number(readFileSync(memoryFile, "utf8")) / 1024, (value) => value < 150, "under 150");

  const diff = await run(endpoint, ["diff", "-f", "bench-*", "STAGE=other"]);
  judge("requests of diff for the functions", diff.requests.length, (value) => value <= 12, "at most 12");

  const again = await run(endpoint, ["set", "-f", "bench-*", "STAGE=changed", "--yes"]);
  const sent = again.requests.filter(({ operation }) => operation === "UpdateFunctionConfiguration").length;
  judge("updates of a set that changes nothing", sent, (value) => value === 0, "0");
  judge("its time, s", again.ms / 1000, (value) => value < 3, "under 3");
} finally {
  const ended = once(started.server, "exit");
  started.server.kill();
  await ended;
  rmSync(scratch, { recursive: true, force: true });
}

/** Starts the endpoint with its functions; it says each request on standard error. */
function startEndpoint(options) {
  const server = spawn(process.execPath, [bin, "local", "--region", REGION, "--template", template, ...options], {
    env: bareEnvironment(scratch, REGION),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const requests = [];
  createInterface({ input: server.stderr }).on("line", (line) => {
    const [, operation, status] = /^lambda-env: (\w+)(?: \S+)? (\d{3})$/.exec(line) ?? [];
    if (operation !== undefined) requests.push({ operation, status: Number(status), at: performance.now() });
  });
  const ready = (async () => {
    const exports = {};
    for await (const line of createInterface({ input: server.stdout })) {
      const [, name, value] = /(AWS_\w+)='?([^'\s]+)'?/.exec(line) ?? [];
      if (name !== undefined) exports[name] = value;
      if (exports.AWS_ENDPOINT_URL && exports.AWS_ACCESS_KEY_ID) return { env: exports, requests };
    }
    throw new Error("the local endpoint did not start");
  })();
  return { server, ready };
}

async function run({ env, requests }, args) {
  const from = requests.length;
  const start = performance.now();
  const child = spawn(process.execPath, ["--require", hook, bin, ...args], {
    cwd: scratch,
    env: { ...bareEnvironment(scratch, REGION), ...env, AWS_SECRET_ACCESS_KEY: "local" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const [code] = await once(child, "close");
  const ms = performance.now() - start;
  if (code !== 0) console.log(output.split("\n").slice(-12).join("\n"));
  return { code, output, ms, requests: requests.slice(from) };
}

function refused({ requests }) {
  return requests.filter(({ status }) => status === 429).length;
}

function failures({ output }) {
  return Number(/(\d+) failed/.exec(output)?.[1] ?? 0);
}

function judge(what, value, isGood, limit) {
  const good = isGood(value);
  if (!good) process.exitCode = 1;
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(2);
  console.log(`${what.padEnd(44)} ${shown.padStart(8)}  limit: ${limit}${good ? "" : "  PASSED THE LIMIT"}`);
}

function makeTemplate() {
  const functions = Array.from({ length: COUNT }, (_, index) => {
    const number = String(index + 1).padStart(3, "0");
    return `  Bench${number}:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: bench-${number}
      PackageType: Image
      Code: { ImageUri: example }
      Role: arn:aws:iam::123456789012:role/bench
      Environment:
        Variables:
          STAGE: dev
          API_KEY: example-${number}
          TABLE: orders-${number}
`;
  });
  return `Resources:\n${functions.join("")}`;
}
