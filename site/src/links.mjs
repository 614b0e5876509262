// SPDX-License-Identifier: Apache-2.0
// Looks at the site as it was built: every link leads to a file and an anchor that are there, and
// nothing is loaded from another origin.
import fs from 'node:fs';
import path from 'node:path';

const JAVADOC = 'docs/reference/javadoc/';

/** @returns {string[]} what is wrong, one sentence each */
export function problems(target) {
  const files = fs
    .readdirSync(target, { recursive: true })
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => name.endsWith('.html') && !name.startsWith(JAVADOC));
  const texts = new Map(files.map((name) => [name, fs.readFileSync(path.join(target, name), 'utf8')]));
  const anchors = new Map(
    [...texts].map(([name, text]) => [name, new Set([...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]))]),
  );
  const found = [];
  for (const [name, text] of texts) {
    for (const [, tag, attribute, value] of text.matchAll(/<([a-z]+)\b[^>]*?\s(href|src|srcset)="([^"]*)"/g)) {
      const link = value.replace(/&amp;/g, '&');
      if (/^([a-z]+:|\/\/)/.test(link)) {
        if (tag !== 'a' || /^(javascript|data):/.test(link)) found.push(`${name}: <${tag} ${attribute}="${link}"> is another origin's`);
        continue;
      }
      const [to, fragment] = link.split('#');
      const wanted = to === '' ? name : path.posix.join(path.posix.dirname(name), to);
      if (!fs.existsSync(path.join(target, wanted))) {
        found.push(`${name}: ${link} isn't there`);
      } else if (fragment && anchors.has(wanted) && !anchors.get(wanted).has(decodeURIComponent(fragment))) {
        found.push(`${name}: ${link} has no such anchor`);
      }
    }
    if (/\son[a-z]+="|<style|<script(?![^>]*\ssrc=)/.test(text.replace(/<pre>[\s\S]*?<\/pre>/g, ''))) {
      found.push(`${name}: has a script or a style of its own, which the policy forbids`);
    }
  }
  return found;
}
