// SPDX-License-Identifier: Apache-2.0

// Seals requests and opens responses as each line of standard input says, and answers with a line
// each.
import { createInterface } from 'node:readline';
import { webcrypto } from 'node:crypto';
import { pathToFileURL } from 'node:url';

globalThis.crypto ??= webcrypto;
const index = pathToFileURL(process.argv[2]);
const { appraiseAnswer, fromHex, hex, messageKeys, padJson, parsePolicy } = await import(index);
const { sealRequest } = await import(new URL('message/request.js', index));
const { sender } = await import(new URL('message/hpke.js', index));
const { subtle } = globalThis.crypto;

/** The start of PKCS#8 for X25519 (RFC 8410, 7). */
const PKCS8 = '302e020100300506032b656e04220420';

async function pair({ ephemeral, encapsulated }) {
  const key = { name: 'X25519' };
  return {
    privateKey: await subtle.importKey('pkcs8', fromHex(PKCS8 + ephemeral), key, false, ['deriveBits']),
    publicKey: await subtle.importKey('raw', fromHex(encapsulated), key, true, []),
  };
}

function asked({ method, target, fields, body }) {
  return { method, target, fields, body: fromHex(body) };
}

/** A response that arrives in pieces of so many bytes. */
function arriving({ status, type, bytes, pieces }) {
  const all = fromHex(bytes);
  const body = new ReadableStream({
    start(controller) {
      for (let at = 0; at < all.length; at += pieces) {
        controller.enqueue(all.slice(at, at + pieces));
      }
      controller.close();
    },
  });
  return new Response(body, { status, headers: type === '' ? {} : { 'content-type': type } });
}

async function opened(sealed, response) {
  const { status, fields, body } = await sealed.open(arriving(response));
  const said = [`status ${status}`, ...fields.map(([name, value]) => `${name}: ${value}`)];
  let came = '';
  try {
    for await (const bytes of body) {
      came += hex(bytes);
    }
  } catch (error) {
    await body.next().then(
      () => said.push('ended after a failure'),
      (again) => again === error || said.push('failed otherwise'));
    return [...said, came, refusalOf(error)];
  }
  return [...said, came, 'whole'];
}

const doing = {
  /** From evidence, with a key made just now. */
  async chain(given) {
    const answer = await appraiseAnswer(given.attestation, fromHex(given.nonce),
      { policy: given.policy && parsePolicy(given.policy), at: new Date(given.at) });
    const shown = given.copied ? { ...answer, accepted: true } : answer;
    const keys = await messageKeys(shown, { now: () => given.now, goodFor: given.goodFor });
    return [hex((await keys.seal(asked(given))).body)];
  },
  async seal(given) {
    const to = { messageKey: fromHex(given.messageKey), keyId: fromHex(given.keyId) };
    const sealed = await sealRequest(to, asked(given), given.time, await pair(given));
    return given.response === undefined ? [hex(sealed.body)] : opened(sealed, given.response);
  },
  async hpke(given) {
    const context = await sender(fromHex(given.recipient), await pair(given), fromHex(given.info));
    const sealed = [];
    for (const aad of given.aads) {
      sealed.push(hex(await context.chunks.seal(fromHex(aad), fromHex(given.plaintext))));
    }
    return [...sealed, hex(await context.exported(fromHex(given.context), 32))];
  },
  async pad({ length, to }) {
    const padded = padJson(new Uint8Array(length).fill(0x7b), to);
    return [String(padded.length), String(padded.subarray(length).every((byte) => byte === 0x20))];
  },
};

function refusalOf(error) {
  return error.name === 'MessageRefused' ? `refused ${error.refusal}`
    : error instanceof RangeError ? 'impossible' : String(error.stack);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { does, ...given } = JSON.parse(line);
  let said;
  try {
    said = await doing[does](given);
  } catch (error) {
    said = [refusalOf(error)];
  }
  console.log(said.join('|').replaceAll('\n', ' '));
}
