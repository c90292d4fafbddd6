/**
 * Labels of two recorded sets of GSM8K answers (lm-sys/RouteLLM, gsm8k_responses.csv) that are wrong, found by
 * reading every
 * answer that its label and the reference disagree on. Rows count from 0. The labels were made from the last number
 * of a
 * reply as text, so a right answer with another number after it, or with cents, is called wrong.
 */
type WrongLabels = { reason: string; /** What the label should say. */ right: boolean; rows: readonly number[] };

export const WRONG_LABELS: Readonly<Record<'mixtral' | 'gpt4', readonly WrongLabels[]>> = {
  mixtral: [
    { reason: 'another number stands after the answer', right: true, rows: [48, 924, 1218] },
    { reason: 'the answer is written with cents: 7.00 for 7', right: true, rows: [542, 615] },
    { reason: 'the reply says 0.5 pounds a day, the reference 5', right: false, rows: [191] },
    { reason: 'the reply says 0.84 dollars, the reference 84', right: false, rows: [460] },
    { reason: 'the reply rounds on the way and says 7.8, the reference 8', right: false, rows: [1241] },
    { reason: 'the reply says −15 and −54, the references 15 and 54', right: false, rows: [164, 1269] },
    { reason: 'the reply says that there is no answer', right: false, rows: [808] },
  ],
  gpt4: [
    {
      reason: 'another number stands after the answer',
      right: true,
      rows: [
        5, 8, 18, 19, 27, 30, 48, 73, 74, 78, 123, 156, 181, 184, 190, 205, 235, 255, 257, 277, 287, 288, 289, 301, 307,
        328, 335, 362, 368, 412, 451, 472, 510, 527, 554, 580, 595, 605, 616, 623, 638, 674, 705, 709, 713, 730, 750,
        760, 847, 861, 903, 922, 935, 989, 1051, 1070, 1080, 1087, 1117, 1133, 1134, 1136, 1141, 1173, 1187, 1244, 1248,
        1262, 1265,
      ],
    },
    {
      reason: 'the answer is written with cents: $57.00 for 57',
      right: true,
      rows: [
        44, 58, 137, 151, 152, 195, 227, 256, 258, 261, 272, 358, 405, 430, 438, 466, 506, 507, 542, 567, 574, 584, 615,
        689, 698, 710, 717, 792, 827, 831, 832, 872, 873, 948, 1083, 1102, 1139, 1193, 1223, 1238, 1241, 1298,
      ],
    },
  ],
};

/** The label of a row, set right where it is in the list. */
export const rightLabel = (model: keyof typeof WRONG_LABELS, row: number, label: boolean): boolean =>
  WRONG_LABELS[model].find(({ rows }) => rows.includes(row))?.right ?? label;
