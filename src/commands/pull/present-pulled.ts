/** What `pull` shows: what it would do before it asks, and what it did. */
import type { Context } from "../../cli/context.ts";
import type { Options } from "../../cli/options.ts";
import { type PulledFile, pulledDocument, renderPulled, renderPulledCounts, renderPullPlan } from "../../output/results/pull.ts";

export interface PullPresenter {
  /** What would be done to one file, before a question. */
  readonly plan: (pulled: PulledFile) => void;
  readonly end: (pulled: readonly PulledFile[]) => void;
}

export function presentPulled({ json }: Pick<Options, "json">, { reporter }: Context): PullPresenter {
  let isPlanShown = false;
  return {
    plan: (pulled) => {
      if (json) return;
      isPlanShown = true;
      reporter.result(renderPullPlan(pulled, reporter.look));
    },
    end: (pulled) => {
      if (json) return reporter.result(pulledDocument(pulled));
      const render = (one: PulledFile): string => (isPlanShown ? renderPulledCounts(one) : renderPulled(one, reporter.look));
      reporter.result(pulled.map(render).join(""));
    },
  };
}
