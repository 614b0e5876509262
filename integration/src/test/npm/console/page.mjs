// SPDX-License-Identifier: Apache-2.0

// A visitor of the page, in Chromium: a command in each line of standard input, what was seen in a
// line of standard output.
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SERIOUS = ['serious', 'critical'];

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
let page;
let complaints;
let requests;

async function open({ url, dark = false, width = 1100 }) {
  await page?.context().close();
  // The certificate is the enclave's own: nobody whom browsers know vouches for it.
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    colorScheme: dark ? 'dark' : 'light',
    viewport: { width, height: 900 },
  });
  page = await context.newPage();
  complaints = [];
  requests = [];
  page.on('console', (said) => ['error', 'warning'].includes(said.type()) && complaints.push(said.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return settled();
}

/** Waits for a verdict, and gives what a visitor sees of it. */
async function settled() {
  await page.waitForFunction(() => {
    const words = document.getElementById('state').textContent;
    return !words.startsWith('Nothing') && !words.startsWith('Asking')
      && !document.getElementById('again').disabled;
  }, undefined, { timeout: 30_000 });
  return seen();
}

async function seen() {
  return {
    url: page.url(),
    complaints,
    requests,
    ...await page.evaluate(() => ({
      state: document.getElementById('state').textContent,
      look: document.getElementById('state').className,
      simulated: document.getElementById('simulated').checkVisibility(),
      complaint: document.getElementById('complaint').textContent,
      checks: [...document.querySelectorAll('#checks > li')].map((line) =>
        `${line.className} ${line.querySelector('.check').textContent}`),
      unproven: [...document.querySelectorAll('#checks .unproven')].map((line) => line.textContent),
      facts: [...document.querySelectorAll('#facts dt')].map((name) =>
        `${name.textContent}: ${name.nextElementSibling.textContent}`),
      checkpoints: document.querySelectorAll('#checkpoints li').length,
      wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    })),
  };
}

async function receiptSeen() {
  await page.waitForFunction(() => {
    const state = document.getElementById('receipt-state');
    return !state.hidden && state.textContent !== 'Checking…'
      && !document.getElementById('verify').disabled;
  }, undefined, { timeout: 30_000 });
  return {
    complaints,
    requests,
    ...await page.evaluate(() => ({
      state: document.getElementById('receipt-state').textContent,
      simulated: document.getElementById('receipt-simulated').checkVisibility(),
      checks: [...document.querySelectorAll('#receipt-checks > li')].map((line) =>
        `${line.className} ${line.querySelector('.check').textContent}`),
      unproven: [...document.querySelectorAll('#receipt-unproven li')].map((line) => line.textContent),
    })),
  };
}

/** Waits for words about the latest checkpoint that hold these, and gives what is seen of the log. */
async function logSeen({ words = '', witness = '', entries = '', upgrade = '' }) {
  await page.waitForFunction((wanted) => {
    const verdict = document.getElementById('log-verdict');
    const pending = document.getElementById('upgrade');
    return (wanted.upgrade === ''
        || (pending.checkVisibility() && pending.textContent.includes(wanted.upgrade)))
      && !verdict.hidden && verdict.textContent.includes(wanted.words)
      && document.getElementById('witnesses').textContent.includes(wanted.witness)
      && document.getElementById('log-facts').textContent.includes(`entries${wanted.entries}`);
  }, { words, witness, entries, upgrade }, { timeout: 30_000 });
  return {
    complaints,
    requests,
    ...await page.evaluate(() => {
      const lines = (query) => [...document.querySelectorAll(query)].map((line) => line.textContent);
      const pairs = (id) => lines(`#${id} dt`).map((name, i) => `${name}: ${lines(`#${id} dd`)[i]}`);
      return {
        verdict: document.getElementById('log-verdict').textContent,
        look: document.getElementById('log-verdict').className,
        facts: pairs('log-facts'),
        epoch: pairs('epoch-facts'),
        kinds: pairs('entry-kinds'),
        open: lines('#open-entries li'),
        witnesses: lines('#witnesses li'),
        checks: [...document.querySelectorAll('#log-checks > li')].map((line) =>
          `${line.className} ${line.querySelector('.check').textContent}`),
        unproven: lines('#log-checks .unproven'),
        checkpoints: lines('#checkpoints li'),
        conflict: document.getElementById('log-conflict').checkVisibility(),
        upgrade: document.getElementById('upgrade').checkVisibility()
          ? document.getElementById('upgrade').innerText : '',
        before: document.getElementById('log-before').textContent,
        after: document.getElementById('log-after').textContent,
        kept: Object.values(localStorage),
      };
    }),
  };
}

/** Waits until something was hashed, or refused. */
async function proveSeen(done) {
  await page.waitForFunction((pattern) => {
    const state = document.getElementById('prove-state');
    return !state.hidden && new RegExp(pattern).test(state.textContent);
  }, done, { timeout: 30_000 });
  return {
    complaints,
    requests,
    ...await page.evaluate(() => ({
      state: document.getElementById('prove-state').textContent,
      digests: [...document.querySelectorAll('#prove-digests li')].map((line) => line.textContent),
      links: [...document.querySelectorAll('#prove-receipts .save')].map((link) => link.download),
      said: document.getElementById('prove-receipts').textContent,
      ready: !document.getElementById('prove-send').disabled,
      copy: document.getElementById('prove-copy').checkVisibility(),
      wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    })),
  };
}

/** What was said before isn't taken for an answer. */
function forgetWords() {
  return page.evaluate(() => { document.getElementById('prove-state').hidden = true; });
}

const HASHED = '^(Hashed|REFUSED)';
const SENT = '^(SIMULATED. )?(ENTERED|REFUSED|Nothing|The enclave gives)';

/** Drops files on an element. */
function dropOn(selector, files) {
  return page.evaluate(([target, all]) => {
    const dataTransfer = new DataTransfer();
    all.forEach(({ name, text }) => dataTransfer.items.add(new File([text], name)));
    document.querySelector(target)
      .dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, [selector, files.map((file) => ({ name: basename(file), text: readFileSync(file, 'utf8') }))]);
}

async function entered(policy, file) {
  await page.fill('#expected', policy);
  await page.click('#again');
  await logSeen({ words: 'accepted evidence' });
  await page.setInputFiles('#prove-files', [file]);
  await proveSeen(HASHED);
  await page.click('#prove-send');
  return proveSeen(SENT);
}

const commands = {
  open,
  seen,
  log: logSeen,
  /** Chooses files or a folder to be proved. */
  async hash({ files, folder, dropped }) {
    await forgetWords();
    if (files !== undefined) {
      await page.setInputFiles('#prove-files', files);
    } else if (folder !== undefined) {
      await page.setInputFiles('#prove-folder', folder);
    } else {
      await dropOn('#prove-drop', dropped);
    }
    return proveSeen(HASHED);
  },
  /** Whether the page says that a copy can't have anything entered, and offers nothing of the kind. */
  copy: () => page.evaluate(() => ({
    said: document.getElementById('prove-copy').checkVisibility()
      && !document.getElementById('prove-form').checkVisibility(),
  })),
  /** Has them entered; the host may change the request's body on its way. */
  async prove({ changed }) {
    if (changed !== undefined) {
      await page.route('**/v1/proofs', (route) => route.continue({ postData: changed }));
    }
    await forgetWords();
    await page.click('#prove-send');
    const answer = await proveSeen(SENT);
    await page.unroute('**/v1/proofs');
    return answer;
  },
  /** Saves what a link offers. */
  async save({ name, file }) {
    const [download] = await Promise.all([
      page.waitForEvent('download'), page.click(`a[download="${name}"]`)]);
    await download.saveAs(file);
    return { name: download.suggestedFilename() };
  },
  async believe({ policy }) {
    await page.setInputFiles('#receipt-policy', policy ?? []);
    await page.waitForTimeout(200);
    return {};
  },
  async release({ release, key, root }) {
    await page.evaluate(() => { document.getElementById('releases').open = true; });
    await page.fill('#expected', '');
    await page.setInputFiles('#release', release);
    await page.setInputFiles('#release-key', key);
    await page.fill('#release-root', root);
    await page.click('#take-release');
    await page.waitForFunction(() => !document.getElementById('take-release').disabled);
    return page.evaluate(() => ({
      complaint: document.getElementById('release-complaint').textContent,
      expected: document.getElementById('expected').value,
      facts: document.getElementById('release-facts').textContent,
    }));
  },
  /** What the log signs now. */
  checkpoint: () => page.evaluate(async () => ({ note: await (await fetch('/v1/log/checkpoint')).text() })),
  /** Whoever is in between shows an older checkpoint as the latest; without one, nobody is. */
  async between({ note }) {
    await page.unrouteAll();
    if (note !== undefined) {
      const event = `event: checkpoint\n${note.trimEnd().split('\n').map((line) => `data: ${line}\n`).join('')}\n`;
      await page.route('**/v1/log/checkpoint', (route) => route.fulfill({ body: note }));
      await page.route('**/v1/log/checkpoints', (route) =>
        route.fulfill({ contentType: 'text/event-stream', body: event }));
    }
    await page.reload();
    return settled();
  },
  async click({ id }) {
    await page.click(`#${id}`);
    return {};
  },
  async expect({ text }) {
    await page.fill('#expected', text);
    await page.click('#again');
    await page.waitForTimeout(100);
    return settled();
  },
  /** By keys alone: to the field, what is expected, to the button, and Enter. */
  async keys({ text }) {
    await page.reload();
    await settled();
    const path = [];
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab');
      const id = await page.evaluate(() => document.activeElement.id);
      path.push(id);
      if (id === 'expected') {
        await page.keyboard.insertText(text);
      }
      if (id === 'again') {
        await page.keyboard.press('Enter');
        break;
      }
    }
    await page.waitForTimeout(100);
    return { path, ...await settled() };
  },
  /** Chooses files for the receipt's form and checks. */
  async receipt({ receipt, policy, subject }) {
    await page.setInputFiles('#receipt', receipt ?? []);
    await page.setInputFiles('#receipt-policy', policy ?? []);
    await page.setInputFiles('#subject', subject ?? []);
    await page.click('#verify');
    return receiptSeen();
  },
  /** Drops files anywhere on the page. */
  async drop({ files }) {
    await dropOn('body', files);
    return receiptSeen();
  },
  /** What axe finds, with something entered and all that opens open. */
  async axe({ policy, file }) {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Page.setBypassCSP', { enabled: true });
    await page.reload();
    await settled();
    const { wide } = await entered(policy, file);
    await page.evaluate(() => {
      document.querySelectorAll('details').forEach((details) => { details.open = true; });
    });
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
    return {
      wide: wide || await page.evaluate(() =>
        document.documentElement.scrollWidth > document.documentElement.clientWidth),
      passes: passes.length,
      serious: violations.filter(({ impact }) => SERIOUS.includes(impact))
        .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
      others: violations.filter(({ impact }) => !SERIOUS.includes(impact)).map(({ id }) => id),
    };
  },
  /** The part that asks, and the part that proves and shows the log. */
  async picture({ asking, proving, policy, subject }) {
    await entered(policy, subject);
    await logSeen({ words: 'continues', witness: 'verified' });
    const [prove, receipts] = await page.evaluate(() => ['prove', 'receipts'].map((id) =>
      Math.round(document.getElementById(id).getBoundingClientRect().top + window.scrollY)));
    const { width } = page.viewportSize();
    await page.screenshot({ path: asking, fullPage: true, clip: { x: 0, y: 0, width, height: prove } });
    await page.screenshot({
      path: proving, fullPage: true, clip: { x: 0, y: prove, width, height: receipts - prove } });
    return {};
  },
};

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...given } = JSON.parse(line);
  let answer;
  try {
    answer = await commands[command](given);
  } catch (error) {
    answer = { failed: String(error.stack) };
  }
  console.log(JSON.stringify(answer));
}
await browser.close();
