// SPDX-License-Identifier: Apache-2.0
//
// A conversation with the test that started this process: a JSON object a line is asked, a JSON
// object a line is answered. It is over when the test closes its end, or ends itself.
import { createInterface } from "node:readline";

const plain = (_, value) => (typeof value === "bigint" ? value.toString() : value);

// What libraries have to say besides isn't an answer.
console.log = console.info = console.warn = console.error;

export const hex = (bytes) => Buffer.from(bytes).toString("hex");

// Answers questions by the functions of `acts`, one after the other.
export async function converse(acts) {
  process.stdout.write("ready\n");
  for await (const line of createInterface({ input: process.stdin })) {
    const { act, ...question } = JSON.parse(line);
    let answer;
    try {
      answer = { answer: await acts[act](question) };
    } catch (e) {
      answer = { failed: String(e?.stack ?? e) };
    }
    process.stdout.write(JSON.stringify(answer, plain) + "\n");
  }
  process.exit(0);
}
