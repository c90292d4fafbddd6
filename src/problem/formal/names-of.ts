/** The names, items and texts of a question that its formal problem holds. */
import type { Problem } from './problem.ts';

/** As they stand in the problem: "_" joins the words of one name. Empty for problems of numbers alone. */
export const namesOf = (problem: Problem): readonly string[] => {
  switch (problem.type) {
    case 'sort':
    case 'count-texts':
      return problem.items;
    case 'count-item':
      return [
        problem.item,
        ...problem.items,
        ...(problem.also ?? []),
        ...(problem.less === undefined ? [] : [problem.less]),
      ];
    case 'pattern':
      return problem.terms.filter((one) => one !== '?');
    case 'count-letters':
    case 'count-words':
    case 'spelling':
      return [problem.text];
    case 'order':
    case 'liars':
      return problem.names;
    case 'path':
      return problem.edges.flatMap((edge) => [edge.from, edge.to]);
    case 'count-things':
      return problem.counted.map(([, thing]) => thing);
    default:
      return [];
  }
};
