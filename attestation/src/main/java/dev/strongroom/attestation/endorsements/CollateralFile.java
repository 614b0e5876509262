// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.RevocationList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads a file of endorsements in whichever form users have it, recognised by content:
///
/// - a bundle of ours, PEM (also percent-encoded, as Intel's header fields have it), DER of a
///   certificate or a revocation list, the latter also in hexadecimal digits, as PCCS serves it
/// - answers of Intel's PCS and of PCCS: `tcbInfo` or `enclaveIdentity` with `signature`
/// - what quote verification libraries keep: `tcb_info`, `tcb_info_signature` and so on as texts of
///   one object
/// - event logs: CCEL, or a list in JSON
public final class CollateralFile {
  /// What the texts of a verification library's object are called, and what they are.
  private static final Set<String> CHAINS =
      Set.of(
          "pck_crl_issuer_chain",
          "tcb_info_issuer_chain",
          "qe_identity_issuer_chain",
          "pck_certificate_chain");

  private static final Set<String> LISTS = Set.of("root_ca_crl", "pck_crl");

  /// Where the first event of a TCG log names its format: behind the head of 32 bytes.
  private static final Bytes SPEC_ID = Bytes.utf8("Spec ID Event03\0");

  private CollateralFile() {}

  /// Reads a file.
  ///
  /// @throws MalformedJsonException if it is none of these; says why
  public static Endorsements read(Bytes file) throws MalformedJsonException {
    if (file.isEmpty() || file.length() > Endorsements.MAX_LENGTH) {
      throw new MalformedJsonException("", "1 to " + Endorsements.MAX_LENGTH + " bytes are needed");
    }
    if (file.at(0) == 0x30) {
      Optional<Endorsements> der = der(file);
      if (der.isPresent()) {
        return der.get();
      }
    }
    if (file.length() > 48 && file.slice(32, 48).equals(SPEC_ID)) {
      return one(Endorsements.Type.EVENT_LOG, file);
    }
    String text = file.asUtf8();
    if (text == null) {
      throw new MalformedJsonException("", "neither DER nor text");
    }
    return text(file, text.strip());
  }

  private static Endorsements text(Bytes file, String text) throws MalformedJsonException {
    if (text.startsWith("{")) {
      return object(file, JsonNode.parse(text));
    }
    if (text.startsWith("[")) {
      return one(Endorsements.Type.EVENT_LOG, file);
    }
    if (text.startsWith("-----BEGIN%20")) {
      return pem(percentDecoded(text));
    }
    return text.contains("-----BEGIN ") ? pem(text) : hex("", text);
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

  private static Endorsements object(Bytes file, JsonNode object) throws MalformedJsonException {
    Set<String> names = object.names();
    if (names.contains("items")) {
      return EndorsementFile.bundle(object);
    }
    if (names.equals(Set.of("tcbInfo", "signature"))) {
      return one(Endorsements.Type.TCB_INFO, file);
    }
    if (names.equals(Set.of("enclaveIdentity", "signature"))) {
      return one(Endorsements.Type.QE_IDENTITY, file);
    }
    if (names.contains("tcb_info")) {
      return library(object);
    }
    throw object.error("an object of an unknown form: " + String.join(", ", names));
  }

  /// The object of a verification library. What was signed is the text of a member, so the answer
  /// is put together around it again, byte by byte.
  private static Endorsements library(JsonNode object) throws MalformedJsonException {
    Endorsements all = Endorsements.NONE;
    for (String name : object.names()) {
      JsonNode member = object.member(name);
      if (CHAINS.contains(name)) {
        all = with(member, all, pem(member.text()));
      } else if (LISTS.contains(name)) {
        all = with(member, all, hex(name, member.text()));
      } else if (name.equals("tcb_info")) {
        all = with(member, all, answer(object, Endorsements.Type.TCB_INFO, "tcbInfo", name));
      } else if (name.equals("qe_identity")) {
        all =
            with(
                member,
                all,
                answer(object, Endorsements.Type.QE_IDENTITY, "enclaveIdentity", name));
      } else if (!name.equals("tcb_info_signature") && !name.equals("qe_identity_signature")) {
        throw member.error("unknown");
      }
    }
    return all;
  }

  private static Endorsements answer(
      JsonNode object, Endorsements.Type type, String outer, String name)
      throws MalformedJsonException {
    JsonNode signed = object.member(name);
    JsonNode signature = object.member(name + "_signature");
    // One whole object: else a text could close this one and open another.
    JsonNode.parse(signed.text()).names();
    String digits;
    try {
      digits = Bytes.fromHex(signature.text()).hex();
    } catch (IllegalArgumentException e) {
      throw signature.error("not hexadecimal digits");
    }
    return one(
        type,
        Bytes.utf8("{\"" + outer + "\":" + signed.text() + ",\"signature\":\"" + digits + "\"}"));
  }

  private static Endorsements with(JsonNode place, Endorsements all, Endorsements more)
      throws MalformedJsonException {
    try {
      return all.with(more);
    } catch (IllegalArgumentException e) {
      throw place.error(String.valueOf(e.getMessage()));
    }
  }

  private static Endorsements pem(String text) throws MalformedJsonException {
    Endorsements read = EndorsementFile.pem(text);
    if (read.items().isEmpty()) {
      throw new MalformedJsonException("PEM", "neither a certificate nor a revocation list");
    }
    return read;
  }

  private static Endorsements hex(String place, String text) throws MalformedJsonException {
    Bytes bytes;
    try {
      bytes = Bytes.fromHex(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedJsonException(place, "neither JSON, PEM nor hexadecimal digits");
    }
    return der(bytes)
        .orElseThrow(
            () -> new MalformedJsonException(place, "neither certificate nor revocation list"));
  }

  private static Optional<Endorsements> der(Bytes bytes) {
    try {
      return Optional.of(one(Endorsements.Type.CERTIFICATE, Certificate.parse(bytes).encoded()));
    } catch (DerException e) {
      // Then it may be the other.
    }
    try {
      return Optional.of(
          one(Endorsements.Type.REVOCATION_LIST, RevocationList.parse(bytes).encoded()));
    } catch (DerException e) {
      return Optional.empty();
    }
  }

  private static Endorsements one(Endorsements.Type type, Bytes content) {
    return new Endorsements(List.of(Item.of(type, content)));
  }
}
