// SPDX-License-Identifier: Apache-2.0
// OpenAI's own client, as anybody uses it: asks for everything, and says what it got.
import OpenAI from 'openai'

const client = new OpenAI({ baseURL: process.argv[2], apiKey: 'none', maxRetries: 0 })
const messages = [{ role: 'user', content: 'hello' }]
const asked = { model: 'tiny', messages, seed: 5, max_tokens: 60 }
const said = {}

const whole = await client.chat.completions.create(asked)
said.whole = whole.choices[0].message.content
said.reason = whole.choices[0].finish_reason
said.tokens = whole.usage.completion_tokens

said.streamed = ''
const stream = await client.chat.completions.create({
  ...asked,
  stream: true,
  stream_options: { include_usage: true }
})
for await (const chunk of stream) {
  said.streamed += chunk.choices[0]?.delta?.content ?? ''
  said.streamedTokens = chunk.usage?.completion_tokens ?? -1
}

const responses = { model: 'tiny', input: 'hello', temperature: 0, max_output_tokens: 30 }
said.response = (await client.responses.create(responses)).output_text
said.responseStreamed = ''
for await (const event of await client.responses.create({ ...responses, stream: true })) {
  if (event.type === 'response.output_text.delta') {
    said.responseStreamed += event.delta
  }
  said.status = event.response?.status ?? ''
}

said.completion = (
  await client.completions.create({ model: 'tiny', prompt: 'the ', max_tokens: 9, temperature: 0 })
).choices[0].text
said.width = (
  await client.embeddings.create({ model: 'tiny', input: 'hello' })
).data[0].embedding.length
said.models = []
for await (const model of client.models.list()) {
  said.models.push(model.id)
}

try {
  await client.chat.completions.create({ ...asked, n: 2 })
} catch (e) {
  said.refused = [e.status, e.code, e.param]
}
process.stdout.write(JSON.stringify(said))
