// SPDX-License-Identifier: Apache-2.0
// Which files of the tree are pages, where they are in the site, and in which order they are shown.
import fs from 'node:fs';
import path from 'node:path';

/** Pages outside of docs/ that pages link to. */
const OTHERS = ['README.md', 'CONTRIBUTING.md', 'examples/README.md', 'examples/service/README.md', 'console/verifier/README.md'];

/** @returns {string[]} Markdown files, by their places in the tree */
export function pages(root) {
  const docs = fs
    .readdirSync(path.join(root, 'docs'), { recursive: true })
    .map((name) => path.posix.join('docs', name.split(path.sep).join('/')))
    .filter((name) => name.endsWith('.md'));
  return [...OTHERS.filter((name) => fs.existsSync(path.join(root, name))), ...docs.sort()];
}

/** Where a file of the tree is in the site. */
export function place(source) {
  return source.replace(/(^|\/)README\.md$/, '$1index.md').replace(/\.md$/, '.html');
}

/**
 * The navigation: groups of links, out of the README's table `| to | read |`. What it doesn't name
 * comes last, so that no page is out of reach.
 *
 * @returns {{ title: string, links: { title: string, source: string }[] }[]}
 */
export function navigation(root, all) {
  const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
  const groups = [];
  const seen = new Set(['README.md']);
  const add = (title, links) => {
    const known = links.filter(({ source }) => all.includes(source) && !seen.has(source));
    known.forEach(({ source }) => seen.add(source));
    const group = groups.find((one) => one.title === title);
    if (group) group.links.push(...known);
    else if (known.length) groups.push({ title, links: known });
  };
  const tutorials = linksOf(fs.readFileSync(path.join(root, 'docs/tutorials/README.md'), 'utf8'), 'docs/tutorials');
  add('learn', tutorials.filter(({ source }) => source.startsWith('docs/tutorials/') && !source.endsWith('/log.md')));
  const table = readme.slice(readme.indexOf('| to | read |'));
  for (const line of table.split('\n').slice(2)) {
    const row = /^\| ([^|]+) \| (.*) \|$/.exec(line);
    if (!row) break;
    add(row[1], linksOf(row[2], ''));
  }
  const rest = all.filter((source) => !seen.has(source));
  add('and', rest.map((source) => ({ title: title(root, source), source })));
  return groups;
}

function linksOf(markdown, folder) {
  return [...markdown.matchAll(/\[([^\]]+)\]\(([^)#:]+\.md)(?:#[^)]*)?\)/g)].map(([, words, to]) => ({
    title: words.replace(/`/g, ''),
    source: path.posix.join(folder, to),
  }));
}

function title(root, source) {
  return /^# (.*)$/m.exec(fs.readFileSync(path.join(root, source), 'utf8'))?.[1].replace(/`/g, '') ?? source;
}
