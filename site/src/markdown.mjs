// SPDX-License-Identifier: Apache-2.0
// A page of Markdown as HTML, with GitHub's anchors, and with its links to other files of the tree
// led to where they are in the site.
import path from 'node:path';
import MarkdownIt from 'markdown-it';
import hljs from 'highlight.js/lib/core';
import java from 'highlight.js/lib/languages/java';
import json from 'highlight.js/lib/languages/json';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import bash from 'highlight.js/lib/languages/bash';
import javascript from 'highlight.js/lib/languages/javascript';

hljs.registerLanguage('java', java);
hljs.registerLanguage('json', json);
hljs.registerLanguage('xml', xml);
hljs.registerLanguage('yaml', yaml);
hljs.registerLanguage('sh', bash);
hljs.registerLanguage('js', javascript);

export const escape = (text) =>
  String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

/** GitHub's anchor of a heading: letters, digits, hyphens and underscores stay. */
export const anchor = (text) =>
  text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replace(/ /g, '-');

function highlight(code, info) {
  const language = info.split(/\s/)[0];
  return hljs.getLanguage(language) ? hljs.highlight(code, { language }).value : escape(code);
}

const parser = new MarkdownIt({ html: true, linkify: false, typographer: false, highlight });

// Tables scroll by themselves on a narrow screen, and by keyboard.
parser.renderer.rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
parser.renderer.rules.table_close = () => '</table></div>\n';

/** All words of inline content, as a reader sees them. */
const words = (token) =>
  token.children
    .filter((child) => child.type === 'text' || child.type === 'code_inline')
    .map((child) => child.content)
    .join('');

/**
 * Renders a page.
 *
 * @param {string} text Markdown
 * @param {(link: string) => string | null} lead where a relative link leads; null: nowhere in the
 *   site, and its words stay without it
 * @returns {{ html: string, title: string, sections: { anchor: string, title: string, level: number, text: string }[] }}
 */
export function render(text, lead) {
  const tokens = parser.parse(text, {});
  const used = new Map();
  const sections = [];
  let title = '';
  tokens.forEach((token, i) => {
    if (token.type === 'heading_open') {
      const heading = words(tokens[i + 1]);
      const name = anchor(heading);
      const times = used.get(name) ?? 0;
      used.set(name, times + 1);
      const unique = times ? `${name}-${times}` : name;
      token.attrSet('id', unique);
      title ||= heading;
      sections.push({ anchor: unique, title: heading, level: Number(token.tag[1]), text: '' });
    } else if (token.type === 'inline') {
      follow(token.children, lead);
      if (sections.length && tokens[i - 1]?.type !== 'heading_open') {
        sections.at(-1).text += `${words(token)} `;
      }
    }
  });
  let html = parser.renderer.render(tokens, parser.options, {});
  html = html.replace(/(src|srcset)="([^":]+)"/g, (_, name, link) => `${name}="${lead(link) ?? link}"`);
  return { html, title, sections };
}

function follow(tokens, lead) {
  const open = [];
  for (const token of tokens) {
    if (token.type === 'link_open') {
      const to = token.attrGet('href');
      const led = /^[a-z]+:/.test(to) ? to : lead(to);
      if (led === null) {
        token.tag = 'span';
        token.attrs = [];
      } else {
        token.attrSet('href', led);
      }
      open.push(token.tag);
    } else if (token.type === 'link_close') {
      token.tag = open.pop();
    }
  }
}

/** From one file of the site to another. */
export const relative = (from, to) => path.posix.relative(path.posix.dirname(from), to) || path.posix.basename(to);
