// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import dev.strongroom.enclave.inference.engine.ChatMessage;
import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.Sampling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Reads requests of each interface. What it doesn't know, or can't honour, it refuses: a client
/// that asked for something must not believe that it got it.
record TaskReader(Engine engine, RandomGenerator random) {
  private static final int MOST_STOPS = 16;
  private static final int LONGEST_STOP = 1024;

  /// Members that change nothing about the answer.
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("user", "metadata", "safety_identifier", "prompt_cache_key", "service_tier");

  private static final Set<String> OPENAI =
      Set.of(
          "model",
          "stream",
          "stream_options",
          "max_tokens",
          "temperature",
          "top_p",
          "seed",
          "stop",
          "presence_penalty",
          "frequency_penalty",
          "logit_bias",
          "n",
          "logprobs",
          // Of llama.cpp's server and vLLM.
          "top_k",
          "min_p",
          "repeat_penalty",
          "repetition_penalty");

  private static final Set<String> CHAT =
      and(OPENAI, "messages", "max_completion_tokens", "response_format", "store");
  private static final Set<String> COMPLETION = and(OPENAI, "prompt", "echo", "best_of");
  private static final Set<String> RESPONSES =
      and(
          Set.of(),
          "model",
          "input",
          "instructions",
          "max_output_tokens",
          "temperature",
          "top_p",
          "stream",
          "stream_options",
          "store",
          "text",
          "truncation");
  private static final Set<String> MESSAGES =
      and(
          Set.of(),
          "model",
          "messages",
          "system",
          "max_tokens",
          "temperature",
          "top_p",
          "top_k",
          "stop_sequences",
          "stream");

  private static Set<String> and(Set<String> some, String... others) {
    Set<String> all = new HashSet<>(some);
    all.addAll(List.of(others));
    all.addAll(WITHOUT_EFFECT);
    return Set.copyOf(all);
  }

