// SPDX-License-Identifier: Apache-2.0
//
// Asks a local endpoint by the clients openai and @anthropic-ai/sdk. A line is asked: client, base
// URL, model. A line of JSON is answered: the pieces that came, and how it ended.
import { createInterface } from "node:readline";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

console.log = console.info = console.warn = console.error;

async function chat(baseURL, model) {
  const client = new OpenAI({ apiKey: "sr-test", baseURL, maxRetries: 0 });
  const stream = await client.chat.completions.create({
    model,
    stream: true,
    messages: [{ role: "user", content: "Hi" }],
  });
  return [stream, (event) => event.choices[0].delta.content];
}

async function counted(baseURL, model) {
  const client = new OpenAI({ apiKey: "sr-test", baseURL, maxRetries: 0 });
  const stream = await client.chat.completions.create({
    model,
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 24,
    seed: 7,
    messages: [{ role: "user", content: "Hi" }],
  });
  return [stream, (event) => event.choices[0]?.delta.content];
}

async function whole(baseURL, model) {
  const client = new OpenAI({ apiKey: "sr-test", baseURL, maxRetries: 0 });
  const answer = await client.chat.completions.create({
    model,
    messages: [{ role: "user", content: "Hi" }],
  });
  return [[answer], (event) => event.choices[0].message.content];
}

async function response(baseURL, model) {
  const client = new OpenAI({ apiKey: "sr-test", baseURL, maxRetries: 0 });
  const stream = await client.responses.create({ model, stream: true, input: "Hi" });
  return [stream, (event) => event.delta];
}

// A conversation from its beginning to its end, as OpenAI's client has it.
async function conversation(baseURL, model) {
  const client = new OpenAI({ apiKey: "sr-test", baseURL, maxRetries: 0 });
  const made = await client.conversations.create({ metadata: { topic: "test" } });
  const stream = await client.responses.create({
    model,
    stream: true,
    conversation: made.id,
    input: "Hi",
  });
  const pieces = [];
  for await (const event of stream) {
    if (event.delta) {
      pieces.push(event.delta);
    }
  }
  for await (const item of client.conversations.items.list(made.id, { order: "asc" })) {
    pieces.push(item.type + " " + item.role);
  }
  const gone = await client.conversations.delete(made.id);
  pieces.push(gone.deleted ? "deleted" : "still there");
  return [pieces, (piece) => piece];
}

async function models(baseURL) {
  const client = new OpenAI({ apiKey: "sr-test", baseURL, maxRetries: 0 });
  return [client.models.list(), (model) => model.id];
}

async function message(baseURL, model) {
  const client = new Anthropic({
    apiKey: "sr-test",
    baseURL: baseURL.replace(/\/v1$/, ""),
    maxRetries: 0,
  });
  const stream = await client.messages.create({
    model,
    stream: true,
    max_tokens: 9,
    messages: [{ role: "user", content: "Hi" }],
  });
  return [stream, (event) => event.delta?.text];
}

const kinds = { chat, counted, whole, response, conversation, models, message };
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  const [kind, baseURL, model] = line.split(" ");
  const answer = { pieces: [], end: "complete" };
  try {
    const [events, text] = await kinds[kind](baseURL, model);
    for await (const event of events) {
      const piece = text(event);
      if (piece) {
        answer.pieces.push(piece);
      }
      if (kind === "counted" && event.usage) {
        answer.tokens = event.usage.completion_tokens;
      }
    }
  } catch (e) {
    answer.end = "error";
    answer.status = e?.status ?? 0;
    answer.code = String(e?.code ?? e?.error?.error?.code ?? e?.error?.code ?? "");
    answer.message = String(e?.message ?? e);
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
process.exit(0);
