// SPDX-License-Identifier: Apache-2.0
// What is known of a gateway to models, for a page to show (docs/browser-helper.md). It asks the
// local endpoint of `strongroom ai` on this machine, believes nothing of another form than the one
// it knows, and gives a result with one of these states:
//
//   verified     hardware vouches for it, the policy accepts it, and it isn't too long ago
//   unprotected  the policy accepts it, but something is simulated or can be looked into: `because`
//   stale        it was verified, and that is too long ago
//   refused      it isn't what the policy accepts: nothing is sent to it
//   unreachable  the endpoint or the gateway doesn't answer: nothing is known
//   malformed    something answered, in another form: nothing is known
//
// Results are frozen. Texts in them come from elsewhere: a page shows them as text, never as HTML.

const LONGEST = 1 << 20;
const MOST = 1000;
const LONGEST_TEXT = 4000;
const CLOCKS_APART = 60_000;
const HEX = /^(?:[0-9a-f]{2}){1,1024}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;
const REFUSED = 'gateway-not-verified';

class Malformed extends Error {}

/** Asks once. Never throws for what is answered, only for what it is called with.
 *
 * @param {{endpoint?: string, key?: string, patience?: number, now?: () => number,
 *   fetch?: typeof globalThis.fetch}} [options] `endpoint` is where `strongroom ai` listens,
 *   `http://127.0.0.1:8484`; without it, where this module came from. `key` is the one that it was
 *   started with. `patience` is in milliseconds.
 */
export async function confidentiality(options = {}) {
  const uri = address(options.endpoint ?? import.meta.url);
  const now = options.now ?? Date.now;
  const ask = options.fetch ?? globalThis.fetch.bind(globalThis);
  let answer;
  try {
    answer = await ask(uri, {
      headers: options.key === undefined ? {} : { authorization: `Bearer ${options.key}` },
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(options.patience ?? 30_000),
    });
  } catch {
    // A page isn't told why: nobody listens, or this page's site isn't one that may ask.
    return unreachable('no-answer', 'strongroom ai does not answer this page', now());
  }
  let text;
  try {
    text = await body(answer);
  } catch (e) {
    return e instanceof Malformed
      ? malformed(e.message, now())
      : unreachable('no-answer', 'the answer broke off', now());
  }
  return read(answer.status, text, now());
}

/** Asks now and again until it is stopped, and tells of each result. A verified one becomes stale
 * when its time is over, whether or not anybody answers by then.
 *
 * @param {{every?: number}} options those of `confidentiality`, and how often it asks, in
 *   milliseconds
 * @param {(result: object) => void} told
 * @returns {() => void} stops it
 */
export function watch(options, told) {
  const every = options.every ?? 30_000;
  const now = options.now ?? Date.now;
  let stopped = false;
  let next;
  let end;
  const say = (result) => {
    clearTimeout(end);
    if (result.goodUntil !== undefined && result.state !== 'stale') {
      // Timers of more than 24 days come at once.
      const left = Math.min(result.goodUntil.getTime() - now(), 2_000_000_000);
      end = setTimeout(() => !stopped && say(aged(result, now())), Math.max(0, left) + 1);
    }
    told(result);
  };
  const round = async () => {
    const result = await confidentiality(options);
    if (!stopped) {
      say(result);
      next = setTimeout(round, every);
    }
  };
  address(options.endpoint ?? import.meta.url);
  round();
  return () => {
    stopped = true;
    clearTimeout(next);
    clearTimeout(end);
  };
}

/** What a result is worth at another time: the same, or stale. */
export function aged(result, now = Date.now()) {
  const over = result.goodUntil !== undefined && now >= result.goodUntil.getTime();
  return over ? frozen({ ...result, state: 'stale' }) : result;
}

/** Whole seconds until a result is stale; 0 if it is, or was never good. */
export function secondsLeft(result, now = Date.now()) {
  if (result.goodUntil === undefined || !['verified', 'unprotected'].includes(result.state)) {
    return 0;
  }
  return Math.max(0, Math.floor((result.goodUntil.getTime() - now) / 1000));
}

