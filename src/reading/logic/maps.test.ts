import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understand } from '../understand.ts';

/** A question and its answer, or the reason why there is none; `-`: it isn't read. */
const TABLE: readonly (readonly [string, string])[] = [
  [
    'The road from Ashford to Byton is closed. Ashford to Corby is 4 km, Corby to Byton is 5 km, Ashford to Byton is 3 km. How far is it from Ashford to Byton?',
    '9',
  ],
  ['There are roads A-B 3, B-C 4, A-C 5. B-C is closed for repairs. How long is the shortest way from B to C?', '8'],
  [
    "It's 4 miles from Ely to March, 6 miles from March to Wisbech and 15 miles from Ely to Wisbech. How far is Ely from Wisbech by the shortest road?",
    '10',
  ],
  [
    "Ely and March are 4 miles apart. March and Wisbech are 6 miles apart. What's the distance from Ely to Wisbech through March?",
    '10',
  ],
  [
    'Ely is 4 miles from March and March is 6 miles from Wisbech. What is the shortest distance between Ely and Wisbech?',
    '10',
  ],
  [
    'A bus goes from Alton to Bray in 10 minutes, from Bray to Cole in 7 minutes, and from Alton to Cole in 20 minutes. What is the quickest route from Alton to Cole?',
    'Alton - Bray - Cole',
  ],
  ['Edges: {1,2}, {2,3}, {3,4}, {1,4}. Length of the shortest path from 1 to 3?', '2'],
  [
    'I live in Ayr. From Ayr you can take a bus to Bute or a train to Cove. From Bute a ferry goes to Dunn. Can I get from Ayr to Dunn?',
    'Yes',
  ],
  ['Stations on the line are Amber, Beech, Cedar, Dale in that order. How many stops from Amber to Dale?', '3'],
  [
    'Roads: A–B 5 km, B–C 5 km, A–D 2 km, D–C 10 km, B–D 1 km. What is the shortest route from A to C avoiding B?',
    'A - D - C',
  ],
  ['One-way: A→B, B→C, C→A. How many steps from C to B?', '2'],
  ['How many hops is it from node 1 to node 4 when the links are 1-2, 2-3, 3-4 and 1-3?', '2'],
  [
    'From A, roads lead to B (4) and C (2). From C a road leads to B (1). From B a road leads to D (5). Shortest distance A to D?',
    '8',
  ],
  [
    'Bridge 1 connects North Bank and Island. Bridge 2 connects Island and South Bank. How many bridges from North Bank to South Bank?',
    '2',
  ],
  [
    'A corridor joins the hall to the library, another joins the library to the gym. Which rooms do you pass, in order, walking from the hall to the gym?',
    'hall - library - gym',
  ],
  ['PQ = 7, PR = 3, RQ = 2, QS = 4, RS = 8. Length of the shortest path from P to S?', '9'],
  // What is missing or not understood is not answered.
  ['A–B 1 km, B–C 500 m. How far from A to C in m?', '-'],
  ["What's the second shortest route from A to C: A-B 1, B-C 2, A-C 4, A-D 2, D-C 3", '-'],
  ['A to B is 5 min, B to C. How many minutes is the shortest way from A to C?', 'missing'],
  ['A-B 3, C-D 4, no other roads. How far from A to D?', 'no-solution'],
  ['A-B 3, B-C 4. How far from A to Z?', 'missing'],
  ['A-B 3 and B-C 4, but after 6 pm B-C takes 9 more. Shortest way from A to C at 7 pm?', '-'],
];

test('maps in many voices', () => {
  const wrong = TABLE.flatMap(([question, want]) => {
    const found = understand(question);
    const got = found.type === 'answered' ? found.solution.answer : found.type === 'declined' ? found.why : '-';
    const ok = got === want || (want === '-' && found.type !== 'answered');
    return ok ? [] : [`${question} => ${got}, not ${want}`];
  });
  assert.deepEqual(wrong, []);
});
