// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.MalformedMnemonicException.Fault;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/// BIP-39: entropy as English words, and the seed that words lead to. Words are ASCII bytes, never
/// a text; who gets bytes wipes them.
public final class Mnemonic {
  private static final int LEAST = 16;
  private static final int MOST = 32;
  private static final int WORD_BITS = 11;
  private static final int ROUNDS = 2048;
  private static final int SEED = 64;
  // 24 words of at most 8 letters, with spaces.
  private static final int LONGEST = 24 * 9;

  private Mnemonic() {}

  /// The words of this entropy, with single spaces between them.
  ///
  /// @param entropy 16, 20, 24, 28 or 32 bytes
  /// @throws IllegalArgumentException if there are more or fewer
  public static byte[] words(byte[] entropy) {
    if (entropy.length < LEAST || entropy.length > MOST || entropy.length % 4 != 0) {
      throw new IllegalArgumentException("entropy of BIP-39 has 16, 20, 24, 28 or 32 bytes");
    }
    byte[] all = withChecksum(entropy);
    Phrase phrase = new Phrase();
    int count = entropy.length * 3 / 4;
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        phrase.write(' ');
      }
      phrase.writeBytes(WordList.english().word(number(all, i)));
    }
    Arrays.fill(all, (byte) 0);
    return phrase.taken();
  }

  /// The entropy of these words.
  ///
  /// @param words lower-case, with single spaces between them and nothing around; the caller wipes
  ///   them
  /// @throws MalformedMnemonicException if they aren't a mnemonic
  public static byte[] entropy(byte[] words) throws MalformedMnemonicException {
    int count = 1;
    for (byte sign : words) {
      count += sign == ' ' ? 1 : 0;
    }
    if (words.length > LONGEST || count < 12 || count > 24 || count % 3 != 0) {
      throw new MalformedMnemonicException(
          Fault.WORD_COUNT, "12, 15, 18, 21 or 24 words are needed");
    }
    int length = count * 4 / 3;
    byte[] all = new byte[length + 1];
    byte[] entropy = new byte[length];
    byte[] again = new byte[0];
    try {
      read(words, all);
      System.arraycopy(all, 0, entropy, 0, length);
      again = withChecksum(entropy);
      if (!MessageDigest.isEqual(all, again)) {
        throw new MalformedMnemonicException(
            Fault.CHECKSUM, "the words don't fit each other: one is wrong, or two are swapped");
      }
      return entropy.clone();
    } finally {
      Arrays.fill(all, (byte) 0);
      Arrays.fill(again, (byte) 0);
      Arrays.fill(entropy, (byte) 0);
    }
  }

  private static void read(byte[] words, byte[] all) throws MalformedMnemonicException {
    int from = 0;
    int place = 0;
    while (from <= words.length) {
      int to = from;
      while (to < words.length && words[to] != ' ') {
        to++;
      }
      int number = WordList.english().number(words, from, to);
      if (number < 0) {
        throw new MalformedMnemonicException(
            Fault.UNKNOWN_WORD, "word " + (place + 1) + " isn't on the list");
      }
      for (int bit = 0; bit < WORD_BITS; bit++) {
        if ((number >> (WORD_BITS - 1 - bit) & 1) == 1) {
          int at = place * WORD_BITS + bit;
          all[at / 8] |= (byte) (0x80 >> at % 8);
        }
      }
      place++;
      from = to + 1;
    }
  }

  /// The seed of the words (BIP-39, "From mnemonic to seed"): PBKDF2 with HMAC-SHA-512.
  ///
  /// @param words as [#words] makes them
  /// @param passphrase UTF-8 in normal form KD; empty for none
  /// @return 64 bytes
  public static byte[] seed(byte[] words, byte[] passphrase) {
    byte[] prefix = Bytes.utf8("mnemonic").toByteArray();
    byte[] salt = Arrays.copyOf(prefix, prefix.length + passphrase.length);
    System.arraycopy(passphrase, 0, salt, prefix.length, passphrase.length);
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA512Digest());
    // The library's copies inside HMAC can't be wiped.
    generator.init(words, salt, ROUNDS);
    KeyParameter derived = (KeyParameter) generator.generateDerivedMacParameters(8 * SEED);
    Arrays.fill(salt, (byte) 0);
    return derived.getKey();
  }

  private static int number(byte[] all, int place) {
    int number = 0;
    for (int bit = 0; bit < WORD_BITS; bit++) {
      int at = place * WORD_BITS + bit;
      number = (number << 1) | (all[at / 8] >> (7 - at % 8) & 1);
    }
    return number;
  }

  /// The entropy, and in one more byte as many bits of its SHA-256 as it has words of 32 bits.
  private static byte[] withChecksum(byte[] entropy) {
    try {
      byte[] all = Arrays.copyOf(entropy, entropy.length + 1);
      int sum = MessageDigest.getInstance("SHA-256").digest(entropy)[0] & 0xff;
      int bits = entropy.length / 4;
      all[entropy.length] = (byte) (sum & 0xff00 >> bits);
      return all;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Words under way: never grows, so that no copies are left behind.
  private static final class Phrase extends ByteArrayOutputStream {
    private Phrase() {
      super(LONGEST);
    }

    private byte[] taken() {
      byte[] words = Arrays.copyOf(buf, count);
      Arrays.fill(buf, (byte) 0);
      return words;
    }
  }
}
