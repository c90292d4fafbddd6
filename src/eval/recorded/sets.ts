/** The recorded sets that Mizan knows how to read. To add one, write its file and list it here. */
import { recordedAnswers } from './answers.ts';
import { game24 } from './game24.ts';
import { gsm8k } from './gsm8k.ts';
import { humaneval } from './humaneval.ts';
import type { RecordedSet, TableSet } from './set.ts';
import { toolCalls } from './tool-calls.ts';

export const recordedSets: readonly RecordedSet[] = [game24, humaneval, gsm8k];

/** Sets with tables of their own. */
export const tableSets: readonly TableSet[] = [recordedAnswers, toolCalls];
