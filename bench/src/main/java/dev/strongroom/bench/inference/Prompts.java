// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;

/// The same questions for each way, with the same seeds, so that the answers have to be the same.
final class Prompts {
  private static final int COUNT = 16;
  private static final byte[] CHOICES = "\"choices\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTENT = "\"content\":\"".getBytes(StandardCharsets.US_ASCII);

  private final List<byte[]> requests;
  private final ConcurrentMap<Integer, Integer> answers = new ConcurrentHashMap<>();

  /// @param tokens of an answer, at most
  Prompts(int tokens) {
    requests =
        IntStream.range(0, COUNT)
            .mapToObj(i ->
                """
                {"model":"tiny","stream":true,"seed":%d,"max_tokens":%d,"messages":\
                [{"role":"system","content":"You answer at length, and with care."},\
                {"role":"user","content":"Tell me of secrets that nobody else reads, number %d."}]}\
                """
                    .formatted(i, tokens, i))
            .map(body -> EventClient.request(body.getBytes(StandardCharsets.UTF_8)))
            .toList();
  }

  int count() {
    return COUNT;
  }

  byte[] request(int number) {
    return requests.get(number);
  }

  /// Whether an event has a piece of text. The first one of a stream, which says who speaks,
  /// hasn't.
  static boolean isText(byte[] event, int length) {
    int found = find(event, length, CONTENT);
    return found >= 0 && event[found + CONTENT.length] != '"';
  }

  /// What of an event depends on the prompt alone, mixed into what came before.
  static int mixed(int before, byte[] event, int length) {
    int hash = before;
    for (int i = Math.max(0, find(event, length, CHOICES)); i < length; i++) {
      hash = 31 * hash + event[i];
    }
    return hash;
  }

  private static int find(byte[] event, int length, byte[] what) {
    for (int i = 0; i + what.length < length; i++) {
      if (event[i] == what[0] && Arrays.equals(event, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    return -1;
  }

  /// Compares an answer with those that came before, whichever way.
  ///
  /// @throws IOException if it is another one
  void answered(int number, int hash) throws IOException {
    Integer before = answers.putIfAbsent(number, hash);
    if (before != null && before != hash) {
      throw new IOException("another answer to the same question");
    }
  }
}
