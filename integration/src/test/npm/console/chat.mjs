// SPDX-License-Identifier: Apache-2.0

// A visitor who talks to a model, in Chromium: a command in each line of standard input, what was
// seen in a line of standard output.
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PATIENCE = { timeout: 30_000 };

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
let page;
let complaints;
let requests;

async function settled() {
  await page.waitForFunction(() => {
    const words = document.getElementById('state').textContent;
    return !words.startsWith('Nothing') && !words.startsWith('Asking')
      && !document.getElementById('again').disabled;
  }, undefined, PATIENCE);
  return seen();
}

async function seen() {
  return {
    complaints,
    requests: requests.map(({ method, path }) => `${method} ${path}`),
    ...await page.evaluate(() => ({
      verdict: document.getElementById('chat-verdict').textContent,
      look: document.getElementById('chat-verdict').className,
      simulated: document.getElementById('chat-simulated').checkVisibility(),
      offered: document.getElementById('chat-form').checkVisibility(),
      state: document.getElementById('chat-state').textContent,
      models: [...document.querySelectorAll('#chat-model option')].map((one) => one.textContent),
      turns: document.querySelectorAll('.chat-turn').length,
      typed: document.getElementById('chat-words').value,
      wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    })),
  };
}

/** What stands in the last answer. */
async function answer() {
  return {
    ...await seen(),
    ...await page.evaluate(() => {
      const last = [...document.querySelectorAll('.chat-turn.answer')].at(-1);
      const text = (found) => last.querySelector(found)?.textContent ?? '';
      return {
        said: text('.said'),
        broken: last.classList.contains('broken'),
        end: text(':scope > .words'),
        problem: text(':scope > .complaint'),
        receipt: text('.receipt > summary'),
        checks: [...last.querySelectorAll('.receipt .checks > li')].map((line) =>
          `${line.className} ${line.querySelector('.check').textContent}`),
        unproven: [...last.querySelectorAll('.receipt .unproven')].map((line) => line.textContent),
      };
    }),
  };
}

const commands = {
  async open({ url, dark = false, width = 1000, bypass = false }) {
    await page?.context().close();
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      bypassCSP: bypass,
      colorScheme: dark ? 'dark' : 'light',
      viewport: { width, height: 900 },
    });
    page = await context.newPage();
    complaints = [];
    requests = [];
    page.on('console', (said) => ['error', 'warning'].includes(said.type()) && complaints.push(said.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => requests.push({
      method: request.method(), path: new URL(request.url()).pathname, body: request.postDataBuffer() }));
    await page.goto(url);
    return settled();
  },
  async expect({ text }) {
    await page.fill('#expected', text);
    await page.click('#again');
    await page.waitForTimeout(100);
    return settled();
  },
  seen,
  /** By keys alone, from the message on: Tab to the button, and Enter. */
  async say({ words, most }) {
    const before = requests.length;
    await page.locator('#chat-form summary').click();
    await page.fill('#chat-most', String(most));
    await page.locator('#chat-form summary').click();
    await page.focus('#chat-words');
    await page.keyboard.insertText(words);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.getElementById('chat-log').getAttribute('aria-busy') === 'false',
      undefined, PATIENCE);
    const bodies = requests.slice(before).map(({ body }) => body).filter((body) => body !== null);
    return {
      ...await answer(),
      readable: bodies.some((body) => body.includes(words) || body.includes('messages')),
      whole: bodies.length > 0 && bodies[0].length,
    };
  },
  /** What somebody in between does to the next answer. */
  async spoil({ how }) {
    await page.route('**/v1/chat/completions', async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      if (how === 'plain') {
        await route.fulfill({ status: 200, contentType: 'text/event-stream',
          body: 'data: {"choices":[{"delta":{"content":"forged"}}]}\n\ndata: [DONE]\n\n' });
      } else if (how === 'cut') {
        await route.fulfill({ response, body: body.subarray(0, body.length - 40) });
      } else {
        body[body.length - 40] ^= 1;
        await route.fulfill({ response, body });
      }
    }, { times: 1 });
    return {};
  },
  /** Stops an answer that doesn't come. */
  async stop({ words }) {
    let asked;
    const waiting = new Promise((resolve) => { asked = resolve; });
    await page.route('**/v1/chat/completions', () => asked(), { times: 1 });
    await page.fill('#chat-words', words);
    await page.click('#chat-send');
    await waiting;
    await page.click('#chat-stop');
    await page.waitForFunction(() => document.getElementById('chat-log').getAttribute('aria-busy') === 'false',
      undefined, PATIENCE);
    return answer();
  },
  /** Takes back what stands in the field for another message. */
  async clear() {
    await page.fill('#chat-words', '');
    return {};
  },
  /** Saves the files of the last answer. */
  async save({ folder }) {
    const names = [];
    await page.locator('.chat-turn.answer').last().locator('.receipt > summary').click();
    for (const link of await page.locator('.chat-turn.answer').last().locator('.files a').all()) {
      const [download] = await Promise.all([page.waitForEvent('download', PATIENCE), link.click()]);
      await download.saveAs(join(folder, download.suggestedFilename()));
      names.push(download.suggestedFilename());
    }
    return { names };
  },
  async axe() {
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
    return {
      passes: passes.length,
      serious: violations.filter(({ impact }) => ['serious', 'critical'].includes(impact))
        .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
    };
  },
  async picture({ file }) {
    await page.locator('#chat-section').screenshot({ path: file });
    return {};
  },
};

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...given } = JSON.parse(line);
  let told;
  try {
    told = await commands[command](given);
  } catch (error) {
    told = { failed: String(error.stack) };
  }
  console.log(JSON.stringify(told));
}
await browser.close();
