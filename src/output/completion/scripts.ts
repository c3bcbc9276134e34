/**
 * The scripts that make shells ask `lambda-env __complete` for what could come next.
 *
 * Each passes the words up to the cursor on, and takes lines of `candidate<tab>what it is`; the last line says whether files come next
 * (`:files`) or no space (`:no-space`). None of them evaluates what it gets.
 */

const BASH = `# Completion of lambda-env for bash. In ~/.bashrc: source <(lambda-env completion bash)
_lambda_env() {
  local line="\${COMP_LINE:0:$COMP_POINT}" tab=$'\\t' breaks="" word prefix="" entry then=""
  COMPREPLY=()
  # What bash takes for the current word begins behind the last of these, which candidates must not repeat.
  case "$COMP_WORDBREAKS" in *=*) breaks="$breaks=" ;; esac
  case "$COMP_WORDBREAKS" in *:*) breaks="$breaks:" ;; esac
  word="\${line##*[[:space:]]}"
  word="\${word#[\\"\\']}"
  if [ -n "$breaks" ]; then prefix="\${word%"\${word##*["$breaks"]}"}"; fi
  while IFS= read -r entry; do
    case "$entry" in
      :*) then="$entry" ;;
      ?*)
        entry="\${entry%%"$tab"*}"
        COMPREPLY+=("\${entry#"$prefix"}")
        ;;
    esac
  done <<< "$(command lambda-env __complete bash "$line" 2> /dev/null)"
  case "$then" in
    :no-space) compopt -o nospace 2> /dev/null ;;
    :files)
      # bash 3.2, the one of macOS, has no compopt.
      compopt -o default 2> /dev/null || while IFS= read -r entry; do
        COMPREPLY+=("$(printf '%q' "$entry")")
      done < <(compgen -f -- "\${word#"$prefix"}")
      ;;
  esac
}
complete -F _lambda_env lambda-env
`;

const ZSH = `#compdef lambda-env
# Completion of lambda-env for zsh. In ~/.zshrc, below compinit: source <(lambda-env completion zsh)
_lambda_env() {
  local tab=$'\\t' entry then=""
  local -a before described
  if (( CURRENT > 2 )); then before=("\${(@Q)words[2,CURRENT-1]}"); fi
  while IFS= read -r entry; do
    case "$entry" in
      :*) then="$entry" ;;
      ?*)
        entry="\${entry//:/\\\\:}"
        described+=("\${entry/$tab/:}")
        ;;
    esac
  done <<< "$(command lambda-env __complete zsh "\${before[@]}" "\${(Q)PREFIX}" 2> /dev/null)"
  case "$then" in
    :files)
      compset -P '--[a-z-]#='
      compset -P '[a-z]#='
      _files
      ;;
    :no-space) (( $#described )) && _describe -t lambda-env 'lambda-env' described -S '' ;;
    *) (( $#described )) && _describe -t lambda-env 'lambda-env' described ;;
  esac
}
if [[ "\${funcstack[1]}" == _lambda_env ]]; then
  _lambda_env "$@"
else
  compdef _lambda_env lambda-env
fi
`;

const FISH = `# Completion of lambda-env for fish: lambda-env completion fish > ~/.config/fish/completions/lambda-env.fish
function __lambda_env_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l entries (command lambda-env __complete fish $before[2..-1] "$current" 2>/dev/null)
    for entry in $entries
        switch $entry
            case :files
                set -l prefix (string match -r -- '^(?:--[a-z-]+=|[a-z]+=)*' "$current")
                for file in (__fish_complete_path (string replace -- "$prefix" '' "$current"))
                    echo -- $prefix$file
                end
            case ':*'
            case '*'
                echo -- $entry
        end
    end
end
complete -c lambda-env -e
complete -c lambda-env -f -a '(__lambda_env_complete)'
`;

const POWERSHELL = `# Completion of lambda-env for PowerShell. In $PROFILE: lambda-env completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName 'lambda-env' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
    # The dot keeps a word that is still empty, which some versions do not pass on.
    $entries = @(& 'lambda-env' '__complete' 'powershell' @before ".$wordToComplete" 2>$null)
    foreach ($entry in $entries) {
        if ($entry.StartsWith(':')) { continue }
        $text, $about = $entry -split "\`t", 2
        if (-not $about) { $about = $text }
        [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $about)
    }
}
`;

/** The shells that completion knows. */
export const COMPLETION_SCRIPTS: ReadonlyMap<string, string> = new Map([
  ["bash", BASH],
  ["zsh", ZSH],
  ["fish", FISH],
  ["powershell", POWERSHELL],
]);
