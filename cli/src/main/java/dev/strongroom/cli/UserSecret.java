// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.client.vault.CallerShare;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// Reads what only a user has. It is never a text, and what is read is wiped.
final class UserSecret {
  private static final int MOST = 4096;
  private static final int SHARE = 32;
  private static final Path STANDARD_INPUT = Path.of("-");

  private UserSecret() {}

  /// A share: 64 hexadecimal digits in lower case, and white space around them.
  static CallerShare share(Console console, Path file) throws UsageException {
    char[] text = characters(console, file);
    byte[] secret = new byte[SHARE];
    try {
      int start = 0;
      int end = text.length;
      while (start < end && Character.isWhitespace(text[start])) {
        start++;
      }
      while (end > start && Character.isWhitespace(text[end - 1])) {
        end--;
      }
      if (end - start != 2 * SHARE || !areDigits(text, start, end)) {
        // What is wrong could quote it.
        throw new UsageException(file + ": not 64 hexadecimal digits");
      }
      for (int i = 0; i < SHARE; i++) {
        secret[i] =
            (byte)
                (16 * HexFormat.fromHexDigit(text[start + 2 * i])
                    + HexFormat.fromHexDigit(text[start + 2 * i + 1]));
      }
      return CallerShare.ofSecret(secret);
    } finally {
      Arrays.fill(text, ' ');
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static boolean areDigits(char[] text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!HexFormat.isHexDigit(text[i]) || Character.isUpperCase(text[i])) {
        return false;
      }
    }
    return true;
  }

  /// A password: all but the line end at its end.
  static CallerShare password(Console console, Path file) throws UsageException {
    char[] text = characters(console, file);
    int end = text.length;
    if (end > 0 && text[end - 1] == '\n') {
      end--;
    }
    if (end > 0 && text[end - 1] == '\r') {
      end--;
    }
    char[] password = Arrays.copyOf(text, end);
    Arrays.fill(text, ' ');
    return taken(file.toString(), password);
  }

  /// A password that is typed at the terminal, without being shown.
  ///
  /// @param twice whether it is new, and asked for again
  // Java 25 has gone back to null where there is no terminal (JDK-8351435).
  @SuppressWarnings("SystemConsoleNull")
  static CallerShare typed(boolean twice) throws UsageException {
    java.io.Console terminal = System.console();
    if (terminal == null || !terminal.isTerminal()) {
      throw new UsageException("--password asks at a terminal, and there is none: --password-file");
    }
    char[] password = typed(terminal, "password: ");
    if (twice) {
      char[] again = typed(terminal, "once more: ");
      boolean same = Arrays.equals(password, again);
      Arrays.fill(again, ' ');
      if (!same) {
        Arrays.fill(password, ' ');
        throw new UsageException("two different passwords; nothing was done");
      }
    }
    return taken("--password", password);
  }

  private static char[] typed(java.io.Console terminal, String prompt) throws UsageException {
    char[] typed = terminal.readPassword("%s", prompt);
    if (typed == null) {
      throw new UsageException("no password was typed; nothing was done");
    }
    return typed;
  }

  private static CallerShare taken(String place, char[] password) throws UsageException {
    try {
      if (password.length == 0) {
        throw new UsageException(place + ": an empty password");
      }
      return CallerShare.ofPassword(password);
    } catch (IllegalArgumentException e) {
      throw new UsageException(place + ": not a text");
    } finally {
      Arrays.fill(password, ' ');
    }
  }

  /// What is in a small file of UTF-8.
  private static char[] characters(Console console, Path file) throws UsageException {
    byte[] content = new byte[MOST + 1];
    CharBuffer decoded = CharBuffer.allocate(0);
    try {
      int length = content(console, file, content);
      if (length > MOST) {
        throw new UsageException(file + ": longer than " + MOST + " bytes");
      }
      decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content, 0, length));
      return Arrays.copyOfRange(
          decoded.array(), decoded.arrayOffset(), decoded.arrayOffset() + decoded.limit());
    } catch (CharacterCodingException e) {
      throw new UsageException(file + ": not UTF-8");
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    } finally {
      Arrays.fill(content, (byte) 0);
      Arrays.fill(decoded.array(), ' ');
    }
  }

  private static int content(Console console, Path file, byte[] into) throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      return console.in().readNBytes(into, 0, into.length);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(into, 0, into.length);
    }
  }
}
