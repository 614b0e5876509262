// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The host's table of certificates that an extended report comes with ("SEV-ES Guest-Hypervisor
/// Communication Block Standardization", AMD 56421, 4.1.8.1): entries of a GUID, an offset and a
/// length, a last one of zeros, then the contents. It comes from the host: a hint, nothing more.
final class CertificateTable {
  static final int MAX_LENGTH = 64 * 1024;

  private static final int ENTRY = 24;
  private static final int GUID = 16;
  private static final int MAX_ENTRIES = 16;
  private static final Bytes PEM = Bytes.utf8("-----BEGIN ");

  /// By the digits of the GUID as they are written. Hosts store them in that order, or with the
  /// first three numbers in little endian.
  private static final Map<String, Endorsements.Type> TYPES =
      Map.of(
          "63da758de6644564adc5f4b93be8accd", Endorsements.Type.CERTIFICATE, // VCEK
          "a8074bc2a25a483eaae639c045a0b8a1", Endorsements.Type.CERTIFICATE, // VLEK
          "4ab7b379bbac4fe4a02f05aef327c782", Endorsements.Type.CERTIFICATE, // ASK, ASVK
          "c0b406a4a803495297433fb6014cd0ae", Endorsements.Type.CERTIFICATE, // ARK
          "92f81bc358114d3d97ffd19f88dc67ea", Endorsements.Type.REVOCATION_LIST);

  private CertificateTable() {}

  /// Reads a table; of no bytes, or only zeros, for a host that has none.
  ///
  /// @param base where it stands in the evidence
  static Endorsements parse(Bytes table, int base) throws MalformedEvidenceException {
    if (table.length() > MAX_LENGTH) {
      throw broken(base + MAX_LENGTH, "table longer than " + MAX_LENGTH + " bytes");
    }
    if (table.isAllZero()) {
      return Endorsements.NONE;
    }
    List<Item> items = new ArrayList<>();
    int end = entries(table, base);
    for (int at = 0; at < end; at += ENTRY) {
      long offset = number(table, at + GUID);
      long length = number(table, at + GUID + 4);
      if (offset < end + ENTRY || offset + length > table.length()) {
        throw broken(base + at, "entry that reaches outside the table");
      }
      Endorsements.Type type = type(table.slice(at, at + GUID));
      if (type != null && length > 0) {
        items.addAll(
            content(type, table.slice((int) offset, (int) (offset + length)), base + (int) offset));
      }
    }
    try {
      return new Endorsements(items);
    } catch (IllegalArgumentException e) {
      throw broken(base, String.valueOf(e.getMessage()));
    }
  }

  /// Where the entry of zeros begins.
  private static int entries(Bytes table, int base) throws MalformedEvidenceException {
    for (int i = 0; i <= MAX_ENTRIES; i++) {
      int at = i * ENTRY;
      if (at + ENTRY > table.length()) {
        throw broken(base + table.length(), "table that ends before its last entry");
      }
      if (table.slice(at, at + GUID).isAllZero()) {
        if (!table.slice(at, at + ENTRY).isAllZero()) {
          throw broken(base + at, "last entry that isn't zero");
        }
        return at;
      }
    }
    throw broken(base + MAX_ENTRIES * ENTRY, "more than " + MAX_ENTRIES + " entries");
  }

  private static Collection<Item> content(Endorsements.Type type, Bytes content, int offset)
      throws MalformedEvidenceException {
    if (!content.startsWith(PEM)) {
      return List.of(new Item(type, content, "the host's table"));
    }
    String text = content.asUtf8();
    if (text == null) {
      throw broken(offset, "PEM that isn't text");
    }
    try {
      return EndorsementFile.pem(text).items();
    } catch (MalformedJsonException e) {
      throw broken(offset, "PEM that can't be read");
    }
  }

  private static Endorsements.@Nullable Type type(Bytes guid) {
    Endorsements.Type type = TYPES.get(guid.hex());
    return type != null ? type : TYPES.get(mixed(guid.hex()));
  }

  /// The digits in the order in which they are written, of a GUID whose first three numbers are in
  /// little endian.
  private static String mixed(String hex) {
    StringBuilder digits = new StringBuilder();
    for (int at : new int[] {6, 4, 2, 0, 10, 8, 14, 12}) {
      digits.append(hex, at, at + 2);
    }
    return digits.append(hex, 16, 32).toString();
  }

  private static long number(Bytes table, int at) {
    return table.at(at)
        | (table.at(at + 1) << 8)
        | (table.at(at + 2) << 16)
        | ((long) table.at(at + 3) << 24);
  }

  private static MalformedEvidenceException broken(int offset, String message) {
    return new MalformedEvidenceException("snp.table", offset, message);
  }
}
