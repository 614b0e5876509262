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

const commands = {
  open,
  seen,
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
    for (let i = 0; i < 12; i++) {
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
    const dropped = files.map((file) => ({ name: basename(file), text: readFileSync(file, 'utf8') }));
    await page.evaluate((all) => {
      const dataTransfer = new DataTransfer();
      all.forEach(({ name, text }) => dataTransfer.items.add(new File([text], name)));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, dropped);
    return receiptSeen();
  },
  /** What axe finds. */
  async axe() {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Page.setBypassCSP', { enabled: true });
    await page.reload();
    await settled();
    await page.locator('#checks summary').first().click();
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
    return {
      passes: passes.length,
      serious: violations.filter(({ impact }) => SERIOUS.includes(impact))
        .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
      others: violations.filter(({ impact }) => !SERIOUS.includes(impact)).map(({ id }) => id),
    };
  },
  async picture({ file }) {
    await page.screenshot({ path: file, fullPage: true });
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
