/**
 * `mizan study`: claims about training, each tested by a fixed plan of runs that anybody can repeat: tables, curves and what
 * holds. Here are the verb and the table of studies. What a study gives is study-findings.ts's; which runs one takes, its -plan;
 * what it says of them, its -report.
 */
import { join } from 'node:path';
import { nearest } from '../suggest.ts';
import { writeAtomic } from '../files.ts';
import { describeOptions, parseOptions } from './options.ts';
import { UsageError } from '../usage-error.ts';
import { tableText } from '../eval/report.ts';
import { claimText, findingsText, type Study } from '../lab/study/findings.ts';

const STUDIES: Record<string, { about: string; load: () => Promise<Study> }> = {
  'small-beats-large': {
    about: 'a small model with the whole system against one twenty times its size',
    load: async () => (await import('../lab/study/small-large.ts')).smallLargeStudy,
  },
  rewards: {
    about: 'what learning from rewards brings where worked solutions are few',
    load: async () => (await import('../lab/study/rewards.ts')).rewardsStudy,
  },
  muonclip: {
    about: 'AdamW, Muon and MuonClip; attention logits; sparsity; cache of latents',
    load: async () => (await import('../lab/study/muonclip.ts')).muonClipStudy,
  },
};

const options = {
  out: { type: 'text', about: 'folder of the study; default: runs/study- and its name', value: 'FOLDER' },
  quick: { type: 'flag', about: 'tiny runs, to see that it works; says nothing about the claims' },
  seed: {
    type: 'integer',
    about: 'make only the runs of this seed, beside others in the same folder (not for muonclip)',
    value: 'S',
    min: 1,
  },
  report: { type: 'flag', about: 'make no run; write the findings of the runs that are there' },
  json: { type: 'flag', about: 'print one JSON object at the end and nothing else on stdout' },
} as const;

export const help = `mizan study: test claims about training by runs on this machine

  mizan study small-beats-large            about ten hours of one core; a third of it with --seed 1, 2 and 3 in three terminals
  mizan study rewards                      about an hour and three quarters, or 35 minutes each with --seed
  mizan study muonclip
  mizan study muonclip --quick --out runs/look
  mizan study muonclip --report            what is there so far, also while it runs

${Object.entries(STUDIES)
  .map(([name, { about }]) => `  ${name.padEnd(19)}${about}`)
  .join('\n')}

The folder holds NAME.md with tables, curves and what holds, NAME.json with every number, the curves as SVG, and in runs/ what
each run showed. Started again, a study that was stopped or killed makes only the runs that are missing.

${describeOptions(options)}

Exit code: 0 done, whether or not the claims hold; 1 failed; 2 a mistake in the command; 130 stopped by Ctrl-C.
`;

export const run = async (args: string[], signal: AbortSignal): Promise<number> => {
  const { values, positionals } = parseOptions(options, args);
  const [name, ...more] = positionals;
  const names = Object.keys(STUDIES);
  if (name === undefined || more.length > 0) throw new UsageError(`mizan study takes one study: ${names.join(', ')}`);
  if (!Object.hasOwn(STUDIES, name)) {
    const meant = nearest(name, names);
    throw new UsageError(
      `there is no study "${name}"; ${meant ? `did you mean ${meant}?` : `there ${names.length === 1 ? 'is' : 'are'}: ${names.join(', ')}`}`,
    );
  }
  const folder = values.out ?? join('runs', `study-${name}${values.quick ? '-quick' : ''}`);
  const study = await STUDIES[name]!.load();
  const findings = await study({
    quick: values.quick,
    folder,
    signal,
    make: !values.report,
    seeds: values.seed === undefined ? undefined : [values.seed],
  });
  const stopped = signal.aborted || findings === undefined;
  if (!findings) {
    if (values.report) throw new Error(`${folder} has too few runs to report on; make them with mizan study ${name}`);
  } else {
    const { claims, runs, results } = findings;
    writeAtomic(join(folder, `${name}.md`), `${findingsText(name, findings, values.quick)}\n`);
    writeAtomic(
      join(folder, `${name}.json`),
      `${JSON.stringify({ study: name, quick: values.quick, runs, claims, results })}\n`,
    );
    for (const part of findings.parts)
      if (part.type === 'plot') writeAtomic(join(folder, `${name}-${part.name}.svg`), part.svg);
    if (values.json) console.log(JSON.stringify({ study: name, folder, quick: values.quick, runs, claims, results }));
    else {
      for (const part of findings.parts) if (part.type === 'table') console.log(`${tableText(part.table, 'plain')}\n`);
      for (const claim of claims) console.log(claimText(claim));
      console.error(`${name}.md, curves and numbers in ${folder}`);
    }
  }
  if (stopped) console.error('stopped; run the same command to go on');
  return stopped ? 130 : 0;
};
