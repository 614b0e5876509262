// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.cbor;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.CborWriter;
import java.math.BigInteger;
import java.util.Random;

/// Writes random items: good ones, that the strict reader must accept, and wild ones, that use all
/// of CBOR and are sometimes wrong.
final class RandomCbor {
  private static final String LETTERS = "abcXYZ019 _-äß€\uD83D\uDD11\n\0";

  private final Random random;
  private final boolean wild;

  RandomCbor(Random random, boolean wild) {
    this.random = random;
    this.wild = wild;
  }

  /// An item that nests at most `depth` containers.
  Bytes item(int depth) {
    CborWriter writer = new CborWriter();
    write(writer, depth);
    return writer.toBytes();
  }

  private void write(CborWriter writer, int depth) {
    if (wild && random.nextInt(12) == 0) {
      wild(writer, depth);
      return;
    }
    switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0, 1 -> writer.integer(number());
      case 2 -> writer.bytes(bytes(random.nextInt(40)));
      case 3 -> writer.text(text());
      case 4 -> writer.bool(random.nextBoolean());
      case 5 -> writer.nothing();
      case 6 -> array(writer, depth - 1);
      default -> map(writer, depth - 1);
    }
  }

  private void array(CborWriter writer, int depth) {
    int count = random.nextInt(5);
    boolean indefinite = random.nextBoolean();
    if (indefinite) {
      writer.indefinite(CborWriter.ARRAY);
    } else {
      writer.array(count);
    }
    for (int i = 0; i < count; i++) {
      write(writer, depth);
    }
    if (indefinite) {
      writer.end();
    }
  }

  private void map(CborWriter writer, int depth) {
    int count = random.nextInt(5);
    boolean indefinite = random.nextBoolean();
    if (indefinite) {
      writer.indefinite(CborWriter.MAP);
    } else {
      writer.map(count);
    }
    for (int i = 0; i < count; i++) {
      if (wild && random.nextInt(4) == 0) {
        write(writer, depth);
      } else if (random.nextBoolean()) {
        writer.text(text() + i);
      } else {
        writer.integer(1000L * random.nextInt(9) + i);
      }
      write(writer, depth);
    }
    if (indefinite) {
      writer.end();
    }
  }

  private void wild(CborWriter writer, int depth) {
    switch (random.nextInt(8)) {
      case 0 -> writer.wideHead(random.nextInt(2), random.nextInt(300), 1 << random.nextInt(4));
      case 1 -> writer.floating(random.nextGaussian(), 16 << random.nextInt(3));
      case 2 -> {
        writer.tag(random.nextInt(40));
        write(writer, depth);
      }
      case 3 -> writer.indefinite(2 + random.nextInt(2)).bytes(bytes(3)).end();
      case 4 -> writer.badText(bytes(random.nextInt(6)));
      case 5 -> writer.simple(random.nextInt(32));
      case 6 -> writer.head(random.nextInt(6), random.nextLong());
      default -> writer.big(new BigInteger(70, random));
    }
  }

  private long number() {
    long any = random.nextLong() >> random.nextInt(64);
    // Around the places where the encoding gets longer.
    return random.nextInt(3) > 0 ? any : (1L << random.nextInt(63)) + random.nextInt(3) - 1;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      int at =
          LETTERS.offsetByCodePoints(
              0, random.nextInt(LETTERS.codePointCount(0, LETTERS.length())));
      text.appendCodePoint(LETTERS.codePointAt(at));
    }
    return text.toString();
  }

  private Bytes bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  /// `source` with a byte changed, inserted or taken out, or its end cut off.
  Bytes changed(Bytes source) {
    int at = random.nextInt(source.length());
    Bytes front = source.slice(0, at);
    Bytes back = source.slice(at + 1, source.length());
    Bytes one = bytes(1);
    return switch (random.nextInt(4)) {
      case 0 -> new CborWriter().raw(front).raw(one).raw(back).toBytes();
      case 1 ->
          new CborWriter().raw(front).raw(one).raw(source.slice(at, source.length())).toBytes();
      case 2 -> new CborWriter().raw(front).raw(back).toBytes();
      default -> front;
    };
  }
}