/** A result in a few words. Only `verified` says so. */
export function words(result, now = Date.now()) {
  const left = secondsLeft(aged(result, now), now);
  switch (aged(result, now).state) {
    case 'verified':
      return `Verified, good for ${left} s`;
    case 'unprotected':
      return `NOT PROTECTED: ${result.because.join('; ')}`;
    case 'stale':
      return 'STALE: what was verified is too long ago';
    case 'refused':
      return `REFUSED: ${result.message}`;
    case 'unreachable':
      return `Nothing is known: ${result.message}`;
    default:
      return `Nothing is known: the answer has another form (${result.message})`;
  }
}

/** What an answer of the endpoint says. For tests, and for pages that ask in other ways.
 *
 * @param {number} status of HTTP
 * @param {string} text its body
 * @param {number} now
 */
export function read(status, text, now = Date.now()) {
  try {
    const answer = parsed(text);
    if (status === 200) {
      return aged(accepted(answer, now), now);
    }
    return failed(status, answer, now);
  } catch (e) {
    if (e instanceof Malformed) {
      return malformed(e.message, now);
    }
    throw e;
  }
}

function address(of) {
  const uri = new URL('/v1/confidentiality', of);
  if (uri.protocol !== 'http:' || !LOOPBACK.test(uri.hostname) || uri.username || uri.password) {
    throw new TypeError('strongroom ai is on this machine: http://127.0.0.1:PORT');
  }
  return uri.href;
}

async function body(answer) {
  if (!/^application\/json(?:;|$)/.test(answer.headers.get('content-type') ?? '')) {
    throw new Malformed('not JSON');
  }
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let length = 0;
  let text = '';
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    try {
      text += decoder.decode(value, { stream: !done });
    } catch {
      throw new Malformed('not UTF-8');
    }
    if (done) {
      return text;
    }
    length += value.length;
    if (length > LONGEST) {
      await reader.cancel();
      throw new Malformed('too long');
    }
  }
}

function parsed(text) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Malformed('not JSON');
  }
  return object(answer, 'the answer');
}

function accepted(answer, now) {
  if (answer.verified !== true) {
    throw new Malformed('verified');
  }
  const verdict = verdictOf(answer.verdict);
  const evidence = object(answer.evidence, 'evidence');
  const goodUntil = time(answer.goodUntil, 'goodUntil');
  if (!verdict.genuine || !verdict.accepted || verdict.checks.length === 0) {
    throw new Malformed('verified, and not accepted');
  }
  if (verdict.checks.some((check) => check.outcome === 'failed')) {
    throw new Malformed('verified, and a check failed');
  }
  if (goodUntil < verdict.at || verdict.at.getTime() > now + CLOCKS_APART) {
    throw new Malformed('times that cannot be');
  }
  const account = accountOf(answer.accordingToTheGateway);
  const because = [];
  if (flag(evidence.simulated, 'evidence.simulated')) {
    because.push('the gateway is SIMULATED, whoever runs it can read everything');
  }
  if (flag(evidence.debug, 'evidence.debug')) {
    because.push('the gateway is in DEBUG MODE, whoever runs it can look inside');
  }
  if (account?.simulated === true && because.length === 0) {
    because.push('the gateway says of itself that it is SIMULATED');
  }
  for (const backend of account?.backends ?? []) {
    if (backend.simulated) {
      because.push(`the back end ${backend.name} is SIMULATED`);
    }
  }
  const remainsTrusted = list(answer.remainsTrusted, 'remainsTrusted').map((one) =>
    string(one, 'remainsTrusted'),
  );
  if (remainsTrusted.length === 0) {
    throw new Malformed('remainsTrusted');
  }
  return frozen({
    state: because.length === 0 ? 'verified' : 'unprotected',
    because,
    gateway: string(answer.gateway, 'gateway'),
    way: string(answer.way, 'way'),
    verifiedAt: verdict.at,
    goodUntil,
    identityKey: matching(answer.identityKey, SHA256, 'identityKey'),
    policySha256:
      answer.policySha256 === undefined
        ? undefined
        : matching(answer.policySha256, HEX, 'policySha256'),
    evidence: {
      kind: string(evidence.kind, 'evidence.kind'),
      sha256: matching(evidence.sha256, SHA256, 'evidence.sha256'),
      measurements: measurements(evidence.measurements),
    },
    checks: verdict.checks,
    remainsTrusted,
    account,
  });
}

