// SPDX-License-Identifier: Apache-2.0
// The reference of the command line: what each command says of itself, asked of the command.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** @returns {string} Markdown with a section for each command */
export function commandReference(root) {
  const sections = [];
  const ask = (words) => {
    const help = execFileSync(path.join(root, 'strongroom'), [...words, '--help'], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', COLUMNS: '100', LANG: 'C.UTF-8' },
    });
    // A name that was read wrongly would be answered by its parent, for ever.
    if (!help.includes(`Usage: ${['strongroom', ...words].join(' ')}`)) throw new Error(`no help of ${words.join(' ')}`);
    sections.push(`## ${['strongroom', ...words].join(' ')}\n\n\`\`\`\n${help.trimEnd()}\n\`\`\`\n`);
    for (const name of subcommands(help)) ask([...words, name]);
  };
  ask([]);
  return `# Commands\n\nWhat each command says of itself (\`--help\`), written by the command. [The command](../cli.html) is the page for people.\n\n${sections.join('\n')}`;
}

/** Names under "Commands:", which picocli indents by two. */
function subcommands(help) {
  const lines = help.split('\n');
  const start = lines.findIndex((line) => line === 'Commands:');
  if (start < 0) return [];
  const names = [];
  for (const line of lines.slice(start + 1)) {
    if (line !== '' && !line.startsWith(' ')) break;
    const name = /^ {2}([a-z][a-z0-9-]*)/.exec(line)?.[1];
    if (name && name !== 'help') names.push(name);
  }
  return names;
}
