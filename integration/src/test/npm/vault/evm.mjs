// SPDX-License-Identifier: Apache-2.0
//
// What people use beside a vault: ethers makes transactions and reads back what was mined, viem is
// asked who signed, solc compiles the token. `node evm.mjs URL-OF-THE-NODE`
import { readFileSync } from "node:fs";
import { Contract, ContractFactory, JsonRpcProvider, Transaction } from "ethers";
import { TypedDataEncoder, Wallet } from "ethers";
import { verifyMessage as ethersMessage, verifyTypedData as ethersTypedData } from "ethers";
import { parseTransaction, recoverTransactionAddress, verifyMessage, verifyTypedData } from "viem";
import solc from "solc";
import { converse } from "./conversation.mjs";

const provider = new JsonRpcProvider(process.argv[2], 1337, {
  staticNetwork: true,
  cacheTimeout: -1,
  pollingInterval: 50,
});
const developer = await provider.getSigner(0);
let abi;

function compiled() {
  const input = {
    language: "Solidity",
    sources: { "token.sol": { content: readFileSync("token.sol", "utf8") } },
    settings: {
      evmVersion: "shanghai",
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const errors = (output.errors ?? []).filter((one) => one.severity === "error");
  if (errors.length > 0) {
    throw new Error(errors[0].formattedMessage);
  }
  const { Token } = output.contracts["token.sol"];
  return { abi: Token.abi, bytecode: "0x" + Token.evm.bytecode.object };
}

const token = (address) => new Contract(address, abi, developer);

// What a library makes for a sender whose key it hasn't.
async function unsigned({ type, from, to, value, data, accessList }) {
  const call = { to, value: BigInt(value ?? 0), data: data ?? "0x" };
  const fee = await provider.getFeeData();
  const common = {
    ...call,
    type,
    chainId: 1337,
    nonce: await provider.getTransactionCount(from, "latest"),
    gasLimit: await provider.estimateGas({ ...call, from, accessList }),
  };
  const prices =
    type === 2
      ? { maxFeePerGas: fee.maxFeePerGas, maxPriorityFeePerGas: fee.maxPriorityFeePerGas }
      : { gasPrice: fee.gasPrice };
  const lists = type === 0 ? {} : { accessList: accessList ?? [] };
  return Transaction.from({ ...common, ...prices, ...lists });
}

await converse({
  fund: async ({ address, wei }) => {
    await (await developer.sendTransaction({ to: address, value: BigInt(wei) })).wait();
    return { balance: await provider.getBalance(address) };
  },
  deploy: async () => {
    const made = compiled();
    abi = made.abi;
    const contract = await new ContractFactory(made.abi, made.bytecode, developer).deploy(1000n);
    await contract.waitForDeployment();
    return { address: await contract.getAddress() };
  },
  give: async ({ contract, to, amount }) => {
    await (await token(contract).transfer(to, BigInt(amount))).wait();
    return {};
  },
  transferData: ({ contract, to, amount }) => ({
    data: token(contract).interface.encodeFunctionData("transfer", [to, BigInt(amount)]),
  }),
  balances: async ({ contract, address }) => ({
    ether: await provider.getBalance(address),
    tokens: contract ? await token(contract).balanceOf(address) : 0n,
  }),
  unsigned: async (question) => ({
    transaction: (await unsigned(question)).unsignedSerialized.slice(2),
  }),
  // By EIP-7702, with somebody else's authorization in it. The node doesn't know this type.
  delegation: async ({ to }) => {
    const other = Wallet.createRandom();
    const made = Transaction.from({
      type: 4,
      chainId: 1337,
      nonce: 0,
      gasLimit: 100_000,
      maxFeePerGas: 2_000_000_000,
      maxPriorityFeePerGas: 1_000_000_000,
      to,
      value: 1n,
      authorizationList: [other.authorizeSync({ address: to, nonce: 5, chainId: 1337 })],
    });
    return { transaction: made.unsignedSerialized.slice(2) };
  },
  // Sends it, waits until it is mined, and asks the node what it has.
  send: async ({ raw }) => {
    const sent = await provider.broadcastTransaction("0x" + raw);
    const receipt = await sent.wait();
    const mined = await provider.getTransaction(sent.hash);
    return {
      hash: mined.hash.slice(2),
      status: receipt.status,
      events: receipt.logs.length,
      from: mined.from,
      to: mined.to,
      value: mined.value,
      type: mined.type,
      nonce: mined.nonce,
      accessList: (mined.accessList ?? []).map((one) => one.address),
    };
  },
  // Nobody mines this one: what another library says of it.
  decoded: async ({ raw }) => {
    const decoded = parseTransaction("0x" + raw);
    return {
      signer: await recoverTransactionAddress({ serializedTransaction: "0x" + raw }),
      type: decoded.type,
      chainId: decoded.chainId,
      to: decoded.to ?? "",
      value: decoded.value ?? 0n,
    };
  },
  typedPayload: ({ domain, types, value }) => TypedDataEncoder.getPayload(domain, types, value),
  typedData: async ({ address, typedData, signature }) => {
    const { EIP712Domain, ...types } = typedData.types;
    const { domain, primaryType, message } = typedData;
    return {
      viem: await verifyTypedData({
        address,
        domain,
        types,
        primaryType,
        message,
        signature: "0x" + signature,
      }),
      ethers: ethersTypedData(domain, types, message, "0x" + signature),
    };
  },
  message: async ({ address, text, signature }) => ({
    viem: await verifyMessage({ address, message: text, signature: "0x" + signature }),
    ethers: ethersMessage(text, "0x" + signature),
  }),
});
