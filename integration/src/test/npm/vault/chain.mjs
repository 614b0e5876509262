// SPDX-License-Identifier: Apache-2.0
//
// An Ethereum node of one: ganache, which mines a block for each transaction that it accepts.
import ganache from "ganache";
import { converse } from "./conversation.mjs";

const server = ganache.server({
  logging: { quiet: true },
  chain: { chainId: 1337, hardfork: "shanghai" },
  miner: { blockTime: 0 },
});
await server.listen(0, "127.0.0.1");

await converse({
  address: () => ({ url: `http://127.0.0.1:${server.address().port}` }),
});
