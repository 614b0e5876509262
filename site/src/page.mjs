// SPDX-License-Identifier: Apache-2.0
// What is around each page. Everything that it loads is the site's own.
import { escape, relative } from './markdown.mjs';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'";

/**
 * @param {{ at: string, title: string, html: string, sections: object[], navigation: object[] }} page
 *   `at` is its place in the site
 */
export function page({ at, title, html, sections, navigation }) {
  const to = (file) => escape(relative(at, file));
  const contents = sections.filter(({ level }) => level === 2);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escape(title === 'Strongroom' ? title : `${title} · Strongroom`)}</title>
<link rel="icon" href="${to('assets/icon.svg')}">
<link rel="stylesheet" href="${to('assets/site.css')}">
<script defer src="${to('assets/minisearch.js')}"></script>
<script defer src="${to('assets/words.js')}"></script>
<script defer src="${to('assets/site.js')}"></script>
</head>
<body data-root="${to('index.html').replace(/index\.html$/, '')}">
<a class="skip" href="#content">To the content</a>
<header>
<a class="name" href="${to('index.html')}">Strongroom</a>
<search><label for="search">Search</label><input id="search" type="search" placeholder="Search ( / )" autocomplete="off" aria-controls="found"></search>
</header>
<section id="found" aria-live="polite" aria-label="Found" hidden></section>
<div class="columns">
<nav aria-label="Pages"><details open><summary>Pages</summary>
${navigation.map((group) => groupOf(group, at)).join('\n')}
</details></nav>
<main id="content">
${html}
</main>
${contents.length > 2 ? `<aside aria-label="On this page"><p>On this page</p><ul>\n${contents.map((s) => `<li><a href="#${escape(s.anchor)}">${escape(s.title)}</a></li>`).join('\n')}\n</ul></aside>` : ''}
</div>
</body>
</html>
`;
}

function groupOf({ title, links }, at) {
  const items = links.map(({ title: words, place }) => {
    const here = place === at ? ' aria-current="page"' : '';
    return `<li><a href="${escape(relative(at, place))}"${here}>${escape(words)}</a></li>`;
  });
  return `<h2>${escape(title)}</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
}
