// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// What a program prints, line by line, to its end. Bytes are read whatever they are: a guest
/// writes what it likes to its console.
final class OutputLines {
  /// Longer lines come in pieces.
  private static final int LONGEST = 4096;

  private OutputLines() {}

  /// Hands each line to `lines`, in a virtual thread, without what can't be printed: bytes that
  /// aren't printable ASCII become `?`, and line ends are left out.
  ///
  /// @return completed with the last line that wasn't blank, empty for none, once `stream` has
  ///   ended
  static CompletableFuture<String> read(InputStream stream, Consumer<String> lines) {
    CompletableFuture<String> last = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("output")
        .start(() -> {
          try {
            last.complete(readAll(stream, lines));
          } finally {
            // Whoever waits for the end must not wait for ever if `lines` fails.
            last.complete("");
          }
        });
    return last;
  }

  private static String readAll(InputStream stream, Consumer<String> lines) {
    String last = "";
    byte[] line = new byte[LONGEST];
    int length = 0;
    try (InputStream in = new BufferedInputStream(stream)) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next != '\n') {
          line[length++] = (byte) next;
        }
        if (next == '\n' || length == LONGEST) {
          last = hand(line, length, last, lines);
          length = 0;
        }
      }
    } catch (IOException e) {
      // The program is gone, and so is what it hadn't said yet.
      return last;
    }
    return length > 0 ? hand(line, length, last, lines) : last;
  }

  private static String hand(byte[] line, int length, String last, Consumer<String> lines) {
    String text =
        new String(line, 0, length, StandardCharsets.ISO_8859_1)
            .stripTrailing()
            .replaceAll("[^ -~\t]", "?");
    lines.accept(text);
    return text.isBlank() ? last : text;
  }
}
