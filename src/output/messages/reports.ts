/** Messages about reports that could not be written. */

export const NO_STEP_SUMMARY = "the step summary cannot be written: GITHUB_STEP_SUMMARY is not set";

export const NO_REPORT = "a report could not be written";

export function saySummaryFailed(reason: string): string {
  return `the step summary cannot be written: ${reason}`;
}
