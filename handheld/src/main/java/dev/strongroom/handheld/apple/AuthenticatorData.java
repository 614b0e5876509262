// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What is signed for an app (W3C, Web Authentication, 6.1), as Apple's devices write it:
/// attestations have a credential, assertions have none whatever their flags say, and both may have
/// extensions that no flag announces.
///
/// @param encoded the bytes
/// @param appIdHash SHA-256 of team and bundle identifier, 32 bytes
/// @param flags one byte
/// @param counter how often the key was used, 32 bits
/// @param credential of attestations
/// @param extensions their names
public record AuthenticatorData(
    Bytes encoded,
    Bytes appIdHash,
    int flags,
    long counter,
    Optional<Credential> credential,
    List<String> extensions) {

  private static final int HEAD = 37;
  private static final int CREDENTIAL = HEAD + 18;
  private static final int KEY_ID = 32;
  private static final int COORDINATE = 32;
  private static final int ATTESTED = 0x40;
  private static final int MOST_EXTENSIONS = 16;

  /// COSE_Key (RFC 9052, 7; RFC 9053, 7.1.1): type EC2, algorithm ES256, curve P-256.
  private static final Map<Long, Long> ES256 = Map.of(1L, 2L, 3L, -7L, -1L, 1L);

  private static final long X = -2;
  private static final long Y = -3;

  /// Copies the list.
  public AuthenticatorData {
    extensions = List.copyOf(extensions);
  }

  /// A key that is attested.
  ///
  /// @param environment the AAGUID, 16 bytes: which of Apple's servers attested
  /// @param keyId 32 bytes
  /// @param point of P-256, uncompressed, 65 bytes
  public record Credential(Bytes environment, Bytes keyId, Bytes point) {}

  /// Reads those of an attestation.
  ///
  /// @param base where they start in the evidence
  static AuthenticatorData ofAttestation(Bytes encoded, int base)
      throws CborException, MalformedEvidenceException {
    head(encoded, base, CREDENTIAL);
    int length = (encoded.at(CREDENTIAL - 2) << 8) | encoded.at(CREDENTIAL - 1);
    if ((encoded.at(32) & ATTESTED) == 0 || length != KEY_ID) {
      throw new MalformedEvidenceException(
          "apple.credential", base + 32, "no credential, or not of Apple's");
    }
    head(encoded, base, CREDENTIAL + KEY_ID);
    int keyStart = CREDENTIAL + KEY_ID;
    Bytes rest = encoded.slice(keyStart, encoded.length());
    CborReader reader = new CborReader(rest, base + keyStart);
    Credential credential =
        new Credential(
            encoded.slice(HEAD, CREDENTIAL - 2),
            encoded.slice(CREDENTIAL, keyStart),
            point(reader));
    return of(encoded, Optional.of(credential), extensions(reader, base + encoded.length()));
  }

  /// Reads those of an assertion.
  ///
  /// @param base where they start in the assertion
  static AuthenticatorData ofAssertion(Bytes encoded, int base)
      throws CborException, MalformedEvidenceException {
    head(encoded, base, HEAD);
    CborReader reader = new CborReader(encoded.slice(HEAD, encoded.length()), base + HEAD);
    return of(encoded, Optional.empty(), extensions(reader, base + encoded.length()));
  }

  private static void head(Bytes encoded, int base, int least)
      throws CborException, MalformedEvidenceException {
    if (encoded.length() < least) {
      throw new MalformedEvidenceException(
          "apple.authenticator-data",
          base,
          encoded.length() + " bytes, at least " + least + " needed");
    }
  }

  private static AuthenticatorData of(
      Bytes encoded, Optional<Credential> credential, List<String> extensions) {
    long counter = 0;
    for (int i = 33; i < HEAD; i++) {
      counter = (counter << 8) | encoded.at(i);
    }
    return new AuthenticatorData(
        encoded, encoded.slice(0, 32), encoded.at(32), counter, credential, extensions);
  }

  private static Bytes point(CborReader reader) throws CborException, MalformedEvidenceException {
    int start = reader.offset();
    int count = reader.mapHeader();
    Map<Long, Bytes> coordinates = new HashMap<>();
    Set<Long> seen = new HashSet<>();
    for (int i = 0; reader.more(count, i); i++) {
      int at = reader.offset();
      long label = reader.integer();
      if (!seen.add(label)) {
        throw new MalformedEvidenceException("cbor.duplicate-key", at, "map key that stood before");
      }
      if (label == X || label == Y) {
        coordinates.put(label, reader.byteString());
      } else if (!Objects.equals(ES256.get(label), reader.integer())) {
        throw new MalformedEvidenceException("apple.key", at, "not a key for ES256 on P-256");
      }
    }
    Bytes x = coordinates.getOrDefault(X, Bytes.EMPTY);
    Bytes y = coordinates.getOrDefault(Y, Bytes.EMPTY);
    if (seen.size() != ES256.size() + 2 || x.length() != COORDINATE || y.length() != COORDINATE) {
      throw new MalformedEvidenceException("apple.key", start, "not a whole key on P-256");
    }
    return Bytes.fromHex("04" + x.hex() + y.hex());
  }

  private static List<String> extensions(CborReader reader, int end)
      throws CborException, MalformedEvidenceException {
    List<String> names = new ArrayList<>();
    if (reader.offset() == end) {
      return names;
    }
    int count = reader.mapHeader();
    for (int i = 0; reader.more(count, i); i++) {
      int at = reader.offset();
      String name = reader.textString();
      if (names.contains(name) || names.size() == MOST_EXTENSIONS) {
        throw new MalformedEvidenceException(
            "cbor.duplicate-key", at, "extension twice, or too many");
      }
      names.add(name);
      reader.skip();
    }
    reader.end();
    return names;
  }
}
