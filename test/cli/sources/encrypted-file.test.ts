/** Files that another tool encrypted, or whose references it resolves: neither read as if they were plain nor filled with plain values. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { updateCount } from "../../support/endpoint.ts";
import { startScene } from "../loss-scene.ts";

const SOPS = "API_KEY=ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\nPLAIN=x\nsops_mac=ENC[AES256_GCM,data:m]\nsops_version=3.9.0\n";
const SOPS_JSON = JSON.stringify({ API_KEY: "ENC[AES256_GCM,data:x]", sops: { version: "3.9.0" } }, null, 2);
const VAULT = 'DOTENV_VAULT_PRODUCTION="abc"\n';
const DOTENVX = 'DOTENV_PUBLIC_KEY="02ab"\nAPI_KEY="encrypted:abc"\n';
const ANSIBLE = "$ANSIBLE_VAULT;1.1;AES256\n6162\n";
const AGE = "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n";
const PGP = "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n";

describe("a file that another tool encrypted", () => {
  it.each([
    [".env", SOPS, "sops decrypt .env | lambda-env set … -e -"],
    [".env.production", SOPS, "sops decrypt --input-type dotenv --output-type dotenv .env.production | lambda-env set … -e -"],
    ["my app.env", SOPS, "sops decrypt 'my app.env' | lambda-env set … -e -"],
    ["secrets.json", SOPS_JSON, "sops decrypt secrets.json | lambda-env set … -e -"],
    [".env.production", SOPS_JSON, "sops decrypt .env.production | lambda-env set … -e -"],
    [".env.vault", VAULT, "npx dotenv-vault pull"],
    ["vault.env", ANSIBLE, "ansible-vault decrypt --output - vault.env"],
    [".env.age", AGE, "age --decrypt -i KEY .env.age"],
    [".env.asc", PGP, "gpg --decrypt .env.asc"],
  ])("is refused as a source, with what decrypts it: %s", async (file, text, hint) => {
    const { endpoint, run } = await startScene({ [file]: text });
    const { code, stderr } = await run(["set", "-e", file, "--yes"]);
    expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringContaining(`hint: ${hint}`) });
    expect(stderr.match(/error: /g)).toHaveLength(2);
    expect(updateCount(endpoint)).toBe(0);
  });

  it.each([
    [".env", SOPS, "dotenv"],
    [".env", DOTENVX, "dotenv"],
    [".env", VAULT, "dotenv"],
    ["secrets.json", SOPS_JSON, "json"],
    ["secrets.yaml", "API_KEY: ENC[AES256_GCM,data:x]\nsops:\n    version: 3.9.0\n", "yaml"],
    ["sam.json", SOPS_JSON, "sam-local"],
    ["docker.env", SOPS, "docker"],
    ["env.sh", DOTENVX, "shell"],
  ])("is not filled with plain values by pull: %s as %s", async (file, text, format) => {
    const { cwd, run } = await startScene({ [file]: text });
    const result = await run(["pull", file, "--format", format, "--logical-id", "Api", "--yes"]);
    expect(result).toMatchObject({ code: 73, stderr: expect.stringMatching(/is encrypted by (?:SOPS|dotenvx|dotenv-vault)/) });
    expect(readFileSync(join(cwd, file), "utf8")).toBe(text);
  });

  it.each([
    [".env", "KEPT=1\nAPI_KEY=op://vault/item/field\n", "dotenv"],
    [".env", "API_KEY=ref+vault://a/b\n", "dotenv"],
    ["env.json", '{"API_KEY":"op://vault/item/field"}\n', "json"],
  ])("that refers to another tool's secrets keeps its references: %s with %j as %s", async (file, text, format) => {
    const { cwd, run } = await startScene({ [file]: text });
    const pull = ["pull", file, "--format", format, "--yes"];
    const result = await run(pull);
    expect(result).toMatchObject({ code: 73, stderr: expect.stringMatching(/refers to (?:1Password|vals) for API_KEY/) });
    expect(result.stderr).toContain("--except API_KEY");
    expect(readFileSync(join(cwd, file), "utf8")).toBe(text);
    expect(await run([...pull, "--except", "API_KEY"])).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, file), "utf8")).toMatch(/API_KEY.*(?:op:|ref\+)/);
  });
});
