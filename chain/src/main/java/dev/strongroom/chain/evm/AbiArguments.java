// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import java.math.BigInteger;

/// Reads a call's arguments (contract ABI specification, "Formal Specification of the Encoding"),
/// and notes whether they are in the only form that a strict encoder makes: padding of zeros, the
/// one dynamic argument right behind the others, nothing after the end. A lenient contract would
/// read other forms too, and not always as we do.
final class AbiArguments {
  private static final int WORD = 32;
  private static final int ADDRESS_BITS = EvmAddress.LENGTH * Byte.SIZE;

  private final Bytes data;
  private final int heads;
  private int position;
  private int end;
  private boolean canonical = true;

  /// @param heads how many arguments there are
  AbiArguments(Bytes data, int heads) {
    this.data = data;
    this.heads = heads * WORD;
    this.end = this.heads;
  }

  /// As text.
  String address() {
    Bytes word = word(ADDRESS_BITS);
    return new EvmAddress(word.slice(WORD - EvmAddress.LENGTH, WORD)).text();
  }

  /// A number of at most so many bits; 1 for a boolean.
  BigInteger number(int bits) {
    return new BigInteger(1, word(bits).toByteArray());
  }

  /// Bytes of any length; once among the arguments.
  Bytes bytes() {
    BigInteger offset = number(Integer.SIZE - 1);
    if (offset.intValue() != heads || data.length() < heads + WORD) {
      canonical = false;
      return Bytes.EMPTY;
    }
    Bytes size = data.slice(heads, heads + WORD);
    BigInteger length = new BigInteger(1, size.toByteArray());
    int start = heads + WORD;
    if (length.compareTo(BigInteger.valueOf(data.length() - (long) start)) > 0) {
      canonical = false;
      return Bytes.EMPTY;
    }
    int last = start + length.intValue();
    end = start + Math.ceilDiv(length.intValue(), WORD) * WORD;
    if (end > data.length() || !data.slice(last, end).isAllZero()) {
      canonical = false;
      return Bytes.EMPTY;
    }
    return data.slice(start, last);
  }

  /// Whether everything so far was, and the data ends here.
  boolean canonical() {
    return canonical && position == heads && data.length() == end;
  }

  private Bytes word(int bits) {
    if (data.length() - position < WORD) {
      canonical = false;
      return Bytes.zeros(WORD);
    }
    Bytes word = data.slice(position, position + WORD);
    position += WORD;
    if (new BigInteger(1, word.toByteArray()).bitLength() > bits) {
      canonical = false;
    }
    return word;
  }
}
