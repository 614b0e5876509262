// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The English word list of BIP-39: 2048 words in alphabetical order.
final class WordList {
  static final int SIZE = 2048;

  /// Of the list as the specification has it, one word a line.
  private static final String SHA_256 =
      "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda";

  private static final WordList ENGLISH = read();

  private final List<byte[]> words;

  private WordList(List<byte[]> words) {
    this.words = words;
  }

  static WordList english() {
    return ENGLISH;
  }

  /// The word of this number, ASCII; not to be changed.
  byte[] word(int number) {
    return words.get(number);
  }

  /// The number of the word in `from` to `to`, or -1. Compares bytes, so that no text is made of a
  /// secret.
  int number(byte[] phrase, int from, int to) {
    int least = 0;
    int most = words.size() - 1;
    while (least <= most) {
      int middle = (least + most) / 2;
      byte[] word = words.get(middle);
      int order = Arrays.compareUnsigned(word, 0, word.length, phrase, from, to);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        least = middle + 1;
      } else {
        most = middle - 1;
      }
    }
    return -1;
  }

  private static WordList read() {
    try (InputStream in = WordList.class.getResourceAsStream("bip39-english.txt")) {
      if (in == null) {
        throw new IllegalStateException("the word list is missing");
      }
      byte[] all = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(all);
      if (!HexFormat.of().formatHex(digest).equals(SHA_256)) {
        throw new IllegalStateException("the word list isn't that of BIP-39");
      }
      return new WordList(
          new String(all, StandardCharsets.US_ASCII)
              .lines()
              .map(word -> word.getBytes(StandardCharsets.US_ASCII))
              .toList());
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("the word list can't be read", e);
    }
  }
}
