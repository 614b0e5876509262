// SPDX-License-Identifier: Apache-2.0

import { concat, fromHex } from '../bytes.js';
import { rlp } from './rlp.js';

const DYNAMIC_FEE = 2;
const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const DATA = /^0x([0-9a-fA-F]{2})*$/;
const NUMBER = (1n << 63n) - 1n;
const AMOUNT = (1n << 256n) - 1n;
const DECIMAL = /^(0|[1-9][0-9]{0,59})(?:\.([0-9]{1,18}))?$/;

/**
 * The unsigned serialization of a transaction of EIP-1559 without an access list: what is hashed and
 * signed. An address's checksum (EIP-55) isn't looked at: that takes Keccak, which browsers lack.
 *
 * @param asked BigInts `chainId`, `nonce`, `priorityFee`, `maxFee` (wei for each gas), `gas`,
 *   `value` (wei); `to`, and `data` if there is any, as texts with `0x`
 * @throws {RangeError} that says which of them can't be
 */
export function unsignedTransaction(asked) {
  const { chainId, nonce, priorityFee, maxFee, gas, to, value, data = '0x' } = asked;
  number('the chain id', chainId, NUMBER);
  number('the nonce', nonce, NUMBER);
  number('the priority fee', priorityFee, AMOUNT);
  number('the highest fee', maxFee, AMOUNT);
  number('the gas', gas, NUMBER);
  number('the value', value, AMOUNT);
  demand(chainId > 0n, 'the chain id is 0: it would be valid on every chain');
  demand(priorityFee <= maxFee, 'the priority fee is above the highest fee');
  demand(gas * maxFee + value <= AMOUNT, 'value and fee together are 2^256 or more');
  demand(typeof to === 'string' && ADDRESS.test(to), 'the recipient is 0x and 40 hexadecimal digits');
  demand(typeof data === 'string' && DATA.test(data), 'data are 0x and an even number of hexadecimal digits');
  const fields = [chainId, nonce, priorityFee, maxFee, gas, fromHex(to.slice(2)), value,
    fromHex(data.slice(2)), []];
  return concat(Uint8Array.of(DYNAMIC_FEE), rlp(fields));
}

/**
 * An amount that people wrote, in the smallest unit.
 *
 * @param {string} text such as `0.05`
 * @param {number} decimals of the unit: 18 of ether in wei, 9 of gwei, 0 of plain numbers
 * @throws {RangeError} if it isn't one, or is finer than the smallest unit
 */
export function amountOf(text, decimals) {
  const found = DECIMAL.exec(text.trim());
  const fraction = found?.[2] ?? '';
  demand(found !== null && fraction.length <= decimals,
    `an amount with at most ${decimals} digits behind the point is needed`);
  return BigInt(found[1] + fraction.padEnd(decimals, '0'));
}

function number(what, value, most) {
  demand(typeof value === 'bigint' && value >= 0n && value <= most, `${what} is out of range`);
}

function demand(good, message) {
  if (!good) {
    throw new RangeError(message);
  }
}
