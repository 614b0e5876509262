// SPDX-License-Identifier: Apache-2.0

// Somebody with a passkey, at the page's section Keys, in Chromium: a command in each line of
// standard input, what was seen in a line of standard output.
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SERIOUS = ['serious', 'critical'];
/** WebAuthn level 3, section 11: an authenticator that knows its user, and has nobody wait. */
const AUTHENTICATOR = {
  protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
  isUserVerified: true, automaticPresenceSimulation: true,
};
const TIMEOUT = { timeout: 30_000 };

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
let page;
let devtools;
let complaints = [];

async function settled() {
  await page.waitForFunction(() => {
    const words = document.getElementById('state').textContent;
    return !words.startsWith('Nothing') && !words.startsWith('Asking')
      && !document.getElementById('again').disabled
      && document.getElementById('keys-part').getAttribute('aria-busy') !== 'true';
  }, undefined, TIMEOUT);
  return seen();
}

async function seen() {
  return {
    complaints,
    ...await page.evaluate(() => {
      const texts = (from, selector) =>
        [...from.querySelectorAll(selector)].map((one) => one.textContent.replace(/\s+/g, ' ').trim());
      const outcome = document.querySelector('#keys-outcomes > article');
      const pairs = outcome === null ? [] : [...outcome.querySelectorAll('dt')];
      return {
        verdict: document.getElementById('state').textContent,
        visible: document.getElementById('keys-part').checkVisibility(),
        off: document.getElementById('keys-off').textContent,
        said: document.getElementById('keys-said').textContent,
        enabled: texts(document, '#keys-part button[data-needs]:enabled'),
        who: document.getElementById('keys-who').textContent,
        keys: [...document.getElementById('keys-which').options].map((one) => one.value),
        outcomes: document.querySelectorAll('#keys-outcomes > article').length,
        heading: outcome?.querySelector('h4').textContent ?? '',
        words: outcome?.querySelector('.state').textContent ?? '',
        look: outcome?.querySelector('.state').className ?? '',
        lines: outcome === null ? [] : texts(outcome, '.lines > li'),
        pairs: pairs.map((name) => `${name.textContent}: ${name.nextElementSibling.textContent}`),
        checks: outcome === null ? [] : [...outcome.querySelectorAll('.checks > li')].map((line) =>
          `${line.className} ${line.querySelector('.check').textContent}`),
        unproven: outcome === null ? [] : texts(outcome, '.unproven'),
        wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      };
    }),
  };
}

/** Does something, and waits for one outcome more. */
async function outcomeOf(act) {
  const before = await page.locator('#keys-outcomes > article').count();
  await act();
  await page.waitForFunction((count) =>
    document.querySelectorAll('#keys-outcomes > article').length > count
      && document.getElementById('keys-part').getAttribute('aria-busy') === 'false',
  before, TIMEOUT);
  return seen();
}

const commands = {
  async open({ url, dark = false, width = 1100 }) {
    await page?.context().close();
    complaints = [];
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      colorScheme: dark ? 'dark' : 'light',
      viewport: { width, height: 900 },
    });
    page = await context.newPage();
    page.on('console', (said) =>
      ['error', 'warning'].includes(said.type()) && complaints.push(said.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', { options: AUTHENTICATOR });
    await page.goto(url);
    return settled();
  },
  /** The same page again: what it knew is gone, the authenticator isn't. */
  async reload() {
    await page.reload();
    return settled();
  },
  seen,
  /** What is shown of the chosen key. */
  facts: async () => ({
    facts: await page.evaluate(() => [...document.querySelectorAll('#keys-facts dt')].map((name) =>
      `${name.textContent}: ${name.nextElementSibling.textContent}`)),
  }),
  async expect({ text }) {
    await page.fill('#expected', text);
    await page.click('#again');
    await page.waitForTimeout(100);
    await settled();
    await page.waitForFunction(() =>
      !document.getElementById('keys-off').textContent.includes('nothing was asked'), undefined, TIMEOUT);
    await page.waitForTimeout(200);
    return seen();
  },
  fill: async ({ fields }) => {
    for (const [id, text] of Object.entries(fields)) {
      await page.locator(`#${id}`).evaluate((one) => {
        const details = one.closest('details');
        if (details !== null) {
          details.open = true;
        }
      });
      await page.fill(`#${id}`, text);
    }
    return seen();
  },
  async choose({ id, value }) {
    await page.selectOption(`#${id}`, value);
    return seen();
  },
  press: ({ name }) => outcomeOf(() => page.getByRole('button', { name, exact: true }).click()),
  /** By keys alone: to the button from where the page begins. */
  async keys({ name }) {
    await page.evaluate(() => document.body.focus());
    return outcomeOf(async () => {
      await page.locator('#keys-part').getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press('Enter');
    });
  },
  /** The file that the latest outcome offers. */
  async save() {
    const [download] = await Promise.all([
      page.waitForEvent('download'), page.locator('#keys-outcomes > article .save').first().click()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
  },
  async axe() {
    await devtools.send('Page.setBypassCSP', { enabled: true });
    await page.locator('#keys-part details').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate(() => globalThis.axe.run('#keys-part'));
    return {
      passes: passes.length,
      serious: violations.filter(({ impact }) => SERIOUS.includes(impact))
        .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
    };
  },
  async size({ width }) {
    await page.setViewportSize({ width, height: 900 });
    return seen();
  },
  /** The section, down to what came of the latest requests. */
  async picture({ file, most }) {
    const { x, y, width, height } = await page.locator('#keys-part').evaluate((one) => {
      one.querySelectorAll('details').forEach((part) => { part.open = false; });
      const box = one.getBoundingClientRect();
      return { x: box.x + window.scrollX, y: box.y + window.scrollY, width: box.width, height: box.height };
    });
    await page.screenshot({
      path: file, fullPage: true, clip: { x, y, width, height: Math.min(height, most) } });
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
