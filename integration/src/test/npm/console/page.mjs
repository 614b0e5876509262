// SPDX-License-Identifier: Apache-2.0

// A visitor of the page, in Chromium: a command in each line of standard input, what was seen in a
// line of standard output.
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
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
