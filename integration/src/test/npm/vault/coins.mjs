// SPDX-License-Identifier: Apache-2.0
//
// @solana/web3.js and bitcoinjs-lib make what a vault is to sign, and say whether it did.
import { randomBytes, webcrypto } from "node:crypto";
import * as web3 from "@solana/web3.js";
import * as bitcoin from "bitcoinjs-lib";
import * as ecc from "tiny-secp256k1";
import { ECPairFactory } from "ecpair";
import { converse, hex } from "./conversation.mjs";

const { PublicKey, SystemProgram, Transaction, TransactionMessage, VersionedTransaction } = web3;
const ECPair = ECPairFactory(ecc);
bitcoin.initEccLib(ecc);

const bytes = (text) => Uint8Array.from(Buffer.from(text, "hex"));

function payment(kind, pubkey) {
  switch (kind) {
    case "p2pkh":
      return bitcoin.payments.p2pkh({ pubkey });
    case "p2wpkh":
      return bitcoin.payments.p2wpkh({ pubkey });
    case "p2tr":
      return bitcoin.payments.p2tr({ internalPubkey: pubkey.slice(1, 33) });
    default:
      throw new Error(kind);
  }
}

// An output of each kind that the key owns, of 100,000 satoshi. It comes with the whole transaction,
// which proves the amount, unless it is to be bare.
function input(kind, pubkey, bare) {
  const script = payment(kind, pubkey).output;
  const before = new bitcoin.Transaction();
  before.version = 2;
  before.addInput(Uint8Array.from(randomBytes(32)), 0);
  before.addOutput(script, 100_000n);
  const common = { hash: before.getId(), index: 0, sequence: 0xfffffffd };
  const proof = bare ? {} : { nonWitnessUtxo: before.toBuffer() };
  switch (kind) {
    case "p2pkh":
      return { ...common, ...proof };
    case "p2wpkh":
      return { ...common, ...proof, witnessUtxo: { script, value: 100_000n } };
    default:
      return {
        ...common,
        ...proof,
        witnessUtxo: { script, value: 100_000n },
        tapInternalKey: pubkey.slice(1, 33),
      };
  }
}

const verifies = (pubkey, hash, signature) =>
  pubkey.length === 32
    ? ecc.verifySchnorr(hash, pubkey, signature)
    : ECPair.fromPublicKey(pubkey).verify(hash, signature);

await converse({
  solanaTransfer: ({ version, from, to, lamports }) => {
    const payer = new PublicKey(from);
    const instruction = SystemProgram.transfer({
      fromPubkey: payer,
      toPubkey: new PublicKey(to),
      lamports: BigInt(lamports),
    });
    const recentBlockhash = new PublicKey(randomBytes(32)).toBase58();
    if (version === "legacy") {
      const made = new Transaction({ feePayer: payer, recentBlockhash }).add(instruction);
      const open = made.serialize({ requireAllSignatures: false, verifySignatures: false });
      return { transaction: open.toString("base64") };
    }
    const message = new TransactionMessage({
      payerKey: payer,
      recentBlockhash,
      instructions: [instruction],
    }).compileToV0Message();
    const made = new VersionedTransaction(message);
    return { transaction: Buffer.from(made.serialize()).toString("base64") };
  },
  // web3.js verifies transactions of the old layout only; of both it decodes the message, whose
  // signature Node.js verifies.
  solanaSigned: async ({ transaction }) => {
    const raw = bytes(transaction);
    const signed = VersionedTransaction.deserialize(raw);
    const legacy = signed.version === "legacy";
    const payer = signed.message.staticAccountKeys[0];
    const message = TransactionMessage.decompile(signed.message);
    const transfer = web3.SystemInstruction.decodeTransfer(message.instructions[0]);
    const key = await webcrypto.subtle.importKey("raw", payer.toBytes(), "Ed25519", false, ["verify"]);
    return {
      version: String(signed.version),
      verifies: await webcrypto.subtle.verify(
        "Ed25519",
        key,
        signed.signatures[0],
        signed.message.serialize(),
      ),
      web3Verifies: legacy ? Transaction.from(raw).verifySignatures() : true,
      payer: payer.toBase58(),
      to: transfer.toPubkey.toBase58(),
      lamports: transfer.lamports,
      id: hex(signed.signatures[0]),
    };
  },
  newSolanaAddress: () => ({ address: web3.Keypair.generate().publicKey.toBase58() }),
  // One output for somebody else, the rest is the fee.
  psbt: ({ publicKey, kinds, amount, bare }) => {
    const pubkey = bytes(publicKey);
    const psbt = new bitcoin.Psbt();
    kinds.forEach((kind) => psbt.addInput(input(kind, pubkey, bare)));
    const to = payment("p2wpkh", ECPair.fromPrivateKey(Uint8Array.from(randomBytes(32))).publicKey).address;
    psbt.addOutput({ address: to, value: BigInt(amount) });
    return { psbt: psbt.toBase64(), to };
  },
  addresses: ({ publicKey }) => ({
    bitcoin: payment("p2wpkh", bytes(publicKey)).address,
    bitcoinTaproot: payment("p2tr", bytes(publicKey)).address,
    bitcoinLegacy: payment("p2pkh", bytes(publicKey)).address,
  }),
  // Puts the vault's signatures in, verifies and finalises by itself, and gives what it then has.
  bitcoinSigned: ({ psbt, publicKey, kinds, signatures }) => {
    const pubkey = bytes(publicKey);
    const mine = bitcoin.Psbt.fromBase64(psbt);
    kinds.forEach((kind, i) => {
      const signature = bytes(signatures[i]);
      mine.updateInput(
        i,
        kind === "p2tr" ? { tapKeySig: signature } : { partialSig: [{ pubkey, signature }] },
      );
    });
    const valid = kinds.map((_, i) => mine.validateSignaturesOfInput(i, verifies));
    mine.setMaximumFeeRate(1e9);
    const final = mine.finalizeAllInputs().extractTransaction();
    return { valid, transaction: final.toHex(), id: final.getId() };
  },
});
