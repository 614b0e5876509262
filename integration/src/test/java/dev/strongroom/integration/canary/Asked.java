// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;

/// A request with canaries.
///
/// @param path below `/v1`
/// @param body JSON, or what isn't any
/// @param expected what a whole answer has in it; empty if there should be none
/// @param type of the body
record Asked(String method, String path, String type, String body, String expected) {
  private static final String JSON = "application/json";
  private static final String[] MODELS = {"tiny", "far", "either"};

  /// Those that end by themselves.
  private static final List<Manner> MANNERS =
      List.copyOf(EnumSet.complementOf(EnumSet.of(Manner.HELD)));

  /// One that a model answers as the manner says.
  static Asked ofModel(Canaries canaries, int number, Random random) {
    Manner manner = random.nextInt(3) == 0 ? Manner.GOOD : any(random);
    boolean stream = random.nextBoolean();
    String prompt =
        "%s %s number-%d".formatted(canaries.of(Said.PROMPT, number), manner.word(), number);
    String rest =
        "\"model\":\"%s\",\"stream\":%s".formatted(MODELS[random.nextInt(MODELS.length)], stream);
    String expected =
        manner == Manner.GOOD || manner == Manner.FIELDS ? canaries.of(Said.ANSWER, number) : "";
    return switch (random.nextInt(5)) {
      case 0 -> post("/completions", "{%s,\"prompt\":\"%s\"}".formatted(rest, prompt), expected);
      case 1 -> post("/messages", messages(rest + ",\"max_tokens\":9", prompt), expected);
      case 2 -> post("/responses", "{%s,\"input\":\"%s\"}".formatted(rest, prompt), expected);
      case 3 ->
          post(
              "/embeddings",
              "{\"model\":\"tiny\",\"stream\":false,\"input\":\"%s\"}".formatted(prompt),
              expected);
      default -> post("/chat/completions", messages(rest, prompt), expected);
    };
  }

  /// Huge ones take long, and one of them in forty is enough.
  private static Manner any(Random random) {
    Manner manner = MANNERS.get(random.nextInt(MANNERS.size()));
    return manner == Manner.HUGE && random.nextInt(4) != 0 ? Manner.CUT : manner;
  }

  /// A stream that begins, and goes on when the model's server is told to.
  static Asked held(Canaries canaries, int number) {
    return post(
        "/chat/completions",
        messages(
            "\"model\":\"far\",\"stream\":true",
            "%s %s number-%d"
                .formatted(canaries.of(Said.PROMPT, number), Manner.HELD.word(), number)),
        canaries.of(Said.ANSWER, number));
  }

  /// One that the gateway itself has to refuse, in words about nothing that was in it.
  static Asked misuse(Canaries canaries, int number, Random random) {
    String prompt = canaries.of(Said.PROMPT, number);
    return switch (random.nextInt(6)) {
      case 0 ->
          post(
              "/chat/completions",
              "{\"model\":\"tiny\",\"%s\":1,\"%s\":2}".formatted(prompt, prompt),
              "");
      case 1 -> post("/chat/completions", "{\"model\":\"tiny\",\"x\":" + prompt, "");
      case 2 -> post("/chat/completions", messages("\"model\":\"" + prompt + '"', prompt), "");
      case 3 -> new Asked("GET", "/responses/" + canaries.of(Said.PATH, number), JSON, "", "");
      case 4 -> post("/" + canaries.of(Said.PATH, number), messages("\"model\":\"tiny\"", ""), "");
      default ->
          new Asked(
              "POST",
              "/chat/completions",
              "text/" + canaries.of(Said.KEY, number),
              messages("\"model\":\"tiny\"", prompt),
              "");
    };
  }

  static Asked post(String path, String body, String expected) {
    return new Asked("POST", path, JSON, body, expected);
  }

  private static String messages(String rest, String prompt) {
    return "{%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(rest, prompt);
  }
}
