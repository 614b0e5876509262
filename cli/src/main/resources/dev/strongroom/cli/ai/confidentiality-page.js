// SPDX-License-Identifier: Apache-2.0
// The page at /confidentiality. Whatever it shows is text.

import { aged, watch, words } from './confidentiality.js';

const place = (name) => document.getElementById(name);

function lines(name, texts) {
  place(name).replaceChildren(
    ...texts.map((text) => {
      const line = document.createElement('li');
      line.textContent = text;
      return line;
    }),
  );
}

let last;

function show(result) {
  last = result;
  const now = aged(result);
  document.body.className = now.state;
  place('state').textContent = words(now);
  document.title = now.state;
  lines(
    'facts',
    [
      now.gateway && `gateway ${now.gateway}, by ${now.way}`,
      now.verifiedAt && `verified at ${now.verifiedAt.toISOString()}`,
      now.goodUntil && `good until ${now.goodUntil.toISOString()}`,
      now.identityKey && `identity ${now.identityKey}`,
      now.policySha256 && `policy ${now.policySha256}`,
      now.evidence && `evidence ${now.evidence.kind}, ${now.evidence.sha256}`,
      now.at && `at ${now.at.toISOString()}`,
    ].filter(Boolean),
  );
  lines(
    'checks',
    (now.checks ?? []).map((check) => `${check.outcome}: ${check.name} – ${check.detail}`),
  );
  lines('trusted', now.remainsTrusted ?? []);
  lines(
    'backends',
    (now.account?.backends ?? []).map(
      (one) => `${one.name} (${one.kind}): ${one.state}, ${one.verdict}`,
    ),
  );
}

watch({ every: 10_000 }, show);
setInterval(() => last && show(last), 1000);
