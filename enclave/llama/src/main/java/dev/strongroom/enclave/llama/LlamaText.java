// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static dev.strongroom.enclave.llama.Structures.CHAT_MESSAGE;
import static dev.strongroom.enclave.llama.Structures.offset;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.strongroom.enclave.inference.engine.ChatMessage;
import dev.strongroom.enclave.inference.engine.EngineException;
import dev.strongroom.enclave.inference.engine.EngineException.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Messages as text, and text as tokens. Thread-safe, as the functions it calls change nothing.
final class LlamaText {
  /// No token of any model has more bytes.
  private static final int LONGEST_TOKEN = 256;

  private final LoadedModel model;
  private final int context;

  LlamaText(LoadedModel model, int context) {
    this.model = model;
    this.context = context;
  }

  /// Whether messages can be made a prompt.
  boolean chats() {
    try {
      return !prompt(List.of(new ChatMessage("user", "a"))).isEmpty();
    } catch (EngineException e) {
      return false;
    }
  }

  String prompt(List<ChatMessage> messages) throws EngineException {
    MemorySegment template =
        model
            .template()
            .orElseThrow(() -> new EngineException(Problem.TEMPLATE, "the model has none"));
    long bytes = 0;
    for (ChatMessage message : messages) {
      noZero(message.role());
      noZero(message.content());
      // A marker or two around each.
      bytes += utf8(message.content()).length + 256L;
    }
    limit(bytes);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment chat = arena.allocate(CHAT_MESSAGE, messages.size());
      for (int i = 0; i < messages.size(); i++) {
        MemorySegment one = chat.asSlice(i * CHAT_MESSAGE.byteSize(), CHAT_MESSAGE.byteSize());
        ChatMessage message = messages.get(i);
        one.set(ADDRESS, offset(CHAT_MESSAGE, "role"), arena.allocateFrom(message.role()));
        one.set(ADDRESS, offset(CHAT_MESSAGE, "content"), arena.allocateFrom(message.content()));
      }
      MemorySegment text = arena.allocate(bytes + 1024);
      int length =
          model
              .llama()
              .applyTemplate(template, chat, messages.size(), true, text, (int) text.byteSize());
      if (length < 0) {
        throw new EngineException(Problem.TEMPLATE, "the engine doesn't know the model's");
      }
      if (length > text.byteSize()) {
        throw new EngineException(Problem.TOO_LONG, "the prompt is too long");
      }
      byte[] utf8 = new byte[length];
      MemorySegment.copy(text, JAVA_BYTE, 0, utf8, 0, length);
      return new String(utf8, StandardCharsets.UTF_8);
    }
  }

  List<Integer> tokenise(String text) throws EngineException {
    byte[] utf8 = utf8(text);
    limit(utf8.length);
    // A token has a byte at least, but for the beginning and the end.
    int most = Math.min(utf8.length, context) + 2;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment tokens = arena.allocate(JAVA_INT, most);
      int count =
          model
              .llama()
              .tokenise(
                  model.vocabulary(),
                  arena.allocateFrom(JAVA_BYTE, utf8),
                  utf8.length,
                  tokens,
                  most,
                  true,
                  true);
      if (count < 0) {
        throw new EngineException(Problem.TOO_LONG, "more tokens than the context has");
      }
      return Arrays.stream(tokens.asSlice(0, (long) count * Integer.BYTES).toArray(JAVA_INT))
          .boxed()
          .toList();
    }
  }

  private void limit(long bytes) throws EngineException {
    if (bytes > (long) context * LONGEST_TOKEN) {
      throw new EngineException(Problem.TOO_LONG, "longer than the context can be");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// C's texts end at a zero: what comes after it would be left out unseen.
  private static void noZero(String text) throws EngineException {
    if (text.indexOf('\0') >= 0) {
      throw new EngineException(Problem.INPUT, "a text holds a zero byte");
    }
  }
}
