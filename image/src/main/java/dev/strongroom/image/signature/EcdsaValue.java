// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import dev.strongroom.attestation.Bytes;
import java.util.Optional;

/// The two ways to write an ECDSA signature: certificates and key services use DER (RFC 3279,
/// 2.2.3: SEQUENCE of two INTEGER), COSE puts `r` and `s` beside each other in full width.
public final class EcdsaValue {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 2;
  private static final int LONG_LENGTH = 0x81;

  private EcdsaValue() {}

  /// From DER to full width.
  ///
  /// @return empty if it isn't that DER, or a number is too large for the algorithm
  public static Optional<Bytes> fullWidth(SigningAlgorithm algorithm, Bytes der) {
    Optional<Bytes> content = content(der, SEQUENCE);
    Optional<Bytes> rest = content.flatMap(EcdsaValue::afterFirst);
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    Bytes numbers = content.get();
    Bytes first = numbers.slice(0, numbers.length() - rest.get().length());
    byte[] value = new byte[2 * algorithm.width()];
    return put(first, value, 0, algorithm.width())
            && put(rest.get(), value, algorithm.width(), algorithm.width())
        ? Optional.of(Bytes.copyOf(value))
        : Optional.empty();
  }

  private static boolean put(Bytes integer, byte[] value, int at, int width) {
    Optional<Bytes> content = content(integer, INTEGER);
    if (content.isEmpty() || content.get().isEmpty() || content.get().at(0) >= 0x80) {
      return false;
    }
    Bytes number = content.get();
    // A zero in front only says that the number isn't negative.
    if (number.length() > 1 && number.at(0) == 0) {
      number = number.slice(1, number.length());
    }
    if (number.length() > width) {
      return false;
    }
    System.arraycopy(number.toByteArray(), 0, value, at + width - number.length(), number.length());
    return true;
  }

  /// What is behind the first element.
  private static Optional<Bytes> afterFirst(Bytes elements) {
    if (elements.length() < 2 || elements.at(1) >= 0x80) {
      return Optional.empty();
    }
    int end = 2 + elements.at(1);
    return end > elements.length()
        ? Optional.empty()
        : Optional.of(elements.slice(end, elements.length()));
  }

  /// The content of the only element: lengths up to 255.
  private static Optional<Bytes> content(Bytes element, int tag) {
    if (element.length() < 2 || element.at(0) != tag) {
      return Optional.empty();
    }
    boolean isLong = element.at(1) == LONG_LENGTH && element.length() > 2;
    int head = isLong ? 3 : 2;
    int length = element.at(head - 1);
    boolean shortest = isLong == (length >= 0x80);
    return shortest && element.length() == head + length
        ? Optional.of(element.slice(head, element.length()))
        : Optional.empty();
  }
}
