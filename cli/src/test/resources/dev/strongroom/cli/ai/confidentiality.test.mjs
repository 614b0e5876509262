// SPDX-License-Identifier: Apache-2.0
// The module without a browser: answers of every form. CONFIDENTIALITY_JS is its address.

import assert from 'node:assert/strict';
import test from 'node:test';

const { aged, confidentiality, read, secondsLeft, watch, words } = await import(
  process.env.CONFIDENTIALITY_JS
);

const AT = Date.parse('2026-11-22T08:00:00Z');
const GOOD = {
  verified: true,
  gateway: 'gateway.example:443',
  way: 'attested-channel',
  goodUntil: '2026-11-22T08:10:00Z',
  identityKey: 'ab'.repeat(32),
  policySha256: 'cd'.repeat(32),
  evidence: {
    kind: 'sev-snp',
    sha256: 'ef'.repeat(32),
    simulated: false,
    debug: false,
    measurements: { launch: 'aa'.repeat(48) },
  },
  verdict: {
    at: '2026-11-22T08:00:00Z',
    genuine: true,
    accepted: true,
    platformStatus: 'up-to-date',
    advisories: [],
    checks: [
      { name: 'path.root', source: 's', stage: 'genuine', outcome: 'passed', detail: 'pinned' },
    ],
  },
  remainsTrusted: ['the maker'],
  accordingToTheGateway: {
    status: 200,
    answer: {
      gateway: { device: 'd', simulated: false },
      backends: [
        { name: 'far', kind: 'attested', state: 'in', verdict: 'accepted',
          evidence: { simulated: false } },
      ],
      trusted: ['the host'],
    },
  },
};

const changed = (change) => {
  const copy = structuredClone(GOOD);
  change(copy);
  return copy;
};
const at = (answer, now = AT + 1000, status = 200) => read(status, JSON.stringify(answer), now);

test('what is verified says so, and what, when and until when', () => {
  const result = at(GOOD);
  assert.equal(result.state, 'verified');
  assert.equal(result.verifiedAt.getTime(), AT);
  assert.equal(result.goodUntil.getTime(), AT + 600_000);
  assert.equal(secondsLeft(result, AT + 1000), 599);
  assert.equal(words(result, AT + 1000), 'Verified, good for 599 s');
  assert.deepEqual(result.remainsTrusted, ['the maker']);
  assert.equal(result.account.backends[0].name, 'far');
  assert.deepEqual(Object.keys(result.evidence.measurements), ['launch']);
  assert.ok(Object.isFrozen(result) && Object.isFrozen(result.checks[0]));
});

test('what is too long ago is stale, by itself', () => {
  assert.equal(at(GOOD, AT + 599_999).state, 'verified');
  assert.equal(at(GOOD, AT + 600_000).state, 'stale');
  const result = at(GOOD);
  assert.equal(aged(result, AT + 600_000).state, 'stale');
  assert.match(words(result, AT + 600_000), /^STALE/);
  assert.equal(secondsLeft(result, AT + 700_000), 0);
});

test('what protects nothing is never called verified', () => {
  const cases = [
    [(a) => { a.evidence.simulated = true; }, /gateway is SIMULATED/],
    [(a) => { a.evidence.debug = true; }, /DEBUG MODE/],
    [(a) => { a.accordingToTheGateway.answer.gateway.simulated = true; }, /says of itself/],
    [(a) => { a.accordingToTheGateway.answer.backends[0].evidence.simulated = true; },
      /back end far is SIMULATED/],
  ];
  for (const [change, reason] of cases) {
    const result = at(changed(change));
    assert.equal(result.state, 'unprotected');
    assert.match(words(result, AT + 1000), /^NOT PROTECTED/);
    assert.match(result.because.join(), reason);
  }
});

test('a gateway without an account of its own is one', () => {
  const result = at(changed((a) => { a.accordingToTheGateway = { status: 404 }; }));
  assert.equal(result.state, 'verified');
  assert.equal(result.account, undefined);
});

test('whatever has another form is malformed', () => {
  const changes = [
    (a) => { a.verified = 'true'; },
    (a) => { a.verified = false; },
    (a) => { delete a.verified; },
    (a) => { delete a.goodUntil; },
    (a) => { a.goodUntil = 1795000000; },
    (a) => { a.goodUntil = 'tomorrow'; },
    (a) => { a.goodUntil = '2026-13-22T08:10:00Z'; },
    (a) => { a.goodUntil = '2026-11-22T07:59:59Z'; },
    (a) => { a.verdict.at = '2026-11-22T08:05:00Z'; },
    (a) => { a.verdict.accepted = false; },
    (a) => { a.verdict.genuine = false; },
    (a) => { a.verdict.genuine = 1; },
    (a) => { a.verdict.checks = []; },
    (a) => { a.verdict.checks[0].outcome = 'failed'; },
    (a) => { a.verdict.checks[0].outcome = 'fine'; },
    (a) => { a.verdict = null; },
    (a) => { delete a.evidence.simulated; },
    (a) => { a.evidence.simulated = 'false'; },
    (a) => { delete a.evidence.debug; },
    (a) => { a.evidence = []; },
    (a) => { a.evidence.sha256 = 'ef'; },
    (a) => { a.evidence.measurements = { launch: 'zz' }; },
    (a) => { a.identityKey = 'AB'.repeat(32); },
    (a) => { a.policySha256 = 7; },
    (a) => { a.remainsTrusted = []; },
    (a) => { a.remainsTrusted = 'nobody'; },
    (a) => { a.remainsTrusted = [{}]; },
    (a) => { a.gateway = 'x'.repeat(4001); },
    (a) => { delete a.accordingToTheGateway; },
    (a) => { a.accordingToTheGateway.answer.backends = {}; },
    (a) => { a.accordingToTheGateway.answer.backends[0].evidence.simulated = 0; },
    (a) => { a.accordingToTheGateway.answer.backends[0].state = 'up'; },
    (a) => { a.accordingToTheGateway.answer.backends = Array(1001).fill(
      a.accordingToTheGateway.answer.backends[0]); },
  ];
  for (const change of changes) {
    const result = at(changed(change));
    assert.equal(result.state, 'malformed', change.toString());
    assert.equal(secondsLeft(result, AT), 0);
  }
  for (const text of ['', 'null', '[]', '7', '{', '"verified"', '{"verified":true}']) {
    assert.equal(read(200, text, AT).state, 'malformed', text);
  }
});

