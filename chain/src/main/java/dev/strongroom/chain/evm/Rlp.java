// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.List;

/// An item of Ethereum's serialization (Yellow Paper, appendix B): bytes, or a list of items.
sealed interface Rlp {
  int SHORT_DATA = 0x80;
  int SHORT_ITEMS = 0xc0;

  /// The longest payload whose length fits the head.
  int SHORT_MOST = 55;

  /// Bytes.
  record Data(Bytes bytes) implements Rlp {}

  /// A list.
  record Items(List<Rlp> items) implements Rlp {
    public Items {
      items = List.copyOf(items);
    }
  }

  /// A number that isn't negative, in as few bytes as it takes: none for 0.
  static Rlp number(BigInteger number) {
    byte[] signed = number.toByteArray();
    Bytes bytes = Bytes.copyOf(signed);
    return new Data(bytes.slice(signed[0] == 0 ? 1 : 0, bytes.length()));
  }

  /// The only canonical form of the item.
  default Bytes encoded() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (this) {
      case Data(Bytes bytes) -> {
        if (bytes.length() != 1 || bytes.at(0) >= SHORT_DATA) {
          writeHead(SHORT_DATA, bytes.length(), out);
        }
        out.writeBytes(bytes.toByteArray());
      }
      case Items(List<Rlp> items) -> {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (Rlp item : items) {
          payload.writeBytes(item.encoded().toByteArray());
        }
        writeHead(SHORT_ITEMS, payload.size(), out);
        out.writeBytes(payload.toByteArray());
      }
    }
    return Bytes.copyOf(out.toByteArray());
  }

  private static void writeHead(int base, int length, ByteArrayOutputStream out) {
    if (length <= SHORT_MOST) {
      out.write(base + length);
      return;
    }
    Data size = (Data) number(BigInteger.valueOf(length));
    out.write(base + SHORT_MOST + size.bytes().length());
    out.writeBytes(size.bytes().toByteArray());
  }
}
