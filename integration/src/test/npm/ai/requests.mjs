// SPDX-License-Identifier: Apache-2.0
//
// Sends requests of a test's own by the client openai. A line of JSON is asked: baseURL, what, params.
// A line of JSON is answered: what a program would take from the client's answer, or its error.
import { createInterface } from "node:readline";
import OpenAI from "openai";

console.log = console.info = console.warn = console.error;

function usage(of) {
  return of ? [of.prompt_tokens, of.completion_tokens ?? 0, of.total_tokens] : [];
}

async function all(stream) {
  const events = [];
  for await (const event of stream) {
    events.push(event);
  }
  return events;
}

const kinds = {
  async chat(client, params) {
    if (!params.stream) {
      const answer = await client.chat.completions.create(params);
      const { message, finish_reason } = answer.choices[0];
      const calls = (message.tool_calls ?? []).map((call) => call.function);
      return { text: message.content ?? "", calls, finish: finish_reason, usage: usage(answer.usage) };
    }
    const events = await all(await client.chat.completions.create(params));
    const choices = events.flatMap((event) => event.choices);
    const calls = {};
    for (const call of choices.flatMap((choice) => choice.delta.tool_calls ?? [])) {
      calls[call.index] ??= { name: "", arguments: "" };
      calls[call.index].name += call.function?.name ?? "";
      calls[call.index].arguments += call.function?.arguments ?? "";
    }
    return {
      text: choices.map((choice) => choice.delta.content ?? "").join(""),
      calls: Object.values(calls),
      finish: choices.map((choice) => choice.finish_reason ?? "").join(""),
      usage: usage(events.findLast((event) => event.usage)?.usage),
      events: events.length,
    };
  },
  async completion(client, params) {
    if (!params.stream) {
      const answer = await client.completions.create(params);
      return { text: answer.choices[0].text, usage: usage(answer.usage) };
    }
    const events = await all(await client.completions.create(params));
    return {
      text: events.flatMap((event) => event.choices).map((choice) => choice.text).join(""),
      usage: usage(events.findLast((event) => event.usage)?.usage),
      events: events.length,
    };
  },
  async embedding(client, params) {
    const answer = await client.embeddings.create(params);
    return { sizes: answer.data.map((one) => one.embedding.length), usage: usage(answer.usage) };
  },
};

process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  const { baseURL, what, params } = JSON.parse(line);
  const client = new OpenAI({ apiKey: "sr-test", baseURL, maxRetries: 0 });
  let answer;
  try {
    answer = await kinds[what](client, params);
  } catch (e) {
    answer = { error: String(e?.message ?? e), status: e?.status ?? 0, code: String(e?.code ?? "") };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
process.exit(0);
