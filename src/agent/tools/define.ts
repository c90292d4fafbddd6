/**
 * How a tool is declared: one zod schema is its JSON schema and reads its arguments; what goes wrong is a result that
 * says what to do. Also how texts for a model are cut and how names of files are shown to it.
 */
import { z } from 'zod';
import { defined } from '../../json.ts';
import type { Wire } from '../../types.ts';
import { visible } from '../visible.ts';
import type { AgentTool, Effect, ToolContext, ToolResult } from '../types.ts';

type Declaration<S extends z.ZodObject> = {
  name: string;
  description: string;
  schema: S;
  effect: Effect;
  run(args: z.output<S>, context: ToolContext): Promise<ToolResult>;
  timeout?: number;
  longest?: number;
  subject?(args: z.output<S>): string;
  /** Told to the person with every hidden character written out. */
  preview?(args: z.output<S>): Promise<string>;
  polls?: boolean;
};

/** A result that says what failed and what to do. */
export const failed = (content: string): ToolResult => ({ content, error: 'tool' });

const parametersOf = (schema: z.ZodObject): Wire => {
  const { $schema: _, ...parameters } = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
  return parameters;
};

/** An `AgentTool` of a declaration. Arguments that do not fit are a result with `error: 'schema'`, never a throw. */
export const defineTool = <S extends z.ZodObject>(declaration: Declaration<S>): AgentTool => {
  const { name, description, schema, effect, run, timeout, longest, subject, preview, polls } = declaration;
  const read = (args: Wire): z.output<S> | undefined => schema.safeParse(args).data;
  return {
    name,
    description,
    parameters: parametersOf(schema),
    effect,
    async run(args, context) {
      const { data, error } = schema.safeParse(args);
      if (error) return { content: `Arguments of ${name}: ${z.prettifyError(error)}`, error: 'schema' };
      return await run(data, context);
    },
    ...defined({ timeout, longest, polls: polls || undefined }),
    ...(subject && {
      subject: (args: Wire) => {
        const value = read(args);
        return value ? subject(value) : JSON.stringify(args);
      },
    }),
    ...(preview && {
      preview: async (args: Wire) => {
        const value = read(args);
        return value ? visible(await preview(value)) : `arguments that do not fit: ${JSON.stringify(args)}`;
      },
    }),
  };
};

/** Characters that would make a name look like something else: controls, line ends, marks that are not seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/u;

/**
 * A path as a model and a person may read it: as it is, or as a JSON string where it holds characters that are not
 * seen.
 */
export const shownPath = (path: string): string => {
  if (!UNSEEN.test(path)) return path;
  const escape = (c: string): string => `\\u{${c.codePointAt(0)!.toString(16)}}`;
  return JSON.stringify(path).replace(new RegExp(UNSEEN, 'gu'), escape);
};

/** Bytes in words. */
export const shownSize = (bytes: number): string => {
  if (bytes < 1024) return `${bytes} bytes`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(1)} ${units[power - 1]}`;
};

/** The first `most` characters, whole code points. */
export const cutText = (text: string, most: number): string => {
  if (text.length <= most) return text;
  const end = /[\ud800-\udbff]/.test(text[most - 1]!) ? most - 1 : most;
  return text.slice(0, end);
};
