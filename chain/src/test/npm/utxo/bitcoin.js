// SPDX-License-Identifier: Apache-2.0
//
// Makes PSBTs with bitcoinjs-lib, signs them, and writes what a second implementation has to find:
// a JSON object a line. The same seed makes the same lines. `node bitcoin.js check` reads lines of
// two PSBTs each and fails unless bitcoinjs-lib reads both as the same.
"use strict";

const bitcoin = require("bitcoinjs-lib");
const ecc = require("tiny-secp256k1");
const { ECPairFactory } = require("ecpair");

bitcoin.initEccLib(ecc);
const ECPair = ECPairFactory(ecc);
const { Transaction, Psbt, payments, networks } = bitcoin;

function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  return {
    below: (n) => next() % n,
    bytes: (n) => Uint8Array.from({ length: n }, () => next() & 0xff),
    pick: (list) => list[next() % list.length],
    chance: (percent) => next() % 100 < percent,
  };
}

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const NETWORKS = { mainnet: networks.bitcoin, testnet: networks.testnet, regtest: networks.regtest };
const xOnly = (key) => key.publicKey.slice(1, 33);

function newKey(random) {
  for (;;) {
    const secret = random.bytes(32);
    if (ecc.isPrivate(secret)) {
      return ECPair.fromPrivateKey(secret);
    }
  }
}

function payment(kind, key, network, root) {
  switch (kind) {
    case "p2pkh":
      return payments.p2pkh({ pubkey: key.publicKey, network });
    case "p2wpkh":
      return payments.p2wpkh({ pubkey: key.publicKey, network });
    case "p2tr":
      return payments.p2tr({ internalPubkey: xOnly(key), network, hash: root });
    case "p2sh":
      return payments.p2sh({
        redeem: payments.p2wpkh({ pubkey: key.publicKey, network }),
        network,
      });
    default:
      return payments.p2wsh({ redeem: payments.p2pk({ pubkey: key.publicKey, network }), network });
  }
}

// The transaction in whose output the amount is.
function previous(random, script, amount) {
  const tx = new Transaction();
  tx.version = 2;
  tx.addInput(random.bytes(32), random.below(5), 0xffffffff);
  const place = random.below(3);
  for (let i = 0; i < place; i++) {
    tx.addOutput(random.bytes(25), BigInt(random.below(100000)));
  }
  tx.addOutput(script, amount);
  if (random.chance(50)) {
    tx.setWitness(0, [random.bytes(71), random.bytes(33)]);
  }
  return { tx, place };
}

function output(random, key, network) {
  const amount = BigInt(330 + random.below(1000000));
  const kind = random.below(12);
  if (kind === 0) {
    const data = random.bytes(1 + random.below(70));
    return { script: payments.embed({ data: [data] }).output, value: 0n, data: true };
  }
  if (kind === 1) {
    return { script: Uint8Array.from([0x51 + random.below(4), 0x52]), value: amount, odd: true };
  }
  const mine = random.chance(30);
  const type = random.pick(mine ? ["p2pkh", "p2wpkh", "p2tr"] : ["p2pkh", "p2wpkh", "p2tr", "p2sh", "p2wsh"]);
  const to = payment(type, mine ? key : newKey(random), network);
  return { script: to.output, value: amount, mine, address: to.address };
}

