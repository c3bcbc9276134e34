/** Commands that decrypt or resolve what another tool encrypted or refers to: what to type before `lambda-env` reads it. */
import { quoteWord } from "../shell-word.ts";

const SET = "lambda-env set … -e -";

/** Returns the command that decrypts `file`; an empty `file` stands for a single value. */
export function decryptHint(tool: string, file: string, format = "dotenv"): string {
  const path = pathOf(file);
  switch (tool) {
    case "SOPS":
      return `sops decrypt ${sopsTypes(file, format)}${path} | ${SET}`;
    case "dotenvx":
      return "keep it in a .env file beside its DOTENV_PUBLIC_KEY, export the DOTENV_PRIVATE_KEY, and name the file with -e";
    case "dotenv-vault":
      return "npx dotenv-vault pull production, then name the decrypted file: -e .env.production";
    case "Ansible Vault":
      return `ansible-vault decrypt --output - ${path} | ${SET}`;
    case "eyaml":
      return `eyaml decrypt -f ${path}`;
    case "age":
      return `age --decrypt -i KEY ${path} | ${SET}`;
    case "GnuPG":
      return `gpg --decrypt ${path} | ${SET}`;
    default:
      return "decrypt it first";
  }
}

/** Returns the command that resolves a reference of `tool` in `file`, or in a single value. */
export function resolveHint(tool: string, file: string, name: string): string {
  const path = pathOf(file);
  switch (tool) {
    case "1Password":
      return file === "" ? `op read REFERENCE | lambda-env set ${name} --stdin` : `op inject -i ${path} | ${SET}`;
    case "vals":
      return `vals get REFERENCE | lambda-env set ${name} --stdin`;
    case "CloudFormation":
      return `--secret ${name}=ID:json-key or --parameter ${name}=/path/name reads it`;
    case "GitHub Actions":
      return `add env: ${name}: \${{ secrets.${name} }} to the step of the workflow, then run lambda-env set ${name}`;
    case "Azure Pipelines":
      return `define the variable in the pipeline, add env: ${name}: $(${name}) to the step, then run lambda-env set ${name}`;
    case "Azure Key Vault":
      return `az keyvault secret show --id URL --query value -o tsv | lambda-env set ${name} --stdin`;
    default:
      return "resolve it first";
  }
}

/**
 * Returns the options for SOPS, which recognizes the format of a file by the end of its name, and treats a file with an unknown
 * name as binary, stored as JSON.
 */
function sopsTypes(file: string, format: string): string {
  const isKnown = file === "" || file === "stdin" || /\.(?:env|json|ya?ml)$/.test(file);
  return isKnown || format !== "dotenv" ? "" : "--input-type dotenv --output-type dotenv ";
}

function pathOf(file: string): string {
  if (file === "" || file === "stdin") return "FILE";
  return quoteWord(file);
}
