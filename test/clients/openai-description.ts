/**
 * OpenAI's own description of its API (openapi.json, OpenAPI 3.1) as validators: `check(schemaName, value)` lists what
 * is wrong with a value. The description is not part of this repository: MIZAN_OPENAI_DESCRIPTION names the file.
 */
import { readFileSync } from 'node:fs';
import { Validator, type Schema } from '@cfworker/json-schema';
import { isObject } from '../../src/json.ts';

export type Description = { version: string; check(name: string, value: unknown): string[] };

/** Parts of the description still say `nullable: true`, which OpenAPI 3.1 has as a type of its own. */
const withNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withNulls);
  if (!isObject(value)) return value;
  const { nullable, ...rest } = value;
  const inner = Object.fromEntries(Object.entries(rest).map(([name, member]) => [name, withNulls(member)]));
  return nullable === true ? { anyOf: [inner, { type: 'null' }] } : inner;
};

/** Opens the description in the file at `path`. */
export const openDescription = (path: string): Description => {
  const whole = withNulls(JSON.parse(readFileSync(path, 'utf8'))) as { info: { version: string }; components: object };
  const validators = new Map<string, Validator>();
  const validatorOf = (name: string): Validator => {
    const found =
      validators.get(name) ??
      new Validator({ $ref: `#/components/schemas/${name}`, components: whole.components } as Schema, '2020-12', false);
    validators.set(name, found);
    return found;
  };
  return {
    version: whole.info.version,
    check: (name, value) => {
      const { valid, errors } = validatorOf(name).validate(JSON.parse(JSON.stringify(value)));
      return valid ? [] : errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
    },
  };
};
