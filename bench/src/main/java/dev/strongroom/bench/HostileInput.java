// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.CborWriter;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.nitro.NitroDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Input made to cost as much as it can, beside the genuine document that it is compared with.
public enum HostileInput {
  /// The measure: genuine, with an unknown path.
  GENUINE {
    @Override
    Bytes make(FakeNitro vendor) {
      return vendor.document().issue();
    }
  },
  /// All five signatures have to be looked at, the payload is as long as can be, the last signature
  /// is wrong.
  LONGEST_FORGERY {
    @Override
    Bytes make(FakeNitro vendor) {
      FakeDocument document = vendor.document();
      document.content().bytes("user_data", Bytes.zeros(1024)).bytes("nonce", Bytes.zeros(1024));
      document
          .content()
          .add("padding", new CborWriter().bytes(Bytes.zeros(9 * 1024)).toBytes())
          .changeSignature(_ -> Bytes.fromHex("01".repeat(96)));
      return document.issue();
    }
  },
  /// Genuine authorities, as many as fit.
  LONG_BUNDLE {
    @Override
    Bytes make(FakeNitro vendor) {
      FakeDocument document = vendor.document();
      List<Bytes> path = document.certificates();
      List<Bytes> bundle = new ArrayList<>(path.subList(0, path.size() - 1));
      bundle.addAll(0, Collections.nCopies(16 - bundle.size(), path.getFirst()));
      document.content().cabundle(bundle);
      return document.issue();
    }
  },
  /// Keys of an unknown map, all of one hash code.
  COLLIDING_KEYS {
    @Override
    Bytes make(FakeNitro vendor) {
      CborWriter map = new CborWriter().map(128);
      for (int i = 0; i < 128; i++) {
        StringBuilder key = new StringBuilder();
        for (int bit = 0; bit < 9; bit++) {
          key.append(((i >> bit) & 1) == 0 ? "Aa" : "BB");
        }
        map.text(key.toString()).integer(0);
      }
      FakeDocument document = vendor.document();
      document.content().add("padding", map.toBytes());
      return document.issue();
    }
  },
  /// Arrays in arrays, as long as input may be.
  NESTED {
    @Override
    Bytes make(FakeNitro vendor) {
      byte[] nested = new byte[NitroDocument.MAX_LENGTH];
      Arrays.fill(nested, (byte) 0x81);
      nested[0] = (byte) 0x84;
      nested[1] = 0x40;
      nested[2] = (byte) 0xa1;
      nested[3] = 0x00;
      return Bytes.copyOf(nested);
    }
  },
  /// An unprotected header of small entries, as long as input may be.
  MANY_ENTRIES {
    @Override
    Bytes make(FakeNitro vendor) {
      CborWriter writer = new CborWriter().array(4).bytes(Bytes.EMPTY).indefinite(CborWriter.MAP);
      while (writer.size() < NitroDocument.MAX_LENGTH - 4) {
        writer.integer(0).integer(0);
      }
      return writer.end().toBytes();
    }
  };

  abstract Bytes make(FakeNitro vendor);
}