function failed(status, answer, now) {
  const error = object(answer.error, 'error');
  const code = string(error.code, 'error.code');
  const message = string(error.message, 'error.message');
  if (answer.verified === true) {
    throw new Malformed('an error, and verified');
  }
  if (status === 502 && code === REFUSED) {
    if (answer.verified !== false) {
      throw new Malformed('verified');
    }
    const verdict = answer.verdict === undefined ? undefined : verdictOf(answer.verdict);
    if (verdict?.accepted === true) {
      throw new Malformed('refused, and accepted');
    }
    return frozen({
      state: 'refused',
      code,
      message,
      at: verdict?.at ?? new Date(now),
      checks: verdict?.checks ?? [],
    });
  }
  // No way to the gateway, or the endpoint's own refusals: nothing is known of the gateway.
  return unreachable(code, message, now);
}

function verdictOf(value) {
  const verdict = object(value, 'verdict');
  return {
    at: time(verdict.at, 'verdict.at'),
    genuine: flag(verdict.genuine, 'verdict.genuine'),
    accepted: flag(verdict.accepted, 'verdict.accepted'),
    checks: list(verdict.checks, 'checks').map((one) => {
      const check = object(one, 'check');
      return {
        name: string(check.name, 'check.name'),
        outcome: matching(check.outcome, /^(?:passed|failed|not-applicable)$/, 'check.outcome'),
        detail: string(check.detail, 'check.detail'),
      };
    }),
  };
}

/** The gateway's own account of what is behind it; undefined if it gives none. */
function accountOf(value) {
  const account = object(value, 'accordingToTheGateway');
  if (account.status !== 200 || account.answer === undefined) {
    return undefined;
  }
  const answer = object(account.answer, 'answer');
  const own = answer.gateway === undefined ? {} : object(answer.gateway, 'answer.gateway');
  return {
    simulated: own.simulated === undefined ? undefined : flag(own.simulated, 'gateway.simulated'),
    backends: list(answer.backends ?? [], 'backends').map((one) => {
      const backend = object(one, 'backend');
      const evidence =
        backend.evidence === undefined ? {} : object(backend.evidence, 'backend.evidence');
      return {
        name: string(backend.name, 'backend.name'),
        kind: string(backend.kind, 'backend.kind'),
        state: matching(backend.state, /^(?:in|out)$/, 'backend.state'),
        verdict: string(backend.verdict, 'backend.verdict'),
        simulated:
          evidence.simulated !== undefined && flag(evidence.simulated, 'evidence.simulated'),
      };
    }),
    trusted: list(answer.trusted ?? [], 'trusted').map((one) => string(one, 'trusted')),
  };
}

function measurements(value) {
  const found = {};
  for (const [name, digest] of Object.entries(object(value, 'measurements'))) {
    Object.defineProperty(found, string(name, 'measurements'), {
      value: matching(digest, HEX, 'measurements'),
      enumerable: true,
    });
  }
  return found;
}

function object(value, what) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Malformed(what);
  }
  return value;
}

function list(value, what) {
  if (!Array.isArray(value) || value.length > MOST) {
    throw new Malformed(what);
  }
  return value;
}

function string(value, what) {
  if (typeof value !== 'string' || value.length > LONGEST_TEXT) {
    throw new Malformed(what);
  }
  // Nothing that moves a cursor, or reorders or hides what stands beside it.
  return value.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

function matching(value, pattern, what) {
  if (typeof value !== 'string' || !pattern.test(value)) {
    throw new Malformed(what);
  }
  return value;
}

function flag(value, what) {
  if (typeof value !== 'boolean') {
    throw new Malformed(what);
  }
  return value;
}

function time(value, what) {
  const date = new Date(matching(value, TIME, what));
  if (Number.isNaN(date.getTime())) {
    throw new Malformed(what);
  }
  return date;
}

function unreachable(code, message, now) {
  return frozen({ state: 'unreachable', code, message, at: new Date(now) });
}

function malformed(message, now) {
  return frozen({ state: 'malformed', code: 'malformed-answer', message, at: new Date(now) });
}

function frozen(value) {
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
