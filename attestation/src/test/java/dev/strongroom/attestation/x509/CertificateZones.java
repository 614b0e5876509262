// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Which part of a certificate a byte belongs to.
final class CertificateZones {
  private record Zone(String name, int from, int to) {}

  /// Extensions whose values our reader interprets.
  private static final Set<String> INTERPRETED = Set.of("551d13", "551d0f", "551d0e", "551d23");

  private final List<Zone> zones = new ArrayList<>();

  /// The parts of a good certificate.
  CertificateZones(Bytes der) throws DerException {
    DerReader outer = DerReader.of(der).enter(DerReader.SEQUENCE);
    DerReader tbs = outer.enter(DerReader.SEQUENCE);
    tbs.content(0xa0);
    tbs.content(DerReader.INTEGER);
    add("algorithm", tbs, DerReader.SEQUENCE);
    add("issuer", tbs, DerReader.SEQUENCE);
    tbs.content(DerReader.SEQUENCE);
    add("subject", tbs, DerReader.SEQUENCE);
    add("key", tbs, DerReader.SEQUENCE);
    DerReader extensions = tbs.enter(0xa3).enter(DerReader.SEQUENCE);
    while (extensions.more()) {
      DerReader extension = extensions.enter(DerReader.SEQUENCE);
      int id = extension.offset();
      String oid = extension.content(DerReader.OBJECT_IDENTIFIER).hex();
      zones.add(new Zone("extension's identifier", id + 2, extension.offset()));
      if (extension.next(DerReader.BOOLEAN)) {
        extension.bool();
      }
      int value = extension.offset();
      extension.content(DerReader.OCTET_STRING);
      if (!INTERPRETED.contains(oid)) {
        zones.add(new Zone("value of another extension", value + 2, extension.offset()));
      } else if (oid.equals("551d23")) {
        zones.add(new Zone("authority key identifier", value + 2, extension.offset()));
      }
    }
    add("algorithm", outer, DerReader.SEQUENCE);
  }

  /// Notes the content of the next element.
  private void add(String name, DerReader reader, int tag) throws DerException {
    int start = reader.offset();
    Bytes element = reader.element(tag);
    int head = element.at(1) < 0x80 ? 2 : 2 + (element.at(1) & 0x7f);
    zones.add(new Zone(name, start + head, start + element.length()));
  }

  /// The part to whose content byte `index` belongs; `frame` for all that isn't named.
  String of(int index) {
    return zones.stream()
        .filter(zone -> index >= zone.from() && index < zone.to())
        .findFirst()
        .map(Zone::name)
        .orElse("frame");
  }
}
