// SPDX-License-Identifier: Apache-2.0

import { JsonNode, MalformedJson } from '../json.js';
import { boundLogKey } from '../receipt/epoch-entry.js';
import { verifyReceipt } from '../receipt/verify.js';
import { sameKey } from '../receipt/vkey.js';
import { digitsOf, placeOf } from './dossier.js';
import { KnownTree } from './known-tree.js';

const DIGEST = 64;

/**
 * Shows that nothing is missing from what was entered about a key (docs/vault.md, section 6): each
 * entry has a number and the digest of the one before, and the enclave entered how many there are.
 * What was entered after that statement it doesn't show.
 *
 * @param {string} keyId
 * @param receipts as `parseReceipt` gives, in any order, with or without the statement's
 * @param statement the receipt of the entry that says how many there are
 * @param asked `policy` as `parseReceiptPolicy` gives, `at` (a Date)
 * @returns `{accepted, entries, simulated, checks}`: checks with `name`, `outcome`, `detail` and
 *   `reason`; what is shown besides is only worth something if `accepted`
 */
export async function checkHistory(keyId, receipts, statement, asked) {
  const all = receipts.some((one) => isSame(one, statement)) ? receipts : [...receipts, statement];
  const history = new History(`key/${keyId}`, statement, await Promise.all(all.map(placed)));
  return history.verdict(asked);
}

async function placed(receipt) {
  return { receipt, place: await placeOf(receipt), log: await boundLogKey(receipt.epoch.statement) };
}

/** Whether both are about one leaf. */
function isSame(one, other) {
  return one.index === other.index && one.entry.text === other.entry.text;
}

class History {
  #about;
  #statement;
  #all;
  #checks = [];
  #signed = new Set();
  #simulated = false;

  constructor(about, statement, all) {
    this.#about = about;
    this.#all = all;
    this.#statement = all.find(({ receipt }) => isSame(receipt, statement));
  }

  async verdict(asked) {
    const count = this.#statement.place?.number ?? 0;
    const byNumber = this.#byNumber();
    this.#note('history.receipts', await this.#refused(asked),
      `${this.#all.length} receipts are accepted`);
    this.#note('history.log', await this.#otherLog(), 'all of one log');
    this.#note('history.dossier', this.#misplaced(), `all about ${this.#about}`);
    this.#note('history.statement', this.#misstated(), `entry ${count} says that there are ${count}`);
    this.#note('history.numbers', this.#gap(count, byNumber), `1 to ${count}, each once`);
    this.#note('history.chain', broken(byNumber), 'each names the one before');
    this.#note('history.birth', unborn(byNumber), 'the first entry is the birth');
    return Object.freeze({
      accepted: this.#checks.every((one) => one.outcome === 'passed'),
      entries: count,
      simulated: this.#simulated,
      checks: Object.freeze(this.#checks),
    });
  }

  #note(name, problem, good) {
    this.#checks.push(Object.freeze({
      name,
      outcome: problem === null ? 'passed' : 'failed',
      detail: problem ?? good,
      reason: problem === null ? null : 'history-differs',
    }));
  }

  async #refused(asked) {
    let first = null;
    for (const one of this.#all) {
      const { checks, simulated } = await verifyReceipt(one.receipt, asked);
      const failed = checks.find((check) => check.outcome === 'failed');
      this.#simulated ||= simulated;
      if (checks.some(({ name, outcome }) => name === 'log.signature' && outcome === 'passed')) {
        this.#signed.add(one);
      }
      if (failed !== undefined) {
        first ??= `${named(one)}: ${failed.name}: ${failed.detail}`;
      }
    }
    return first;
  }

  async #otherLog() {
    const { receipt: statement, log } = this.#statement;
    if (log === null) {
      return "the statement's receipt names no log";
    }
    const tree = await KnownTree.of(statement);
    for (const one of this.#all) {
      if (!sameKey(one.log, log)) {
        return `${named(one)} is of another log than the statement`;
      }
      if (one.receipt.index > statement.index) {
        return `${named(one)} was entered after the statement`;
      }
      const fork = await this.#contradiction(one, tree);
      if (fork !== null) {
        return `${named(one)} is of a fork: ${fork}`;
      }
    }
    return null;
  }

  /** Only what the log signed shows a fork; what isn't in its tree, the receipts' checks refuse. */
  async #contradiction(one, tree) {
    const comparable = tree !== null && this.#signed.has(one) && this.#signed.has(this.#statement);
    const other = comparable ? await KnownTree.of(one.receipt) : null;
    return other === null ? null : other.contradiction(tree);
  }

  #misplaced() {
    for (const { receipt, place } of this.#all) {
      if (place === null) {
        return `leaf ${receipt.index} has no place in a dossier`;
      }
      if (place.about !== this.#about) {
        return `leaf ${receipt.index} is about something else`;
      }
    }
    return null;
  }

  #misstated() {
    const { receipt, place } = this.#statement;
    if (place === null || receipt.entry.kind !== 'history') {
      return "the statement isn't an entry of kind history";
    }
    const content = new JsonNode(receipt.entry.content.value);
    try {
      if (`key/${content.member('key').text}` !== this.#about) {
        return 'the statement is about another key';
      }
      const said = content.member('entries').integer(0, Number.MAX_SAFE_INTEGER);
      if (said !== place.number) {
        return `the statement is entry ${place.number} and says that there are ${said}`;
      }
      return digitsOf(content.member('last'), DIGEST) === place.previous ? null
        : "the statement's last entry isn't the one before it";
    } catch (error) {
      if (error instanceof MalformedJson) {
        return `the statement: ${error.message}`;
      }
      throw error;
    }
  }

  /** The entries about this key in their order, and the first that is there twice. */
  #byNumber() {
    const places = new Map();
    let twice = null;
    for (const { receipt, place } of this.#all) {
      if (place !== null && place.about === this.#about) {
        const former = places.get(place.number);
        if (former === undefined) {
          places.set(place.number, place);
        } else if (!isSame(former.receipt, receipt)) {
          twice ??= `entry ${place.number} is there twice: leaves ${former.receipt.index} and ${receipt.index}`;
        }
      }
    }
    const sorted = [...places.values()].sort((one, other) => one.number - other.number);
    return { sorted, twice };
  }

  #gap(count, { sorted, twice }) {
    const missing = sorted.findIndex(({ number }, i) => number !== i + 1);
    const next = missing < 0 ? sorted.length + 1 : missing + 1;
    if (count === 0 || next <= count) {
      return `entry ${next} of ${count} is missing`;
    }
    const last = sorted[sorted.length - 1].number;
    return last > count ? `entry ${last} is beyond the statement's ${count}` : twice;
  }
}

function broken({ sorted }) {
  for (let i = 1; i < sorted.length; i++) {
    const [before, entry] = [sorted[i - 1], sorted[i]];
    if (entry.number === before.number + 1) {
      if (entry.previous !== before.digest) {
        return `entry ${entry.number} follows another entry ${before.number}`;
      }
      if (entry.receipt.index <= before.receipt.index) {
        return `entry ${entry.number} was entered before its predecessor`;
      }
    }
  }
  return null;
}

function unborn({ sorted }) {
  for (const { number, receipt: { entry } } of sorted) {
    if ((entry.kind === 'key-born') !== (number === 1)) {
      return `entry ${number} is of kind ${entry.kind}`;
    }
  }
  return sorted.length === 0 ? 'there is no entry' : null;
}

function named({ receipt, place }) {
  return place === null ? `leaf ${receipt.index}` : `entry ${place.number}`;
}
