// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.RevocationList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Endorsements in files as makers serve them, told apart by content: a bundle of ours, PEM, DER
/// (certificate, revocation list, OCSP response), JSON (Intel's TCB info and QE identity, key
/// sets), XML (reference manifests), and logs of events.
public final class GivenFile {
  // The first event of a crypto-agile log is an old one: register, type 3, a digest of zeros.
  private static final int EVENT_HEAD = 28;
  private static final Bytes SPEC_EVENT = Bytes.utf8("Spec ID Event03\0");

  private GivenFile() {}

  /// Reads a file.
  ///
  /// @param name where it is from, for people
  /// @throws MalformedJsonException if it is none of these; says why
  public static Endorsements read(Bytes content, String name) throws MalformedJsonException {
    if (content.isEmpty() || content.length() > Endorsements.MAX_LENGTH) {
      throw new MalformedJsonException("", "1 to " + Endorsements.MAX_LENGTH + " bytes are needed");
    }
    if (content.at(0) == 0x30 && content.length() > 1) {
      return der(content, name);
    }
    if (content.length() > EVENT_HEAD + 20
        && content.slice(EVENT_HEAD + 4, EVENT_HEAD + 20).equals(SPEC_EVENT)) {
      return one(Endorsements.Type.EVENT_LOG, content, name);
    }
    String text = content.asUtf8();
    if (text == null) {
      throw new MalformedJsonException("", "neither DER nor text");
    }
    String start = text.stripLeading();
    if (start.startsWith("{")) {
      return json(content, JsonNode.parse(text), name);
    }
    if (start.startsWith("<")) {
      if (!text.contains("SoftwareIdentity")) {
        throw new MalformedJsonException("", "XML that is no reference manifest");
      }
      return one(Endorsements.Type.REFERENCE_MANIFEST, content, name);
    }
    List<Item> items = new ArrayList<>();
    for (Item item : EndorsementFile.pem(text).items()) {
      items.add(new Item(item.type(), item.content(), name));
    }
    if (items.isEmpty()) {
      throw new MalformedJsonException("", "neither PEM, DER, JSON nor XML");
    }
    return new Endorsements(items);
  }

  private static Endorsements json(Bytes content, JsonNode whole, String name)
      throws MalformedJsonException {
    Set<String> names = whole.names();
    if (names.contains("items")) {
      return EndorsementFile.bundle(whole);
    }
    if (names.contains("tcbInfo")) {
      return one(Endorsements.Type.TCB_INFO, content, name);
    }
    if (names.contains("enclaveIdentity")) {
      return one(Endorsements.Type.QE_IDENTITY, content, name);
    }
    if (names.contains("keys")) {
      return one(Endorsements.Type.KEY_SET, content, name);
    }
    throw new MalformedJsonException("", "JSON that is no endorsement");
  }

  private static Endorsements der(Bytes content, String name) throws MalformedJsonException {
    for (Endorsements.Type type :
        List.of(
            Endorsements.Type.CERTIFICATE,
            Endorsements.Type.REVOCATION_LIST,
            Endorsements.Type.OCSP_RESPONSE)) {
      if (isA(type, content)) {
        return one(type, content, name);
      }
    }
    throw new MalformedJsonException(
        "", "DER that is neither certificate, revocation list nor OCSP response");
  }

  private static boolean isA(Endorsements.Type type, Bytes content) {
    try {
      switch (type) {
        case CERTIFICATE -> {
          Certificate _ = Certificate.parse(content);
        }
        case REVOCATION_LIST -> {
          RevocationList _ = RevocationList.parse(content);
        }
        default -> {
          OcspLayout.Content _ = OcspLayout.read(content);
        }
      }
      return true;
    } catch (DerException e) {
      return false;
    }
  }

  private static Endorsements one(Endorsements.Type type, Bytes content, String name) {
    return new Endorsements(List.of(new Item(type, content, name)));
  }
}
