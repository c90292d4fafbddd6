/** Rows of verl as a Parquet file, with the nested columns that its loader reads. It writes this one schema only. */
import { parquetWriteBuffer, type ParquetWriteOptions } from 'hyparquet-writer';
import type { verlRow } from './rows.ts';

type Row = ReturnType<typeof verlRow>;

const text = (name: string) =>
  ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }) as const;
const whole = (name: string) => ({ name, type: 'INT64', repetition_type: 'OPTIONAL' }) as const;
const group = (name: string, children: number) =>
  ({ name, num_children: children, repetition_type: 'OPTIONAL' }) as const;

/** Depth-first, as Parquet lists it; a list is a LIST group of a repeated `list` of `element`. */
const SCHEMA: NonNullable<ParquetWriteOptions['schema']> = [
  { name: 'root', num_children: 5 },
  text('data_source'),
  { name: 'prompt', num_children: 1, repetition_type: 'OPTIONAL', converted_type: 'LIST' },
  { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
  group('element', 2),
  text('role'),
  text('content'),
  text('ability'),
  group('reward_model', 2),
  text('style'),
  text('ground_truth'),
  group('extra_info', 5),
  text('split'),
  whole('index'),
  text('id'),
  whole('difficulty'),
  text('answer'),
];

/** The bytes of a Parquet file of `rows`. */
export const verlParquet = (rows: readonly Row[]): Uint8Array => {
  const big = (row: Row) => ({
    ...row.extra_info,
    index: BigInt(row.extra_info.index),
    difficulty: BigInt(row.extra_info.difficulty),
  });
  return new Uint8Array(
    parquetWriteBuffer({
      schema: SCHEMA,
      columnData: [
        { name: 'data_source', data: rows.map((row) => row.data_source) },
        { name: 'prompt', data: rows.map((row) => row.prompt) },
        { name: 'ability', data: rows.map((row) => row.ability) },
        { name: 'reward_model', data: rows.map((row) => row.reward_model) },
        { name: 'extra_info', data: rows.map(big) },
      ],
    }),
  );
};
