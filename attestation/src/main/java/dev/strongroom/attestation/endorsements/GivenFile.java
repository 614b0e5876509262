// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.OcspResponse;
import dev.strongroom.attestation.x509.RevocationList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a file of endorsements in whichever form makers serve it or users have it, told by its
/// content:
///
/// - a bundle of ours
/// - PEM, also percent-encoded, as Intel's header fields have it
/// - DER of a certificate, a revocation list or an OCSP response, also in hexadecimal digits, as
///   PCCS serves lists
/// - answers of Intel's PCS and of PCCS: `tcbInfo` or `enclaveIdentity` with `signature`
/// - what quote verification libraries keep: `tcb_info`, `tcb_info_signature` and so on as texts of
///   one object
/// - a reference manifest, XML; a JSON Web Key Set; event logs: CCEL, or a list in JSON
public final class GivenFile {
  /// Where the first event of a TCG log names its format: behind the head of 32 bytes.
  private static final Bytes SPEC_ID = Bytes.utf8("Spec ID Event03\0");

  private static final int SPEC_ID_AT = 32;
  private static final int DER_SEQUENCE = 0x30;

  private GivenFile() {}

  /// Reads a file of unknown origin.
  ///
  /// @throws MalformedJsonException if it is none of these; says why
  public static Endorsements read(Bytes file) throws MalformedJsonException {
    return read(file, "");
  }

  /// Reads a file.
  ///
  /// @param name where it is from, for people; a bundle says so itself
  /// @throws MalformedJsonException if it is none of these; says why
  public static Endorsements read(Bytes file, String name) throws MalformedJsonException {
    if (file.isEmpty() || file.length() > Endorsements.MAX_LENGTH) {
      throw new MalformedJsonException("", "1 to " + Endorsements.MAX_LENGTH + " bytes are needed");
    }
    Optional<Endorsements.Type> der = file.at(0) == DER_SEQUENCE ? der(file) : Optional.empty();
    if (der.isPresent()) {
      return one(der.get(), file, name);
    }
    int end = SPEC_ID_AT + SPEC_ID.length();
    if (file.length() > end && file.slice(SPEC_ID_AT, end).equals(SPEC_ID)) {
      return one(Endorsements.Type.EVENT_LOG, file, name);
    }
    String text = file.asUtf8();
    if (text == null) {
      throw new MalformedJsonException(
          "", "neither text nor DER of a certificate, revocation list or OCSP response");
    }
    return text(file, text.strip(), name);
  }

  private static Endorsements text(Bytes file, String text, String name)
      throws MalformedJsonException {
    if (text.startsWith("{")) {
      return object(file, text, name);
    }
    if (text.startsWith("[")) {
      return list(file, text, name);
    }
    if (text.startsWith("<")) {
      if (!text.contains("SoftwareIdentity")) {
        throw new MalformedJsonException("", "XML that is no reference manifest");
      }
      return one(Endorsements.Type.REFERENCE_MANIFEST, file, name);
    }
    if (text.startsWith("-----BEGIN%20")) {
      return pem(percentDecoded(text), name);
    }
    return text.contains("-----BEGIN ") ? pem(text, name) : hex("", text, name);
  }

  /// All that PEM has and header fields don't.
  private static String percentDecoded(String text) {
    return text.replace("%0A", "\n")
        .replace("%0D", "\r")
        .replace("%20", " ")
        .replace("%2B", "+")
        .replace("%2F", "/")
        .replace("%3D", "=");
  }

  private static Endorsements object(Bytes file, String text, String name)
      throws MalformedJsonException {
    JsonNode object = JsonNode.parseWithNulls(text);
    Set<String> names = object.names();
    if (names.contains("items")) {
      return EndorsementFile.bundle(JsonNode.parse(text));
    }
    if (names.contains("tcbInfo")) {
      return one(Endorsements.Type.TCB_INFO, file, name);
    }
    if (names.contains("enclaveIdentity")) {
      return one(Endorsements.Type.QE_IDENTITY, file, name);
    }
    if (names.contains("keys")) {
      return one(Endorsements.Type.KEY_SET, file, name);
    }
    if (names.contains("tcb_info")) {
      return LibraryCollateral.read(JsonNode.parse(text), name);
    }
    throw object.error("an object that is no endorsement: " + String.join(", ", names));
  }

  /// A log in JSON is a list of events, which are objects.
  private static Endorsements list(Bytes file, String text, String name)
      throws MalformedJsonException {
    for (JsonNode event : JsonNode.parseWithNulls(text).items()) {
      if (!(event.value() instanceof Map<?, ?>)) {
        throw event.error("no event of a log");
      }
    }
    return one(Endorsements.Type.EVENT_LOG, file, name);
  }

  static Endorsements pem(String text, String name) throws MalformedJsonException {
    Endorsements read = EndorsementFile.pem(text);
    if (read.items().isEmpty()) {
      throw new MalformedJsonException("PEM", "neither a certificate nor a revocation list");
    }
    return new Endorsements(
        read.items().stream().map(item -> new Item(item.type(), item.content(), name)).toList());
  }

  static Endorsements hex(String place, String text, String name) throws MalformedJsonException {
    Bytes bytes;
    try {
      bytes = Bytes.fromHex(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedJsonException(place, "neither JSON, PEM, DER, XML nor hexadecimal digits");
    }
    Endorsements.Type type =
        der(bytes)
            .orElseThrow(() ->
                new MalformedJsonException(
                    place, "neither certificate, revocation list nor OCSP response"));
    return one(type, bytes, name);
  }

  private static Optional<Endorsements.Type> der(Bytes bytes) {
    for (Endorsements.Type type :
        List.of(
            Endorsements.Type.CERTIFICATE,
            Endorsements.Type.REVOCATION_LIST,
            Endorsements.Type.OCSP_RESPONSE)) {
      try {
        switch (type) {
          case CERTIFICATE -> {
            Certificate _ = Certificate.parse(bytes);
          }
          case REVOCATION_LIST -> {
            RevocationList _ = RevocationList.parse(bytes);
          }
          default -> {
            OcspResponse _ = OcspResponse.parse(bytes);
          }
        }
        return Optional.of(type);
      } catch (DerException e) {
        // Then it may be one of the others.
      }
    }
    return Optional.empty();
  }

  static Endorsements one(Endorsements.Type type, Bytes content, String name) {
    return new Endorsements(List.of(new Item(type, content, name)));
  }
}