test('errors say what is known, and never more', () => {
  const error = { code: 'gateway-not-verified', message: 'policy.debug', type: 't', param: null };
  const refused = { error, verified: false, verdict: { ...GOOD.verdict, accepted: false } };
  const result = at(refused, AT, 502);
  assert.equal(result.state, 'refused');
  assert.equal(result.checks.length, 1);
  assert.equal(words(result, AT), 'REFUSED: policy.debug');
  assert.equal(at({ error, verified: false }, AT, 502).state, 'refused');
  assert.equal(at({ error }, AT, 502).state, 'malformed');
  assert.equal(at({ error, verified: true }, AT, 502).state, 'malformed');
  assert.equal(at({ ...refused, verdict: GOOD.verdict }, AT, 502).state, 'malformed');
  // An account with another status isn't one.
  assert.equal(at(GOOD, AT, 500).state, 'malformed');
  assert.equal(at({ ...GOOD, error }, AT, 500).state, 'malformed');
  const away = { error: { ...error, code: 'gateway-unreachable' } };
  assert.equal(at(away, AT, 502).state, 'unreachable');
  const key = { error: { ...error, code: 'invalid-key' } };
  assert.equal(at(key, AT, 401).state, 'unreachable');
  assert.match(words(at(key, AT, 401), AT), /^Nothing is known/);
});

test('texts hide and move nothing', () => {
  const result = at(changed((a) => { a.remainsTrusted = ['a\u202eb\u0000c\u2028d']; }));
  assert.deepEqual(result.remainsTrusted, ['a\ufffdb\ufffdc\ufffdd']);
  const names = at(JSON.parse(JSON.stringify(GOOD).replace('"launch"', '"__proto__"')));
  assert.equal(names.state, 'verified');
  assert.equal(Object.getPrototypeOf(names.evidence.measurements), Object.prototype);
});

const endpoint = 'http://127.0.0.1:8484';
const json = (value, status = 200) =>
  new Response(typeof value === 'string' ? value : JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json' },
  });

test('asks on this machine only', async () => {
  for (const other of [
    'http://gateway.example', 'https://127.0.0.1', 'http://127.0.0.1.example', 'file:///x',
    'http://me@127.0.0.1', undefined,
  ]) {
    await assert.rejects(confidentiality({ endpoint: other, fetch: assert.fail }), TypeError);
    assert.throws(() => watch({ endpoint: other, fetch: assert.fail }, assert.fail), TypeError);
  }
});

test('asks so that nothing else answers', async () => {
  let asked;
  const fetch = async (uri, options) => {
    asked = { uri, options };
    return json(GOOD);
  };
  const result = await confidentiality({ endpoint, fetch, key: 'k', now: () => AT });
  assert.equal(result.state, 'verified');
  assert.equal(asked.uri, 'http://127.0.0.1:8484/v1/confidentiality');
  assert.equal(asked.options.cache, 'no-store');
  assert.equal(asked.options.redirect, 'error');
  assert.equal(asked.options.credentials, 'omit');
  assert.deepEqual(asked.options.headers, { authorization: 'Bearer k' });
});

test('whoever does not answer is not known', async () => {
  const of = (fetch) => confidentiality({ endpoint, fetch, now: () => AT });
  const fails = async () => { throw new TypeError('fetch failed'); };
  assert.equal((await of(fails)).state, 'unreachable');
  const breaks = async () =>
    new Response(new ReadableStream({ pull(c) { c.error(new Error('cut')); } }), {
      headers: { 'content-type': 'application/json' },
    });
  assert.equal((await of(breaks)).state, 'unreachable');
  const page = async () =>
    new Response(JSON.stringify(GOOD), { headers: { 'content-type': 'text/html' } });
  assert.equal((await of(page)).state, 'malformed');
  assert.equal((await of(async () => json('x'.repeat((1 << 20) + 1)))).state, 'malformed');
  const latin = async () =>
    new Response(new Uint8Array([0x22, 0xff, 0x22]), {
      headers: { 'content-type': 'application/json' },
    });
  assert.equal((await of(latin)).state, 'malformed');
});

test('watching forgets what it cannot see any more', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: AT });
  const settle = async () => {
    for (let i = 0; i < 50; i++) {
      await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  let answer = async () => json(GOOD);
  const told = [];
  const stop = watch(
    { endpoint, every: 400_000, fetch: (...asked) => answer(...asked) },
    (result) => told.push(result.state),
  );
  await settle();
  assert.deepEqual(told, ['verified']);
  // The second answer is the same old one: it ends when it ends.
  t.mock.timers.tick(400_000);
  await settle();
  assert.deepEqual(told, ['verified', 'verified']);
  t.mock.timers.tick(200_001);
  await settle();
  assert.deepEqual(told, ['verified', 'verified', 'stale']);
  answer = async () => { throw new TypeError('gone'); };
  t.mock.timers.tick(200_000);
  await settle();
  assert.deepEqual(told.at(-1), 'unreachable');
  stop();
  const length = told.length;
  t.mock.timers.tick(4_000_000);
  await settle();
  assert.equal(told.length, length);
});
