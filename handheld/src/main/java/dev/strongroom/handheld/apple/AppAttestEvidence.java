// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.handheld.HandheldEvidence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// An attestation object of Apple's App Attest (Apple, "Validating apps that connect to your
/// server"): CBOR with the format `apple-appattest`.
///
/// @param encoded the bytes that were parsed
/// @param certificates DER, the key's own first; the root isn't among them
/// @param receipt for Apple's servers, PKCS #7; never looked at
/// @param authenticatorData what the leaf vouches for
public record AppAttestEvidence(
    Bytes encoded, List<Bytes> certificates, Bytes receipt, AuthenticatorData authenticatorData)
    implements HandheldEvidence {

  private static final String FORMAT = "apple-appattest";
  private static final Bytes FORMAT_MEMBER = Bytes.fromHex("63666d746f" + Bytes.utf8(FORMAT).hex());
  private static final int MAP_OF_THREE = 0xa3;
  private static final int MOST_CERTIFICATES = 5;

  /// Copies the list.
  public AppAttestEvidence {
    certificates = List.copyOf(certificates);
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.APPLE_APP_ATTEST;
  }

  /// Whether the bytes begin as CBOR's map of three, and name the format somewhere.
  public static boolean recognises(Bytes encoded) {
    if (encoded.isEmpty() || encoded.at(0) != MAP_OF_THREE || encoded.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 1; i + FORMAT_MEMBER.length() <= encoded.length(); i++) {
      if (encoded.at(i) == FORMAT_MEMBER.at(0)
          && encoded.slice(i, i + FORMAT_MEMBER.length()).equals(FORMAT_MEMBER)) {
        return true;
      }
    }
    return false;
  }

  /// Reads an attestation object.
  ///
  /// @throws MalformedEvidenceException if the bytes aren't exactly one
  public static AppAttestEvidence parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedEvidenceException(
          "evidence.too-large", MAX_LENGTH, "longer than " + MAX_LENGTH + " bytes");
    }
    try {
      return new Reader(encoded).read();
    } catch (CborException e) {
      throw new MalformedEvidenceException(e.code(), e.offset(), e.getMessage());
    }
  }

  private static final class Reader {
    private final Bytes encoded;
    private final CborReader reader;
    private final Map<String, Integer> members = new HashMap<>();
    private final List<Bytes> certificates = new ArrayList<>();
    private Bytes receipt = Bytes.EMPTY;
    private Bytes data = Bytes.EMPTY;

    Reader(Bytes encoded) {
      this.encoded = encoded;
      this.reader = new CborReader(encoded, 0);
    }

    AppAttestEvidence read() throws CborException, MalformedEvidenceException {
      int count = reader.mapHeader();
      for (int i = 0; reader.more(count, i); i++) {
        switch (member()) {
          case "fmt" -> format();
          case "attStmt" -> statement();
          case "authData" -> data = reader.byteString();
          default -> throw error("apple.member", "a member that attestation objects don't have");
        }
      }
      int end = reader.offset();
      reader.end();
      if (!members.keySet().containsAll(List.of("fmt", "x5c", "receipt", "authData"))) {
        throw new MalformedEvidenceException("apple.member", end, "a member is missing");
      }
      int base = Objects.requireNonNull(members.get("authData"));
      return new AppAttestEvidence(
          encoded, certificates, receipt, AuthenticatorData.ofAttestation(data, base));
    }

    /// Reads a member's name, and remembers where it stood.
    private String member() throws CborException, MalformedEvidenceException {
      int at = reader.offset();
      String name = reader.textString();
      if (members.put(name, at) != null) {
        throw new MalformedEvidenceException("cbor.duplicate-key", at, "map key that stood before");
      }
      return name;
    }

    private void format() throws CborException, MalformedEvidenceException {
      if (!reader.textString().equals(FORMAT)) {
        throw error("apple.format", "not " + FORMAT);
      }
    }

    private void statement() throws CborException, MalformedEvidenceException {
      int count = reader.mapHeader();
      for (int i = 0; reader.more(count, i); i++) {
        switch (member()) {
          case "x5c" -> {
            int certificateCount = reader.arrayHeader();
            for (int c = 0; reader.more(certificateCount, c); c++) {
              if (c == MOST_CERTIFICATES) {
                throw error(
                    "apple.chain-length", "more than " + MOST_CERTIFICATES + " certificates");
              }
              certificates.add(reader.byteString());
            }
            if (certificates.size() < 2) {
              throw error("apple.chain-length", "fewer than two certificates");
            }
          }
          case "receipt" -> receipt = reader.byteString();
          default -> throw error("apple.member", "a member that statements don't have");
        }
      }
    }

    private MalformedEvidenceException error(String code, String message) {
      return new MalformedEvidenceException(code, reader.offset(), message);
    }
  }
}
