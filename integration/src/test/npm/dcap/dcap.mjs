// SPDX-License-Identifier: Apache-2.0
//
// Verifies quotes by @phala/dcap-qvl. A line is asked: quote and collateral in hexadecimal digits,
// seconds. A line is answered: a status, or what was wrong.
import { createInterface } from "node:readline";
import qvl from "@phala/dcap-qvl";

console.log = console.info = console.warn = console.error;
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  const [quote, collateral, seconds] = line.split(" ");
  let answer;
  try {
    const text = Buffer.from(collateral, "hex").toString("utf8");
    answer = qvl.verify(Buffer.from(quote, "hex"), JSON.parse(text), Number(seconds)).status;
  } catch (e) {
    answer = "refused: " + String(e?.message ?? e).replaceAll("\n", " ");
  }
  process.stdout.write(answer + "\n");
}
process.exit(0);
