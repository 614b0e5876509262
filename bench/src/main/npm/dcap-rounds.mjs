// SPDX-License-Identifier: Apache-2.0
//
// Verifies a quote by @phala/dcap-qvl again and again. A line is asked: quote and collateral in
// hexadecimal digits, the time to judge at in seconds, how many seconds to go on. A line is
// answered: how often, and nanoseconds; or what was wrong.
import { createInterface } from "node:readline";
import qvl from "@phala/dcap-qvl";

console.log = console.info = console.warn = console.error;
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  const [quoteHex, collateralHex, at, seconds] = line.split(" ");
  let answer;
  try {
    const quote = Buffer.from(quoteHex, "hex");
    const collateral = JSON.parse(Buffer.from(collateralHex, "hex").toString("utf8"));
    const start = process.hrtime.bigint();
    const end = start + BigInt(seconds) * 1000000000n;
    let count = 0;
    let now = start;
    while (now < end) {
      if (!qvl.verify(quote, collateral, Number(at)).status) {
        throw new Error("no status");
      }
      count++;
      now = process.hrtime.bigint();
    }
    answer = `${count} ${now - start}`;
  } catch (e) {
    answer = "refused: " + String(e?.message ?? e).replaceAll("\n", " ");
  }
  process.stdout.write(answer + "\n");
}
process.exit(0);
