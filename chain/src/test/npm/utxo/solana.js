// SPDX-License-Identifier: Apache-2.0
//
// Makes Solana transactions with @solana/web3.js and @solana/spl-token, signs them, and writes what
// a second implementation has to find: a JSON object a line. The same seed makes the same lines.
"use strict";

const web3 = require("@solana/web3.js");
const spl = require("@solana/spl-token");
const { PublicKey, Keypair, SystemProgram, ComputeBudgetProgram, TransactionInstruction } = web3;

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
const MEMO = new PublicKey("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

// Each gives an instruction and what it is to be decoded as; members that aren't named are empty.
const SYSTEM = {
  transfer: (r, me, any) => {
    const to = any();
    const lamports = BigInt(r.below(0xffffffff)) * 4096n;
    return [
      SystemProgram.transfer({ fromPubkey: me, toPubkey: to, lamports }),
      { name: "system.transfer", from: me, to, amount: lamports },
    ];
  },
  create: (r, me, any, signer) => {
    const made = signer();
    const owner = any();
    const lamports = r.below(100000000);
    return [
      SystemProgram.createAccount({
        fromPubkey: me,
        newAccountPubkey: made,
        lamports,
        space: r.below(1000),
        programId: owner,
      }),
      { name: "system.create-account", from: me, to: made, authority: owner, amount: lamports },
    ];
  },
  assign: (r, me, any) => {
    const owner = any();
    return [
      SystemProgram.assign({ accountPubkey: me, programId: owner }),
      { name: "system.assign", from: me, authority: owner },
    ];
  },
  allocate: (r, me) => [
    SystemProgram.allocate({ accountPubkey: me, space: r.below(1000) }),
    { name: "system.allocate", from: me },
  ],
  advance: (r, me, any) => {
    const nonce = any();
    return [
      SystemProgram.nonceAdvance({ noncePubkey: nonce, authorizedPubkey: me }),
      { name: "system.advance-nonce", from: nonce, authority: me },
    ];
  },
  withdraw: (r, me, any) => {
    const [nonce, to] = [any(), any()];
    const lamports = r.below(1000000);
    return [
      SystemProgram.nonceWithdraw({ noncePubkey: nonce, authorizedPubkey: me, toPubkey: to, lamports }),
      { name: "system.withdraw-nonce", from: nonce, to, authority: me, amount: lamports },
    ];
  },
  authorize: (r, me, any) => {
    const [nonce, to] = [any(), any()];
    return [
      SystemProgram.nonceAuthorize({ noncePubkey: nonce, authorizedPubkey: me, newAuthorizedPubkey: to }),
      { name: "system.authorize-nonce", from: nonce, to, authority: me },
    ];
  },
  seed: (r, me, any) => [
    SystemProgram.transfer({
      fromPubkey: any(),
      basePubkey: me,
      toPubkey: any(),
      lamports: 1,
      seed: "seed",
      programId: any(),
    }),
    { name: "system.transfer-with-seed", known: false },
  ],
};

const TOKEN = {
  transfer: (r, me, any, signer, p) => {
    const [from, to, amount] = [any(), any(), BigInt(r.below(0xffffffff)) << 20n];
    return [
      spl.createTransferInstruction(from, to, me, amount, [], p),
      { name: "token.transfer", from, to, authority: me, amount },
    ];
  },
  transferChecked: (r, me, any, signer, p) => {
    const [from, mint, to, amount, decimals] = [any(), any(), any(), r.below(1e9), r.below(10)];
    return [
      spl.createTransferCheckedInstruction(from, mint, to, me, amount, decimals, [], p),
      { name: "token.transfer-checked", from, mint, to, authority: me, amount, decimals },
    ];
  },
  several: (r, me, any, signer, p) => [
    spl.createTransferInstruction(any(), any(), any(), 1, [me, signer()], p),
    { known: false },
  ],
  approve: (r, me, any, signer, p) => {
    const [from, to, amount] = [any(), any(), 0xffffffffffffffffn];
    return [
      spl.createApproveInstruction(from, to, me, amount, [], p),
      { name: "token.approve", from, to, authority: me, amount },
    ];
  },
  approveChecked: (r, me, any, signer, p) => {
    const [mint, from, to, amount, decimals] = [any(), any(), any(), r.below(1e9), r.below(10)];
    return [
      spl.createApproveCheckedInstruction(from, mint, to, me, amount, decimals, [], p),
      { name: "token.approve-checked", from, mint, to, authority: me, amount, decimals },
    ];
  },
  revoke: (r, me, any, signer, p) => {
    const from = any();
    return [spl.createRevokeInstruction(from, me, [], p), { name: "token.revoke", from, authority: me }];
  },
  setAuthority: (r, me, any, signer, p) => {
    const [from, to] = [any(), r.chance(50) ? any() : null];
    return [
      spl.createSetAuthorityInstruction(from, me, r.below(4), to, [], p),
      { name: "token.set-authority", from, to: to || "", authority: me },
    ];
  },
  mintTo: (r, me, any, signer, p) => {
    const [mint, to, amount] = [any(), any(), r.below(1e9)];
    return [
      spl.createMintToInstruction(mint, to, me, amount, [], p),
      { name: "token.mint-to", mint, to, authority: me, amount },
    ];
  },
  burn: (r, me, any, signer, p) => {
    const [from, mint, amount] = [any(), any(), r.below(1e9)];
    return [
      spl.createBurnInstruction(from, mint, me, amount, [], p),
      { name: "token.burn", from, mint, authority: me, amount },
    ];
  },
  burnChecked: (r, me, any, signer, p) => {
    const [from, mint, amount, decimals] = [any(), any(), r.below(1e9), r.below(10)];
    return [
      spl.createBurnCheckedInstruction(from, mint, me, amount, decimals, [], p),
      { name: "token.burn-checked", from, mint, authority: me, amount, decimals },
    ];
  },
  mintToChecked: (r, me, any, signer, p) => {
    const [mint, to, amount, decimals] = [any(), any(), r.below(1e9), r.below(10)];
    return [
      spl.createMintToCheckedInstruction(mint, to, me, amount, decimals, [], p),
      { name: "token.mint-to-checked", mint, to, authority: me, amount, decimals },
    ];
  },
  close: (r, me, any, signer, p) => {
    const [from, to] = [any(), any()];
    return [
      spl.createCloseAccountInstruction(from, to, me, [], p),
      { name: "token.close-account", from, to, authority: me },
    ];
  },
  create: (r, me, any, signer, p) => {
    const [to, owner, mint, again] = [any(), any(), any(), r.chance(50)];
    const make = again
      ? spl.createAssociatedTokenAccountIdempotentInstruction
      : spl.createAssociatedTokenAccountInstruction;
    return [
      make(me, to, owner, mint, p),
      {
        name: again ? "associated-token.create-idempotent" : "associated-token.create",
        from: me,
        to,
        authority: owner,
        mint,
      },
    ];
  },
};

const OTHER = {
  limit: (r) => {
    const units = r.below(1400000);
    return [
      ComputeBudgetProgram.setComputeUnitLimit({ units }),
      { name: "compute-budget.set-unit-limit", amount: units },
    ];
  },
  price: (r) => {
    const microLamports = r.below(1000000);
    return [
      ComputeBudgetProgram.setComputeUnitPrice({ microLamports }),
      { name: "compute-budget.set-unit-price", amount: microLamports },
    ];
  },
  heap: () => [
    ComputeBudgetProgram.requestHeapFrame({ bytes: 65536 }),
    { name: "compute-budget.request-heap-frame", amount: 65536 },
  ],
  memo: (r, me) => [
    new TransactionInstruction({
      programId: MEMO,
      keys: [{ pubkey: me, isSigner: true, isWritable: false }],
      data: Buffer.from("grüße " + r.below(1000), "utf8"),
    }),
    { name: "memo" },
  ],
  strange: (r, me, any) => [
    new TransactionInstruction({
      programId: any(),
      keys: [{ pubkey: any(), isSigner: false, isWritable: true }],
      data: Buffer.from(r.bytes(r.below(200))),
    }),
    { known: false },
  ],
};

function make(random) {
  const secrets = new Map();
  const signer = () => {
    const pair = Keypair.fromSeed(random.bytes(32));
    secrets.set(pair.publicKey.toBase58(), pair);
    return pair.publicKey;
  };
  const any = () => new PublicKey(random.bytes(32));
  const payer = signer();
  const me = random.chance(70) ? payer : signer();
  const instructions = [];
  const expected = [];
  let lamports = 0n;
  const count = 1 + random.below(4);
  for (let i = 0; i < count; i++) {
    const group = random.pick([SYSTEM, SYSTEM, TOKEN, TOKEN, OTHER]);
    const token = random.pick([spl.TOKEN_PROGRAM_ID, spl.TOKEN_2022_PROGRAM_ID]);
    const [instruction, wanted] = group[random.pick(Object.keys(group))](random, me, any, signer, token);
    instructions.push(instruction);
    const text = (member) => (member ? member.toString() : "");
    expected.push({
      program: instruction.programId.toBase58(),
      name: wanted.name || "",
      known: wanted.known !== false,
      from: text(wanted.from),
      to: text(wanted.to),
      authority: text(wanted.authority),
      mint: text(wanted.mint),
      amount: String(wanted.amount || 0),
      decimals: wanted.decimals || 0,
    });
    if (["system.transfer", "system.create-account"].includes(wanted.name)) {
      lamports += BigInt(wanted.amount);
    }
  }
  if (me !== payer) {
    // Else nothing would need the key.
    const [instruction] = OTHER.memo(random, me);
    instructions.push(instruction);
    expected.push({
      program: MEMO.toBase58(),
      name: "memo",
      known: true,
      from: "",
      to: "",
      authority: "",
      mint: "",
      amount: "0",
      decimals: 0,
    });
  }
  const blockhash = any().toBase58();
  const content = new web3.TransactionMessage({ payerKey: payer, recentBlockhash: blockhash, instructions });
  const versioned = random.chance(50);
  const tables = [];
  if (versioned && random.chance(40)) {
    const plain = instructions.flatMap((i) => i.keys).filter((k) => !k.isSigner);
    const addresses = plain.slice(0, 1 + random.below(5)).map((k) => k.pubkey);
    tables.push(
      new web3.AddressLookupTableAccount({
        key: any(),
        state: {
          deactivationSlot: 0xffffffffffffffffn,
          lastExtendedSlot: 0,
          lastExtendedSlotStartIndex: 0,
          authority: undefined,
          addresses: [any(), ...addresses],
        },
      }),
    );
  }
  const message = versioned ? content.compileToV0Message(tables) : content.compileToLegacyMessage();
  const looked = versioned ? message.addressTableLookups.length > 0 : false;
  const bytes = message.serialize();
  const unsigned = new web3.VersionedTransaction(message);
  const empty = hex(unsigned.serialize());
  const mine = new web3.VersionedTransaction(message);
  mine.sign([secrets.get(me.toBase58())]);
  const place = message.staticAccountKeys.findIndex((k) => k.equals(me));
  const full = new web3.VersionedTransaction(message);
  const required = message.staticAccountKeys.slice(0, message.header.numRequiredSignatures);
  full.sign(required.map((k) => secrets.get(k.toBase58())));
  const others = new web3.VersionedTransaction(message);
  if (required.length > 1) {
    others.sign(required.filter((k) => !k.equals(me)).map((k) => secrets.get(k.toBase58())));
  }
  return {
    key: hex(me.toBytes()),
    address: me.toBase58(),
    message: hex(bytes),
    unsigned: empty,
    others: hex(others.serialize()),
    signature: hex(mine.signatures[place]),
    mine: hex(mine.serialize()),
    full: hex(full.serialize()),
    id: hex(full.signatures[0]),
    version: versioned ? "0" : "legacy",
    payer: payer.toBase58(),
    signers: required.map((k) => k.toBase58()),
    blockhash,
    looked,
    lamports: String(lamports),
    instructions: expected,
  };
}

const random = generator(Number(process.argv[3]));
let made = 0;
while (made < Number(process.argv[2])) {
  let line;
  try {
    line = JSON.stringify(make(random));
  } catch (e) {
    if (e instanceof RangeError) {
      continue; // longer than a packet
    }
    throw e;
  }
  const { unsigned } = JSON.parse(line);
  if (unsigned.length <= 2 * 1232) {
    console.log(line);
    made++;
  }
}
