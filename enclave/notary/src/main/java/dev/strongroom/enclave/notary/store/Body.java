// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.store;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.enclave.notary.sequence.Content;
import dev.strongroom.ledger.MalformedLedgerException;
import java.util.ArrayList;
import java.util.List;

/// What the entries of one request say, as it is kept (sealed) to make receipts of it again.
///
/// @param start index of the first entry
/// @param seed of the salts
/// @param content the entries
public record Body(long start, Bytes seed, Content content) {
  /// In the place of what proofs have in common, which is JSON.
  private static final String ENTRIES = "";

  private static final String OPEN = "open";

  /// The bodies of a batch.
  static Bytes encoded(List<Body> bodies) {
    CborWriter out = new CborWriter().array(bodies.size());
    for (Body body : bodies) {
      out.array(4).integer(body.start).bytes(body.seed);
      switch (body.content) {
        case Content.Proofs proofs -> {
          out.text(proofs.common());
          items(out, proofs.digests());
        }
        case Content.Entries entries -> {
          out.text(ENTRIES);
          out.array(2 * entries.entries().size());
          for (int i = 0; i < entries.entries().size(); i++) {
            out.bytes(entries.entries().get(i));
            items(out, entries.tags().get(i));
          }
        }
        case Content.Open open -> {
          out.text(OPEN);
          items(out, open.entries());
        }
      }
    }
    return out.toBytes();
  }

  private static void items(CborWriter out, List<Bytes> items) {
    out.array(items.size());
    items.forEach(out::bytes);
  }

  static List<Body> decoded(Bytes encoded) throws CborException, MalformedLedgerException {
    CborReader in = new CborReader(encoded, 0);
    List<Body> bodies = new ArrayList<>();
    int count = in.arrayHeader();
    for (int i = 0; in.more(count, i); i++) {
      in.arrayHeader(4);
      long start = in.integer();
      Bytes seed = in.byteString();
      String common = in.textString();
      bodies.add(
          new Body(
              start,
              seed,
              switch (common) {
                case ENTRIES -> entries(in);
                case OPEN -> new Content.Open(items(in));
                default -> Content.Proofs.parse(common, items(in));
              }));
    }
    in.end();
    return bodies;
  }

  private static Content entries(CborReader in) throws CborException {
    List<Bytes> entries = new ArrayList<>();
    List<List<Bytes>> tags = new ArrayList<>();
    int length = in.arrayHeader();
    for (int k = 0; in.more(length, k); k += 2) {
      // An entry, then its tags.
      entries.add(in.byteString());
      tags.add(items(in));
    }
    return new Content.Entries(entries, tags);
  }

  private static List<Bytes> items(CborReader in) throws CborException {
    List<Bytes> items = new ArrayList<>();
    int length = in.arrayHeader();
    for (int k = 0; in.more(length, k); k++) {
      items.add(in.byteString());
    }
    return items;
  }
}
