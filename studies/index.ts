/**
 * The table of studies: experiments behind docs/results, each built from src/lab and src/eval. `mizan study NAME` reads
 * this table. To add a study, write its folder and give it an entry here; what a study is asked and what it returns
 * stands in src/lab/findings.ts.
 */
import type { StudyEntry } from '../src/lab/findings.ts';

export const STUDIES: Record<string, StudyEntry> = {
  'small-beats-large': {
    about: 'a small model with the whole system against one twenty times its size',
    load: async () => (await import('./small-beats-large/study.ts')).smallLargeStudy,
    examples: [
      ['small-beats-large', 'about ten hours of one core; a third of it with --seed 1, 2 and 3 in three terminals'],
    ],
  },
  'first-rl': {
    about: 'what the first run of reinforcement learning brings, with three seeds',
    load: async () => (await import('./first-rl/study.ts')).firstRlStudy,
    examples: [['first-rl', 'about five minutes']],
  },
  rewards: {
    about: 'what learning from rewards brings where worked solutions are few',
    load: async () => (await import('./rewards/study.ts')).rewardsStudy,
    examples: [['rewards', 'about an hour and three quarters, or 35 minutes each with --seed']],
  },
  muonclip: {
    about: 'AdamW, Muon and MuonClip; attention logits; sparsity; cache of latents',
    load: async () => (await import('./muonclip/study.ts')).muonClipStudy,
    examples: [
      ['muonclip'],
      ['muonclip --quick --out runs/look'],
      ['muonclip --report', 'what is there so far, also while it runs'],
    ],
  },
};
