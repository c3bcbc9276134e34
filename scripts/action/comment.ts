/** The one comment of a target on a pull request. */
import { type GitHub, HttpError } from "./github.ts";

/** The parts of an event's payload that name a pull request. */
export interface GitHubEvent {
  readonly pull_request?: {
    readonly number?: number;
    readonly head?: { readonly repo?: { readonly full_name?: string } | null };
  };
  readonly issue?: { readonly number?: number; readonly pull_request?: object };
  readonly workflow_run?: {
    readonly pull_requests?: readonly { readonly number?: number }[];
    readonly head_branch?: string;
    readonly head_sha?: string;
    readonly head_repository?: { readonly owner?: { readonly login?: string } };
  };
}

interface PullRequest {
  readonly number: number;
  readonly head?: { readonly sha?: string };
}

interface Comment {
  readonly id: number;
  readonly body?: string | null;
  readonly user?: { readonly type?: string } | null;
  readonly author_association?: string;
}

export interface CommentPlace {
  /** `owner/name`. */
  readonly repository: string;
  readonly eventName: string;
  readonly event: GitHubEvent;
  /** The branch of the run. */
  readonly branch: string;
  /** The number that the user gave, if any. */
  readonly given: string | undefined;
}

const PER_PAGE = 100;

/** Returns the number of the pull request that a run belongs to; undefined if there is none, or several that it may be. */
export async function findPullRequest(github: () => Promise<GitHub>, place: CommentPlace): Promise<number | undefined> {
  const { repository, eventName, event, branch, given } = place;
  if (given !== undefined) return Number(given);
  if (event.pull_request?.number !== undefined) return event.pull_request.number;
  if (event.issue?.pull_request !== undefined) return event.issue.number;
  const { workflow_run: run } = event;
  const [known, another] = run?.pull_requests ?? [];
  if (known?.number !== undefined && another === undefined) return known.number;
  if (run !== undefined) {
    const owner = run.head_repository?.owner?.login ?? "";
    return openPullRequest(await github(), { repository, owner, branch: run.head_branch ?? "", sha: run.head_sha });
  }
  if (eventName !== "workflow_dispatch") return undefined;
  return openPullRequest(await github(), { repository, owner: repository.split("/")[0] ?? "", branch, sha: undefined });
}

interface Head {
  readonly repository: string;
  readonly owner: string;
  readonly branch: string;
  readonly sha: string | undefined;
}

/** GitHub does not name the pull requests of forks in the event of a workflow that follows another, so look for the branch. */
async function openPullRequest(github: GitHub, { repository, owner, branch, sha }: Head): Promise<number | undefined> {
  if (owner === "" || branch === "") return undefined;
  const head = encodeURIComponent(`${owner}:${branch}`);
  const open = (await github("GET", `/repos/${repository}/pulls?state=open&head=${head}`)) as readonly PullRequest[];
  const fitting = sha === undefined ? open : open.filter((one) => one.head?.sha === sha);
  return fitting.length === 1 ? fitting[0]?.number : undefined;
}

export interface CommentOptions {
  readonly repository: string;
  readonly number: number;
  readonly body: string;
  /** Whether a comment is created where there is none. */
  readonly create: boolean;
}

/**
 * Updates the comment that starts with the same hidden line as `body`, or creates one.
 *
 * GitHub cannot create a comment only if there is none. Two jobs at once may both create one: whoever then sees two keeps the older.
 */
export async function writeComment(github: GitHub, { repository, number, body, create }: CommentOptions): Promise<void> {
  const [marker = ""] = body.split("\n");
  const find = (): Promise<readonly Comment[]> => findComments(github, `/repos/${repository}/issues/${number}/comments`, marker);
  const before = await find();
  if (before.length === 0) {
    if (!create) return;
    await github("POST", `/repos/${repository}/issues/${number}/comments`, { body });
  }
  const [kept, ...others] = before.length === 1 ? before : await find();
  if (kept === undefined) return;
  if (kept.body !== body) await github("PATCH", `/repos/${repository}/issues/comments/${kept.id}`, { body });
  for (const { id } of others) {
    await github("DELETE", `/repos/${repository}/issues/comments/${id}`).catch((error: unknown) => {
      // The other job has removed it.
      if (!(error instanceof HttpError && error.status === 404)) throw error;
    });
  }
}

/** Returns our comments with this hidden line, the oldest first. */
async function findComments(github: GitHub, path: string, marker: string): Promise<readonly Comment[]> {
  const found: Comment[] = [];
  for (let page = 1; ; page++) {
    const comments = (await github("GET", `${path}?per_page=${PER_PAGE}&page=${page}`)) as readonly Comment[];
    found.push(...comments.filter((comment) => comment.body?.startsWith(`${marker}\n`) && isOurs(comment)));
    if (comments.length < PER_PAGE) return found.sort((a, b) => a.id - b.id);
  }
}

/** Returns whether a comment can be ours. Anybody can write a comment with the hidden line, and ours would then appear under their name. */
function isOurs({ user, author_association: association = "" }: Comment): boolean {
  return user?.type === "Bot" || ["OWNER", "MEMBER", "COLLABORATOR"].includes(association);
}

/** Returns why a comment cannot be written, and what to do about it. */
export function sayWhyNot(error: unknown, { repository, event }: CommentPlace, actor: string): string {
  if (!(error instanceof HttpError)) return "GitHub cannot be reached";
  if (error.status !== 403 && error.status !== 404) return error.message;
  const head = event.pull_request?.head?.repo?.full_name;
  const isFork = event.pull_request?.head !== undefined && head !== repository;
  if (isFork || actor === "dependabot[bot]") {
    const whose = isFork ? "of a fork" : "of Dependabot";
    return `${error.message}: the token for a pull request ${whose} is read-only; comment from a workflow_run that follows this one`;
  }
  return `${error.message}; the job needs permissions: pull-requests: write`;
}
