/** Default sampling of candidates, the same for serving, the command and evaluation. */

/** The first candidate is greedy. No question of the task families needs an answer of 250 tokens. */
export const STANDARD = { greedyFirst: true, maxTokens: 256, temperature: 1 } as const;