  Task chat(RequestJson body) throws Refusal, EngineException {
    body.onlyMembers(CHAT);
    Optional<RequestJson> format = body.optional("response_format");
    if (format.isPresent()) {
      onlyText(format.get());
    }
    notStored(body);
    long most = body.whole("max_tokens", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
    most = body.whole("max_completion_tokens", 1, Integer.MAX_VALUE, most);
    return openAi(body, conversation(Messages.of(body.member("messages"))), most);
  }

  Task completion(RequestJson body) throws Refusal, EngineException {
    body.onlyMembers(COMPLETION);
    if (body.flag("echo")) {
      throw Refusal.unsupported("echo");
    }
    only(body, "best_of", 1);
    RequestJson prompt = body.member("prompt");
    if (!prompt.isText()) {
      List<RequestJson> prompts = prompt.items();
      if (prompts.size() != 1) {
        throw Refusal.invalid("prompt", "one text");
      }
      prompt = prompts.getFirst();
    }
    // OpenAI's default.
    long most = body.whole("max_tokens", 1, Integer.MAX_VALUE, 16);
    return openAi(body, engine.tokenise(prompt.text()), most);
  }

  private Task openAi(RequestJson body, List<Integer> prompt, long most) throws Refusal {
    only(body, "n", 1);
    Optional<RequestJson> logprobs = body.optional("logprobs");
    if (logprobs.isPresent() && !Boolean.FALSE.equals(logprobs.get().value())) {
      throw Refusal.unsupported("logprobs");
    }
    Optional<RequestJson> options = body.optional("stream_options");
    boolean usage = false;
    if (options.isPresent()) {
      options.get().onlyMembers(Set.of("include_usage", "include_obfuscation"));
      usage = options.get().flag("include_usage");
    }
    double repeat = body.number("repeat_penalty", 0.5, 2, 1);
    Sampling sampling =
        new Sampling(
            (float) body.number("temperature", 0, 2, 1),
            (float) body.number("top_p", 0, 1, 1),
            (int) Math.max(0, body.whole("top_k", -1, Integer.MAX_VALUE, 0)),
            (float) body.number("min_p", 0, 1, 0),
            seed(body),
            (float) body.number("repetition_penalty", 0.5, 2, repeat),
            (float) body.number("frequency_penalty", -2, 2, 0),
            (float) body.number("presence_penalty", -2, 2, 0),
            bias(body));
    return new Task(
        body.member("model").text(),
        prompt,
        Math.toIntExact(most),
        sampling,
        stops(body, "stop"),
        body.flag("stream"),
        usage);
  }

  Task responses(RequestJson body) throws Refusal, EngineException {
    body.onlyMembers(RESPONSES);
    notStored(body);
    Optional<RequestJson> text = body.optional("text");
    if (text.isPresent()) {
      text.get().onlyMembers(Set.of("format"));
      Optional<RequestJson> format = text.get().optional("format");
      if (format.isPresent()) {
        onlyText(format.get());
      }
    }
    if (!body.text("truncation", "disabled").equals("disabled")) {
      throw Refusal.unsupported("truncation");
    }
    List<ChatMessage> messages = new ArrayList<>();
    Optional<RequestJson> instructions = body.optional("instructions");
    if (instructions.isPresent()) {
      messages.add(new ChatMessage("system", instructions.get().text()));
    }
    RequestJson input = body.member("input");
    if (input.isText()) {
      messages.add(new ChatMessage("user", input.text()));
    } else {
      messages.addAll(Messages.of(input));
    }
    long most = body.whole("max_output_tokens", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
    return plain(body, conversation(messages), most, 0, List.of(), 2);
  }

  Task messages(RequestJson body) throws Refusal, EngineException {
    body.onlyMembers(MESSAGES);
    List<ChatMessage> messages = new ArrayList<>();
    Optional<RequestJson> system = body.optional("system");
    if (system.isPresent()) {
      messages.add(new ChatMessage("system", Messages.text(system.get())));
    }
    messages.addAll(Messages.of(body.member("messages")));
    long most = body.member("max_tokens").whole(1, Integer.MAX_VALUE);
    int topK = (int) body.whole("top_k", 0, Integer.MAX_VALUE, 0);
    return plain(body, conversation(messages), most, topK, stops(body, "stop_sequences"), 1);
  }

  private Task plain(
      RequestJson body,
      List<Integer> prompt,
      long most,
      int topK,
      List<String> stops,
      double hottest)
      throws Refusal {
    Sampling sampling =
        new Sampling(
            (float) body.number("temperature", 0, hottest, 1),
            (float) body.number("top_p", 0, 1, 1),
            topK,
            0,
            seed(body),
            1,
            0,
            0,
            Map.of());
    return new Task(
        body.member("model").text(),
        prompt,
        Math.toIntExact(most),
        sampling,
        stops,
        body.flag("stream"),
        true);
  }

  private List<Integer> conversation(List<ChatMessage> messages) throws EngineException {
    return engine.tokenise(engine.prompt(messages));
  }

  private long seed(RequestJson body) throws Refusal {
    return body.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, random.nextLong());
  }

  private static void only(RequestJson body, String name, long value) throws Refusal {
    Optional<RequestJson> member = body.optional(name);
    if (member.isPresent() && !member.get().value().equals(value)) {
      throw Refusal.unsupported(name);
    }
  }

  private static void onlyText(RequestJson format) throws Refusal {
    format.onlyMembers(Set.of("type"));
    if (!format.text("type", "").equals("text")) {
      throw Refusal.unsupported(format.place());
    }
  }

  /// Nothing is kept.
  private static void notStored(RequestJson body) throws Refusal {
    if (body.flag("store")) {
      throw Refusal.unsupported("store");
    }
  }

  private static List<String> stops(RequestJson body, String name) throws Refusal {
    Optional<RequestJson> member = body.optional(name);
    if (member.isEmpty()) {
      return List.of();
    }
    List<RequestJson> items = member.get().isText() ? List.of(member.get()) : member.get().items();
    if (items.size() > MOST_STOPS) {
      throw Refusal.invalid(name, "at most " + MOST_STOPS + " texts");
    }
    List<String> stops = new ArrayList<>();
    for (RequestJson item : items) {
      String stop = item.text();
      if (stop.isEmpty() || stop.length() > LONGEST_STOP) {
        throw Refusal.invalid(item.place(), "a text of 1 to " + LONGEST_STOP + " characters");
      }
      stops.add(stop);
    }
    return stops;
  }

  private Map<Integer, Float> bias(RequestJson body) throws Refusal {
    Optional<RequestJson> member = body.optional("logit_bias");
    if (member.isEmpty()) {
      return Map.of();
    }
    Map<Integer, Float> biases = new HashMap<>();
    for (String token : member.get().names()) {
      RequestJson bias = member.get().member(token);
      if (!token.matches("[0-9]{1,9}") || Integer.parseInt(token) >= engine.facts().vocabulary()) {
        throw Refusal.invalid("logit_bias", "tokens as keys");
      }
      biases.put(Integer.parseInt(token), (float) bias.number(-100, 100));
    }
    return biases;
  }
}
