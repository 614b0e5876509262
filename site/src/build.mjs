// SPDX-License-Identifier: Apache-2.0
// Builds the site: node src/build.mjs TREE TARGET [--commands] [--javadoc=FOLDER]
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { render, relative, escape } from './markdown.mjs';
import { pages, place, navigation } from './tree.mjs';
import { page } from './page.mjs';
import { commandReference } from './commands.mjs';
import { openApiPage } from './openapi.mjs';
import { schemaPage } from './schema.mjs';
import { problems } from './links.mjs';

const [root, target, ...options] = process.argv.slice(2);
const site = path.dirname(path.dirname(new URL(import.meta.url).pathname));
const javadoc = options.find((option) => option.startsWith('--javadoc='))?.slice('--javadoc='.length);

const APIS = [
  ['notary', 'The notary', 'enclave/notary/src/main/resources/dev/strongroom/enclave/notary/notary-api.yaml'],
  ['vault', 'The vault', 'enclave/vault/src/main/resources/dev/strongroom/enclave/vault/vault-api.yaml'],
  ['inference', 'The gateway to models', 'enclave/inference/src/main/resources/dev/strongroom/enclave/inference/inference-api.yaml'],
];

fs.rmSync(target, { recursive: true, force: true });
fs.mkdirSync(path.join(target, 'assets'), { recursive: true });

const write = (at, content) => {
  const file = path.join(target, at);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
};

/** Files that pages lead to and that aren't pages; they are copied as they are. */
const copied = new Set();
const sources = pages(root);

/** Where a link of the page `source`, which is at `at`, leads in the site; null: nowhere. */
function lead(source, at, link) {
  const [to, fragment] = link.split('#');
  if (to === '') return link;
  const wanted = path.posix.join(path.posix.dirname(source), to);
  const found = [wanted, path.posix.join(wanted, 'README.md')].find((name) => sources.includes(name));
  const behind = fragment === undefined ? '' : `#${fragment}`;
  if (found) return relative(at, place(found)) + behind;
  const file = path.join(root, wanted);
  // What isn't there stays as it is, and is found when all links are followed.
  if (!fs.existsSync(file)) return link;
  if (wanted.startsWith('..') || fs.statSync(file).isDirectory()) return null;
  copied.add(wanted);
  return relative(at, wanted) + behind;
}

const generated = [];
const reference = [];
const generate = (at, title, markdown) => {
  generated.push({ at, markdown });
  reference.push({ title, place: at });
};

// Descriptions are read without this site too, so they name its pages as files.
const linked = (at, text) =>
  text.replace(/\bdocs\/([a-z-]+)\.md\b/g, (_, name) => `[${name}](${relative(at, `docs/${name}.html`)})`);

if (options.includes('--commands')) {
  generate('docs/reference/commands.html', 'commands', commandReference(root));
}
for (const [name, title, file] of APIS) {
  copied.add(file);
  const at = `docs/reference/http-${name}.html`;
  const description = fs.readFileSync(path.join(root, file), 'utf8');
  generate(at, `HTTP: ${title.toLowerCase()}`, linked(at, openApiPage(description, relative(at, file))));
}
for (const name of fs.readdirSync(path.join(root, 'docs')).filter((file) => file.endsWith('.schema.json')).sort()) {
  copied.add(`docs/${name}`);
  const title = name.replace('.schema.json', '').replace(/-/g, ' ');
  const at = `docs/reference/${name.replace('.schema.json', '-schema.html')}`;
  generate(at, `schema: ${title}`, linked(at, schemaPage(fs.readFileSync(path.join(root, 'docs', name), 'utf8'), `../${name}`)));
}
if (javadoc) {
  fs.cpSync(javadoc, path.join(target, 'docs/reference/javadoc'), { recursive: true });
  reference.push({ title: 'Javadoc', place: 'docs/reference/javadoc/index.html' });
}

const groups = navigation(root, sources).map(({ title, links }) => ({
  title,
  links: links.map((one) => ({ title: one.title, place: place(one.source) })),
}));
groups.push({ title: 'reference', links: reference });

const searched = [];
const show = (at, rendered) => {
  write(at, page({ at, ...rendered, navigation: groups }));
  for (const section of rendered.sections) {
    searched.push({
      id: searched.length,
      at: `${at}#${section.anchor}`,
      page: rendered.title,
      title: section.title,
      text: section.text.slice(0, 4000),
    });
  }
};

for (const source of sources) {
  const at = place(source);
  show(at, render(fs.readFileSync(path.join(root, source), 'utf8'), (link) => lead(source, at, link)));
}
for (const { at, markdown } of generated) {
  show(at, render(markdown, (link) => link));
}

for (const file of copied) write(file, fs.readFileSync(path.join(root, file)));
for (const file of fs.readdirSync(path.join(site, 'assets'))) {
  write(`assets/${file}`, fs.readFileSync(path.join(site, 'assets', file)));
}
const require = createRequire(import.meta.url);
write('assets/minisearch.js', fs.readFileSync(path.join(path.dirname(require.resolve('minisearch')), '../umd/index.js')));
// A script and not JSON, so that the site works from a folder too, where a page can't fetch.
write('assets/words.js', `const WORDS = ${JSON.stringify(searched).replace(/</g, '\\u003c')};\n`);

const found = problems(target);
found.forEach((problem) => console.error(escape(problem).replace(/&quot;/g, '"')));
const count = sources.length + generated.length;
console.log(`${count} pages, ${searched.length} sections to search, ${found.length} broken links or foreign origins`);
process.exitCode = found.length ? 1 : 0;
