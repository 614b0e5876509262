// SPDX-License-Identifier: Apache-2.0
//
// What ethers makes of random transactions, calls, messages and typed data: one JSON object a line.
//
//   node vectors.mjs SEED COUNT
import {
  Interface,
  Transaction,
  TypedDataEncoder,
  Wallet,
  hashMessage,
  hexlify,
  getAddress,
  toBeHex,
} from "ethers";

const [seed, count] = process.argv.slice(2).map(Number);

// A small generator of 32 bits with a seed: all that is random comes from it.
let state = seed >>> 0;
function next32() {
  state = (state + 0x9e3779b9) >>> 0;
  let z = state;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}
const below = (n) => next32() % n;
const pick = (list) => list[below(list.length)];
const bytes = (length) => hexlify(Uint8Array.from({ length }, () => below(256)));
const flag = () => below(2) === 1;

// Of any size up to so many bits, with the edges more often than their share.
function big(bits) {
  const most = (1n << BigInt(bits)) - 1n;
  if (below(8) === 0) return pick([0n, 1n, 127n, 128n, 255n, 256n, most]) & most;
  const size = 1 + below(bits);
  let n = 0n;
  for (let i = 0; i < size; i += 32) n = (n << 32n) | BigInt(next32());
  return n & ((1n << BigInt(size)) - 1n);
}
const address = () => getAddress(bytes(20));
const data = () => bytes(pick([0, 0, 1, 3, 4, 31, 36, 54, 55, 56, 57, 200, 300]));

function wallet() {
  return new Wallet(bytes(32));
}

function signer(wallet) {
  return { key: wallet.signingKey.compressedPublicKey.slice(2), address: wallet.address };
}

function plain(signature) {
  return signature.r.slice(2) + signature.s.slice(2) + (signature.yParity ? "01" : "00");
}

function line(object) {
  console.log(JSON.stringify(object, (_, v) => (typeof v === "bigint" ? v.toString() : v)));
}

function accessList() {
  return Array.from({ length: below(4) }, () => ({
    address: address(),
    storageKeys: Array.from({ length: below(3) }, () => bytes(32)),
  }));
}

function transaction(type) {
  const from = wallet();
  const tx = new Transaction();
  tx.type = type;
  tx.chainId = type === 0 && below(4) === 0 ? 0n : 1n + big(62);
  tx.nonce = Number(big(52));
  tx.gasLimit = big(63);
  tx.to = type === 4 || below(8) > 0 ? address() : null;
  tx.value = big(255);
  tx.data = data();
  const price = big(180);
  const priority = big(180);
  if (type < 2) {
    tx.gasPrice = price;
  } else {
    tx.maxFeePerGas = price > priority ? price : priority;
    tx.maxPriorityFeePerGas = price > priority ? priority : price;
  }
  if (type > 0) tx.accessList = accessList();
  if (type === 4) {
    tx.authorizationList = Array.from({ length: 1 + below(3) }, () =>
      wallet().authorizeSync({ address: address(), chainId: big(62), nonce: big(62) }),
    );
  }
  const unsigned = tx.unsignedSerialized;
  const digest = tx.unsignedHash;
  tx.signature = from.signingKey.sign(digest);
  line({
    kind: "transaction",
    ...signer(from),
    unsigned: unsigned.slice(2),
    digest: digest.slice(2),
    signature: plain(tx.signature),
    written: tx.signature.serialized.slice(2),
    signed: tx.serialized.slice(2),
    hash: tx.hash.slice(2),
    type,
    chainId: tx.chainId.toString(),
    nonce: tx.nonce.toString(),
    gas: tx.gasLimit.toString(),
    to: tx.to ?? "",
    value: tx.value.toString(),
    data: tx.data.slice(2),
    gasPrice: (type < 2 ? tx.gasPrice : tx.maxFeePerGas).toString(),
    priorityFee: (type < 2 ? 0n : tx.maxPriorityFeePerGas).toString(),
    accessList: (tx.accessList ?? []).map((each) => each.address),
    authorizations: (tx.authorizationList ?? []).map((each) => ({
      chainId: each.chainId.toString(),
      address: each.address,
      nonce: each.nonce.toString(),
    })),
  });
}

const tokens = new Interface([
  "function transfer(address recipient, uint256 amount)",
  "function approve(address recipient, uint256 both)",
  "function transferFrom(address sender, address recipient, uint256 both)",
  "function increaseAllowance(address recipient, uint256 amount)",
  "function decreaseAllowance(address recipient, uint256 amount)",
  "function safeTransferFrom(address sender, address recipient, uint256 token)",
  "function safeTransferFrom(address sender, address recipient, uint256 token, bytes more)",
  "function setApprovalForAll(address recipient, bool approved)",
  "function permit(address sender, address recipient, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)",
]);