function make(random) {
  const networkName = random.pick(Object.keys(NETWORKS));
  const network = NETWORKS[networkName];
  const key = newKey(random);
  const psbt = new Psbt({ network });
  psbt.setMaximumFeeRate(1e9);
  psbt.setVersion(random.pick([1, 2]));
  psbt.setLocktime(random.chance(50) ? 0 : random.below(800000));
  const foreign = random.chance(25);
  const inputs = [];
  const outputs = [];
  const count = 1 + random.below(4);
  let sum = 0n;
  for (let i = 0; i < count; i++) {
    const mine = i === 0 || !foreign || random.chance(40);
    const kind = random.pick(mine ? ["p2pkh", "p2wpkh", "p2tr"] : ["p2pkh", "p2wpkh", "p2tr", "p2sh"]);
    const owner = mine ? key : newKey(random);
    const root = kind === "p2tr" && random.chance(25) ? random.bytes(32) : undefined;
    const from = payment(kind, owner, network, root);
    const value = BigInt(5000000 + random.below(100000000));
    const { tx, place } = previous(random, from.output, value);
    const input = {
      hash: tx.getId(),
      index: place,
      sequence: random.pick([0xffffffff, 0xfffffffe, 0xfffffffd, random.below(1000)]),
    };
    const whole = kind === "p2pkh" || (kind === "p2wpkh" && random.chance(50));
    if (whole) {
      input.nonWitnessUtxo = tx.toBuffer();
    }
    if (kind !== "p2pkh" && (!whole || random.chance(50))) {
      input.witnessUtxo = { script: from.output, value };
    }
    if (kind === "p2sh") {
      input.redeemScript = from.redeem.output;
    }
    if (kind === "p2tr") {
      input.tapInternalKey = xOnly(owner);
      if (root) {
        input.tapMerkleRoot = root;
      }
    }
    let type = kind === "p2tr" ? Transaction.SIGHASH_DEFAULT : Transaction.SIGHASH_ALL;
    if (random.chance(15)) {
      type = random.pick([1, 2, 3, 0x81, 0x82, 0x83]);
      input.sighashType = type;
    } else if (type !== 0 && random.chance(30)) {
      // bip174, which bitcoinjs-lib stands on, doesn't take a type of 0.
      input.sighashType = type;
    }
    sum += value;
    psbt.addInput(input);
    inputs.push({ kind, mine, value, script: from.output, address: from.address, root, type, whole });
  }
  // As many outputs as inputs, so that each SIGHASH_SINGLE has one.
  const outs = count + random.below(3);
  let sent = 0n;
  let out = 0n;
  for (let i = 0; i < outs; i++) {
    const made = output(random, key, network);
    psbt.addOutput({ script: made.script, value: made.value });
    outputs.push(made);
    out += made.value;
    sent += made.mine ? 0n : made.value;
  }
  const unsigned = psbt.toHex();
  const tx = Transaction.fromBuffer(psbt.data.globalMap.unsignedTx.toBuffer());
  const scripts = inputs.map((i) => i.script);
  const values = inputs.map((i) => i.value);
  const items = [];
  inputs.forEach((input, i) => {
    if (!input.mine) {
      return;
    }
    let hash;
    let signature;
    let tweak = "";
    if (input.kind === "p2tr") {
      const content = input.root ? Buffer.concat([xOnly(key), input.root]) : xOnly(key);
      const scalar = bitcoin.crypto.taggedHash("TapTweak", content);
      const tweaked = key.tweak(scalar);
      hash = tx.hashForWitnessV1(i, scripts, values, input.type);
      signature = tweaked.signSchnorr(hash);
      tweak = hex(scalar);
      psbt.signTaprootInput(i, tweaked, undefined, [input.type]);
    } else {
      if (input.kind === "p2wpkh") {
        const code = payments.p2pkh({ pubkey: key.publicKey }).output;
        hash = tx.hashForWitnessV0(i, code, input.value, input.type);
      } else {
        hash = tx.hashForSignature(i, input.script, input.type);
      }
      const made = ecc.signRecoverable(hash, key.privateKey);
      signature = Buffer.concat([made.signature, Buffer.from([made.recoveryId & 1])]);
      psbt.signInput(i, key, [input.type]);
    }
    items.push({ index: i, hash: hex(hash), signature: hex(signature), tweak });
  });
  const all = inputs.every((i) => i.mine);
  const partial = psbt.toHex();
  let final = "";
  let id = "";
  let size = 0;
  if (all) {
    psbt.finalizeAllInputs();
    const signed = psbt.extractTransaction(true);
    final = signed.toHex();
    id = signed.getId();
    size = signed.virtualSize();
  }
  return {
    network: networkName,
    key: hex(key.publicKey),
    psbt: unsigned,
    addresses: ["p2pkh", "p2wpkh", "p2tr"].map((k) => payment(k, key, network).address),
    inputs: inputs.map((i) => ({
      address: i.address,
      amount: String(i.value),
      mine: i.mine,
      taproot: i.kind === "p2tr",
      type: i.type,
      whole: i.whole,
    })),
    outputs: outputs.map((o) => ({
      address: o.address || "",
      amount: String(o.value),
      mine: !!o.mine,
      data: !!o.data,
      odd: !!o.odd,
    })),
    version: tx.version,
    locktime: tx.locktime,
    replaceable: tx.ins.some((i) => i.sequence < 0xfffffffe),
    sent: String(sent),
    fee: String(sum - out),
    items,
    all,
    partial,
    final,
    id,
    size,
  };
}

function check(lines) {
  for (const line of lines) {
    const { theirs, ours } = JSON.parse(line);
    if (Psbt.fromHex(ours).toHex() !== Psbt.fromHex(theirs).toHex()) {
      throw new Error("not the same: " + line);
    }
  }
  console.log(JSON.stringify({ checked: lines.length }));
}

if (process.argv[2] === "check") {
  check(require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean));
} else {
  const random = generator(Number(process.argv[3]));
  for (let i = 0; i < Number(process.argv[2]); i++) {
    const made = make(random);
    if (BigInt(made.fee) > 0n) {
      console.log(JSON.stringify(made));
    }
  }
}
