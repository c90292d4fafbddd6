/**
 * The recorded tool calls as a set of `mizan study recorded`: how they are read, and what a panel of small models makes
 * of them.
 */
import type { TableSet } from './set.ts';
import { toolPanelRows, toolPanelTables } from './tool-panel.ts';
import { toolReadingRows, toolReadingTables } from './tool-reading.ts';

export const toolCalls: TableSet = {
  name: 'calls',
  about: "tool calls of nine models on BFCL, in the models' own spellings",
  load(data) {
    const reading = toolReadingRows(data);
    const panel = toolPanelRows(data);
    if (!reading || !panel) return undefined;
    return { tables: [...toolReadingTables(reading), ...toolPanelTables(panel)], results: { reading, panel } };
  },
};