function call() {
  const fragment = pick(tokens.fragments);
  const found = { recipient: "", sender: "", amount: "0", token: "0", approved: false, more: "" };
  const values = fragment.inputs.map((input) => {
    const value = {
      address,
      uint256: () => big(256),
      uint8: () => big(8),
      bool: flag,
      bytes32: () => bytes(32),
      bytes: data,
    }[input.type]();
    if (input.name === "both") found.amount = found.token = value.toString();
    else if (input.name === "more") found.more = value.slice(2);
    else if (input.name in found) found[input.name] = input.type === "uint256" ? value.toString() : value;
    return value;
  });
  const encoded = tokens.encodeFunctionData(fragment, values);
  line({ kind: "call", name: fragment.name, data: encoded.slice(2), ...found });
}

const letters = [..."abcxyzABC 0123456789.,:;!?\n\t\"\\/éßŁжЖαΩ漢字🙂\u0000\u0007\u200b\u202e"];
const text = () => Array.from({ length: below(60) }, () => pick(letters)).join("");

function message() {
  const from = wallet();
  const raw = flag() ? hexlify(new TextEncoder().encode(text())) : data();
  const digest = hashMessage(Uint8Array.from(Buffer.from(raw.slice(2), "hex")));
  line({
    kind: "message",
    ...signer(from),
    message: raw.slice(2),
    digest: digest.slice(2),
    signature: plain(from.signingKey.sign(digest)),
    written: from.signingKey.sign(digest).serialized.slice(2),
  });
}

function atomic() {
  return pick([
    () => `uint${8 * (1 + below(32))}`,
    () => `int${8 * (1 + below(32))}`,
    () => `bytes${1 + below(32)}`,
    () => pick(["bool", "address", "bytes", "string"]),
  ])();
}

function dimensions() {
  return pick(["", "", "", "[]", "[2]", "[][3]", "[1][]"]);
}

// Structs that refer to later ones only, each to by an earlier one.
function structs() {
  const names = ["Order", "Zeta", "Alpha", "item", "_x$"].slice(0, 1 + below(5));
  const types = {};
  names.forEach((name, i) => {
    types[name] = Array.from({ length: 1 + below(5) }, (_, j) => ({
      name: `m${j}`,
      type: atomic() + dimensions(),
    }));
    if (i > 0) {
      const owner = names[below(i)];
      types[owner].push({ name: `s${i}`, type: name + dimensions() });
    }
  });
  return types;
}

function value(type, types) {
  const array = type.match(/^(.*)\[(\d*)\]$/);
  if (array) {
    const length = array[2] === "" ? below(4) : Number(array[2]);
    return Array.from({ length }, () => value(array[1], types));
  }
  if (types[type]) {
    return Object.fromEntries(types[type].map((each) => [each.name, value(each.type, types)]));
  }
  const sized = type.match(/^(uint|int|bytes)(\d+)$/);
  if (sized) {
    const size = Number(sized[2]);
    if (sized[1] === "bytes") return bytes(size);
    if (sized[1] === "uint") return big(size);
    const n = big(size - 1);
    return flag() ? n : -n - 1n;
  }
  return { bool: flag, address, bytes: data, string: text }[type]();
}

// The same value as its type says, with numbers in each of the ways that wallets take.
function written(type, types, value) {
  const array = type.match(/^(.*)\[(\d*)\]$/);
  if (array) return value.map((each) => written(array[1], types, each));
  if (types[type]) {
    return Object.fromEntries(
      types[type].map((each) => [each.name, written(each.type, types, value[each.name])]),
    );
  }
  if (typeof value !== "bigint") return type === "address" && flag() ? value.toLowerCase() : value;
  if (value >= 0n && below(3) === 0) return flag() ? toBeHex(value) : "0x" + value.toString(16);
  const number = Number(value);
  return Number.isSafeInteger(number) && flag() ? number : value.toString();
}

const domainTypes = [
  ["name", "string", text],
  ["version", "string", () => String(1 + below(9))],
  ["chainId", "uint256", () => big(256)],
  ["verifyingContract", "address", address],
  ["salt", "bytes32", () => bytes(32)],
];

function typed() {
  const from = wallet();
  const types = structs();
  const primaryType = "Order";
  const message = value(primaryType, types);
  let members = domainTypes.filter(flag);
  if (members.length === 0) members = [domainTypes[0]];
  const domain = Object.fromEntries(members.map(([name, , make]) => [name, make()]));
  const all = {
    EIP712Domain: members.map(([name, type]) => ({ name, type })),
    ...types,
  };
  const digest = TypedDataEncoder.hash(domain, types, message);
  line({
    kind: "typed",
    ...signer(from),
    payload: {
      domain: written("EIP712Domain", all, domain),
      types: all,
      primaryType,
      message: written(primaryType, all, message),
    },
    // ethers' own form of the same, which wallets are asked with.
    ethers: JSON.stringify(TypedDataEncoder.getPayload(domain, types, message)),
    digest: digest.slice(2),
    encoded: TypedDataEncoder.from(types).encodeType(primaryType),
    signature: plain(from.signingKey.sign(digest)),
    written: from.signingKey.sign(digest).serialized.slice(2),
  });
}

for (let i = 0; i < count; i++) {
  for (const type of [0, 1, 2, 4]) transaction(type);
  call();
  message();
  typed();
}
