// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import dev.strongroom.attestation.x509.Certificate;
import java.util.List;
import java.util.Optional;

/// Reads the attestation extension (AOSP, "Key and ID attestation": Schema).
final class KeyDescriptionReader {
  /// 1.3.6.1.4.1.11129.2.1.17, the content of the OID.
  private static final Bytes EXTENSION = Bytes.fromHex("2b06010401d679020111");

  private static final List<SecurityLevel> LEVELS =
      List.of(SecurityLevel.SOFTWARE, SecurityLevel.TEE, SecurityLevel.STRONGBOX);

  private static final int ENUMERATED = 0x0a;
  private static final int LONGEST_CHALLENGE = 128;
  private static final int LONGEST_ID = 128;

  private KeyDescriptionReader() {}

  /// Whether the extension's identifier stands somewhere in there.
  static boolean standsIn(Bytes certificate) {
    for (int i = 0; i + EXTENSION.length() <= certificate.length(); i++) {
      if (certificate.at(i) == EXTENSION.at(0)
          && certificate.slice(i, i + EXTENSION.length()).equals(EXTENSION)) {
        return true;
      }
    }
    return false;
  }

  /// The extension's content, if the certificate has one.
  static Optional<Bytes> extension(Certificate certificate) {
    return Optional.ofNullable(certificate.extensions().values().get(EXTENSION));
  }

  /// Reads the extension's content.
  ///
  /// @throws DerException if it isn't exactly one KeyDescription
  static KeyDescription read(Bytes extension) throws DerException {
    DerReader outer = DerReader.of(extension);
    DerReader description = outer.enter(DerReader.SEQUENCE);
    outer.end();
    long version = number(description);
    SecurityLevel attestationLevel = level(description);
    long keyMintVersion = number(description);
    SecurityLevel keyMintLevel = level(description);
    Bytes challenge = octets(description, LONGEST_CHALLENGE);
    Bytes uniqueId = octets(description, LONGEST_ID);
    AuthorizationList software = AuthorizationListReader.read(description);
    AuthorizationList hardware = AuthorizationListReader.read(description);
    description.end();
    return new KeyDescription(
        version,
        attestationLevel,
        keyMintVersion,
        keyMintLevel,
        challenge,
        uniqueId,
        software,
        hardware);
  }

  /// An INTEGER of up to 64 bits that isn't negative; its bits.
  static long number(DerReader reader) throws DerException {
    int start = reader.offset();
    Bytes content = reader.integer(9);
    if (content.at(0) >= 0x80 || (content.length() == 9 && content.at(0) != 0)) {
      throw new DerException(start, "integer negative or beyond 64 bits");
    }
    long value = 0;
    for (int i = 0; i < content.length(); i++) {
      value = (value << 8) | content.at(i);
    }
    return value;
  }

  /// An ENUMERATED, by its place in the list.
  static <T> T enumerated(DerReader reader, List<T> known) throws DerException {
    int start = reader.offset();
    Bytes content = reader.content(ENUMERATED);
    if (content.length() != 1 || content.at(0) >= known.size()) {
      throw new DerException(start, "enumerated value that isn't known");
    }
    return known.get(content.at(0));
  }

  static Bytes octets(DerReader reader, int longest) throws DerException {
    int start = reader.offset();
    Bytes content = reader.content(DerReader.OCTET_STRING);
    if (content.length() > longest) {
      throw new DerException(start, content.length() + " bytes, at most " + longest + " allowed");
    }
    return content;
  }

  private static SecurityLevel level(DerReader reader) throws DerException {
    return enumerated(reader, LEVELS);
  }
}
