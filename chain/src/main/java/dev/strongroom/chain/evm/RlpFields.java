// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The items of a list, read one after the other by what they have to be.
final class RlpFields {
  private static final int WORD = 32;

  private final List<Rlp> items;
  private int next;

  /// @throws UndecodableException if it isn't a list of so many items
  RlpFields(Rlp item, int count, String name) throws UndecodableException {
    if (!(item instanceof Rlp.Items(List<Rlp> found)) || found.size() != count) {
      throw new UndecodableException("fields", name + " isn't a list of " + count + " items");
    }
    this.items = found;
  }

  /// A number below 2^256 without leading zeros.
  BigInteger amount(String name) throws UndecodableException {
    Bytes bytes = data(name);
    if (bytes.length() > WORD) {
      throw new UndecodableException("number", name + " is 2^256 or more");
    }
    if (!bytes.isEmpty() && bytes.at(0) == 0) {
      throw new UndecodableException("number", name + " has a leading zero");
    }
    return new BigInteger(1, bytes.toByteArray());
  }

  /// A number below 2^63: the protocol's limits of gas, nonces and chain ids lie at or above that,
  /// and what is used far below.
  long number(String name) throws UndecodableException {
    BigInteger number = amount(name);
    if (number.bitLength() >= Long.SIZE) {
      throw new UndecodableException("number", name + " is 2^63 or more");
    }
    return number.longValueExact();
  }

  EvmAddress address(String name) throws UndecodableException {
    return optionalAddress(name)
        .orElseThrow(() -> new UndecodableException("address", name + " is missing"));
  }

  /// An address, or no bytes.
  Optional<EvmAddress> optionalAddress(String name) throws UndecodableException {
    Bytes bytes = data(name);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    if (bytes.length() != EvmAddress.LENGTH) {
      throw new UndecodableException("address", name + " is of " + bytes.length() + " bytes");
    }
    return Optional.of(new EvmAddress(bytes));
  }

  Bytes data(String name) throws UndecodableException {
    if (!(items.get(next++) instanceof Rlp.Data(Bytes bytes))) {
      throw new UndecodableException("fields", name + " is a list");
    }
    return bytes;
  }

  /// 32 bytes each.
  List<Bytes> words(String name) throws UndecodableException {
    List<Bytes> words = new ArrayList<>();
    for (Rlp item : list(name)) {
      if (!(item instanceof Rlp.Data(Bytes bytes)) || bytes.length() != WORD) {
        throw new UndecodableException("fields", name + " aren't of 32 bytes each");
      }
      words.add(bytes);
    }
    return words;
  }

  List<Rlp> list(String name) throws UndecodableException {
    if (!(items.get(next++) instanceof Rlp.Items(List<Rlp> found))) {
      throw new UndecodableException("fields", name + " isn't a list");
    }
    return found;
  }
}
