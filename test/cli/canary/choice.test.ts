/** Choices, prefixes and versions show no value, in success and in failure. */
import { expect, it } from "vitest";
import { makeCanary, makePlainCanary } from "../../support/canary/canary.ts";
import { LOUD, set, setScene } from "../../support/canary/canary-scene.ts";

const FILE = `AWS_REGION=${makePlainCanary("reserved")}\nTOKEN=${makePlainCanary("file")}\nREF="$NOWHERE${makePlainCanary("ref")}"\n`;

it("no value is seen where names are chosen, made from keys, or of another version", async () => {
  for (const output of [["--debug"], LOUD]) {
    const { endpoint, run } = await setScene({ files: { ".env": FILE }, allowed: ["plan.json"] });
    endpoint.setSecret("odd", { "a-b": makeCanary("odd"), a_b: makeCanary("even"), list: [makePlainCanary("list")] });
    endpoint.setParameter("/app/deep/odd-name", makeCanary("parameter"), "SecureString");
    const file = ["-e", ".env", "--expand"];
    expect((await run(set(...file, ...output))).code).toBe(65);
    expect((await run(["diff", "-f", "my-fn", ...file, "--only", "T*", "--out", "plan.json", ...output])).code).toBe(0);
    expect((await run(set(...file, "--plan", "plan.json", ...output))).code).toBe(64);
    expect((await run(set(...file, "--only", "T*", "--plan", "plan.json", ...output))).code).toBe(0);
    expect((await run(["list", "-f", "my-fn", "--only", "T*", ...output])).code).toBe(0);
    expect((await run(["unset", "-f", "my-fn", "T*", "--except", "TOKEN", ...output])).code).toBe(0);
    expect((await run(set(`NEW=${makePlainCanary("typed")}`, "--except", "NEW", ...output))).code).toBe(0);
    expect((await run(set("-s", "P_*=odd", ...output))).code).toBe(65);
    expect((await run(set("-s", "odd", "-s", "X1=odd::AWSPREVIOUS", ...output))).code).toBe(1);
    expect((await run(set("-s", "P_*=odd", "--except", "P_A_B", "--except", "P_LIST", ...output))).code).toBe(0);
    expect((await run(set("-s", `X1=prod/api:SECRET:${makePlainCanary("label")}:`, ...output))).code).toBe(1);
    expect((await run(set("-s", `P_*=two words ${makePlainCanary("value")}`, ...output))).code).toBe(64);
    expect((await run(set("--parameters-by-path", `P_*=${makePlainCanary("path")}`, ...output))).code).toBe(64);
    expect((await run(set("--parameters-by-path", "/app", "--recursive", ...output))).code).toBe(65);
    expect((await run(set("--parameters-by-path", "*=/app", "--recursive", ...output))).code).toBe(0);
  }
});
