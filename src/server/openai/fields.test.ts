import assert from 'node:assert/strict';
import test from 'node:test';
import { z } from 'zod';
import type { Wire } from '../../types.ts';
import { RequestError } from '../http.ts';
import { parseFields, sharedFields } from './fields.ts';

const schema = z.looseObject({
  ...sharedFields,
  tags: z.array(z.string()).min(1).max(2).nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  mode: z.enum(['on', 'off']).nullish(),
  part: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('text'), text: z.string() }),
      z.object({ type: z.literal('file') }),
    ])
    .nullish(),
});
const complaint = (fields: Wire): [string, string | undefined] => {
  try {
    parseFields(schema, { model: 'm', ...fields });
  } catch (error) {
    if (error instanceof RequestError) return [error.failure.message, error.param];
  }
  return assert.fail('nothing was refused');
};

test('a field that is wrong is named, with what would be right, in plain words', () => {
  const cases: [Wire, string][] = [
    [{ model: undefined }, 'model: is missing; it must be a string'],
    [{ model: 5 }, 'model: must be a string'],
    [{ model: '' }, 'model: must not be empty'],
    [{ model: 'x'.repeat(513) }, 'model: must have at most 512 characters'],
    [{ temperature: 3 }, 'temperature: must be at most 2'],
    [{ temperature: -1 }, 'temperature: must be at least 0'],
    [{ temperature: 'hot' }, 'temperature: must be a number'],
    [{ seed: 1.5 }, 'seed: must be a whole number'],
    [{ stream: 'yes' }, 'stream: must be true or false'],
    [{ mizan: [] }, 'mizan: must be an object'],
    [{ tags: 'a' }, 'tags: must be a list'],
    [{ tags: [] }, 'tags: must not be empty'],
    [{ tags: ['a', 'b', 'c'] }, 'tags: must have at most 2 entries'],
    [{ tags: ['a', null] }, 'tags[1]: must be a string'],
    [{ mode: 'maybe' }, 'mode: must be one of on, off'],
    [{ stop: 4 }, 'stop: has none of the forms that it may have'],
    [{ part: { type: 'text' } }, 'part.text: is missing; it must be a string'],
    [{ part: { type: 'smell' } }, 'part.type: must be one of text, file'],
  ];
  for (const [fields, said] of cases) assert.deepEqual(complaint(fields), [said, said.slice(0, said.indexOf(':'))]);
});
