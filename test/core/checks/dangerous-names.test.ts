import { describe, expect, it } from "vitest";
import { isDangerousName } from "../../../src/core/checks/dangerous-names.ts";

describe("isDangerousName", () => {
  it.each([
    ["of shells", "PROMPT_COMMAND PS0 PS1 PS2 PS3 PS4 PROMPT RPS1 PATH BASH_ENV ENV IFS TMOUT ZDOTDIR MAILPATH HISTFILE"],
    ["of linkers", "LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT DYLD_INSERT_LIBRARIES DYLD_LIBRARY_PATH"],
    ["of runtimes", "NODE_OPTIONS NODE_PATH PYTHONSTARTUP PYTHONPATH PERL5OPT RUBYOPT JAVA_TOOL_OPTIONS DOTNET_STARTUP_HOOKS"],
    ["of programs", "EDITOR PAGER LESSOPEN GIT_SSH_COMMAND GIT_CONFIG_KEY_0 npm_config_script_shell NPM_CONFIG_NODE_OPTIONS"],
  ])("knows those %s", (_, names) => {
    expect(names.split(" ").filter((name) => !isDangerousName(name))).toEqual([]);
  });

  it("does not treat an ordinary name as one, however much it looks like one", () => {
    const names =
      "API_KEY DB_URL STAGE LOG_LEVEL LANG TZ GIT_SHA GIT_COMMIT GIT_BRANCH APP_PATH PATH_PREFIX MY_ENV ENVIRONMENT NODE_ENV PSK POSTGRES_URL HTTPS_PROXY";
    expect(names.split(" ").filter(isDangerousName)).toEqual([]);
  });
});
