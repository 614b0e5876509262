// SPDX-License-Identifier: Apache-2.0
// Search, in the page itself: nobody is asked.
'use strict';

const field = document.getElementById('search');
const found = document.getElementById('found');
let index;

function words() {
  if (!index) {
    index = new MiniSearch({
      fields: ['title', 'page', 'text'],
      storeFields: ['at', 'title', 'page'],
      searchOptions: { boost: { title: 4, page: 2 }, prefix: true, fuzzy: 0.15, combineWith: 'AND' },
    });
    index.addAll(WORDS);
  }
  return index;
}

function show() {
  const asked = field.value.trim();
  found.hidden = asked === '';
  if (asked === '') return;
  const results = words().search(asked).slice(0, 12);
  const list = document.createElement('ul');
  for (const result of results) {
    const link = document.createElement('a');
    link.href = document.body.dataset.root + result.at;
    link.textContent = result.title;
    const where = document.createElement('small');
    where.textContent = result.page === result.title ? '' : ` ${result.page}`;
    const item = document.createElement('li');
    item.append(link, where);
    list.append(item);
  }
  const none = document.createElement('p');
  none.textContent = 'Nothing found.';
  found.replaceChildren(results.length ? list : none);
}

field.addEventListener('input', show);
field.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    field.value = '';
    show();
  } else if (event.key === 'Enter') {
    found.querySelector('a')?.click();
  }
});
found.addEventListener('click', (event) => {
  if (event.target.closest('a')) found.hidden = true;
});
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement === document.body) {
    event.preventDefault();
    field.focus();
  }
});

// On a narrow screen the list of pages would stand before the page.
if (matchMedia('(max-width: 60rem)').matches) document.querySelector('nav details').open = false;
