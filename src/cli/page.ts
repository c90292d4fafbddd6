/** `mizan page`: the web page as a folder of files that thinks in the browser, for any file server. */
import { resolve } from 'node:path';
import { writeStaticPage } from '../gateway/browser/static-page.ts';
import { PAGE } from '../gateway/page-folder.ts';
import { UsageError } from '../usage-error.ts';
import { processContext, type CliContext } from './flags/context.ts';
import { describeOptions, parseOptions } from './flags/options.ts';

const OPTIONS = {
  static: { type: 'text', about: 'the folder to write: new, empty, or written by this command before', value: 'DIR' },
  json: { type: 'flag', about: 'print one JSON object' },
} as const;

export const help = `mizan page: the page as a folder that any file server can serve

  mizan page --static site
  npx serve site                  try it: open the address that it prints

The page thinks in the browser with the embedded model: plan, answers, checks, votes, confidence. It needs no server of Mizan
and works below any path. After the first visit it works without a network; browsers allow that at https addresses and on
localhost. Nothing is fetched from elsewhere, and nothing that is asked leaves the device. Conversations are kept in the browser.

A second run replaces what the first one wrote and leaves other files of the folder alone.

${describeOptions(OPTIONS)}

Exit code: 0 done; 1 failed; 2 a mistake in the command, also when DIR holds something else.
`;

export const run = async (
  args: string[],
  _signal: AbortSignal,
  context: CliContext = processContext(),
): Promise<number> => {
  const { values, positionals } = parseOptions(OPTIONS, args);
  if (positionals.length > 0)
    throw new UsageError(`mizan page takes no "${positionals[0]}"; write mizan page --static ${positionals[0]}`);
  if (values.static === undefined)
    throw new UsageError('mizan page needs the folder to write: mizan page --static DIR (mizan serve serves the page)');
  const folder = resolve(values.static);
  const { files, bytes } = await writeStaticPage(PAGE, folder);
  if (values.json) context.output.write(`${JSON.stringify({ folder, files, bytes })}\n`);
  else
    context.output.write(
      `wrote ${files} files, ${(bytes / 1e6).toFixed(1)} MB, to ${folder}\n` +
        `try it: npx serve ${values.static}, then open the address that it prints\n`,
    );
  return 0;
};
