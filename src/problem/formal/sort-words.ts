/** The word of a `sort` line for each order: `value ascending` is written `ascending`. */
export const SORT_WORDS = {
  'value ascending': 'ascending',
  'value descending': 'descending',
  'alphabet ascending': 'alphabetical',
  'alphabet descending': 'reverse-alphabetical',
  'length ascending': 'shortest-first',
  'length descending': 'longest-first',
  'calendar ascending': 'calendar',
  'calendar descending': 'reverse-calendar',
  'amount ascending': 'amounts-up',
  'amount descending': 'amounts-down',
  'date ascending': 'dates-up',
  'date descending': 'dates-down',
  'clock ascending': 'times-up',
  'clock descending': 'times-down',
  'roman ascending': 'numerals-up',
  'roman descending': 'numerals-down',
} as const;
