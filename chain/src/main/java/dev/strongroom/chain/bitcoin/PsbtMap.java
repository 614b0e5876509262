// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.ByteReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One of the maps of a PSBT (BIP-174, "Specification"), in the order in which it came.
record PsbtMap(List<Entry> entries) {
  /// A key and its value.
  ///
  /// @param type what the key is about
  /// @param keyData what follows the type in the key
  record Entry(long type, Bytes keyData, Bytes value) {}

  PsbtMap {
    entries = List.copyOf(entries);
  }

  static PsbtMap read(ByteReader reader) throws UndecodableException {
    List<Entry> entries = new ArrayList<>();
    Set<Bytes> keys = new HashSet<>();
    while (true) {
      Bytes key = CompactSize.bytes(reader);
      if (key.isEmpty()) {
        return new PsbtMap(entries);
      }
      if (!keys.add(key)) {
        throw new UndecodableException("duplicate-key", "key " + key + " twice in a map");
      }
      ByteReader parts = new ByteReader(key);
      long type = CompactSize.read(parts);
      entries.add(new Entry(type, parts.bytes(parts.remaining()), CompactSize.bytes(reader)));
    }
  }

  void write(BitcoinWriter out) {
    for (Entry entry : entries) {
      BitcoinWriter key = new BitcoinWriter();
      key.compactSize(entry.type());
      key.bytes(entry.keyData());
      out.sized(key.toBytes());
      out.sized(entry.value());
    }
    out.u8(0);
  }

  /// The value of the type whose key is the type alone.
  Optional<Bytes> get(long type) {
    return entries.stream().filter(e -> e.type() == type).map(Entry::value).findFirst();
  }

  /// With this entry, in the place of the one of the same key if there is one.
  PsbtMap with(Entry added) {
    List<Entry> changed = new ArrayList<>(entries);
    changed.removeIf(e -> e.type() == added.type() && e.keyData().equals(added.keyData()));
    changed.add(added);
    return new PsbtMap(changed);
  }
}
