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
import dev.strongroom.attestation.x509.OcspResponse;
import dev.strongroom.attestation.x509.RevocationList;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The forms in which services answer.
final class Forms {
  private static final int FEWEST_CERTIFICATES = 2;

  private Forms() {}

  /// A certificate, DER or PEM.
  static Certificate certificate(Question question, Bytes body) throws FetchException {
    Bytes der = body;
    if (body.isEmpty() || body.at(0) != 0x30) {
      List<Item> items = chain(question, text(question, body), 1);
      if (items.size() != 1) {
        throw question.failed(Problem.MALFORMED, "not one certificate");
      }
      der = items.getFirst().content();
    }
    try {
      return Certificate.parse(der);
    } catch (DerException e) {
      throw question.failed(Problem.MALFORMED, "not a certificate: " + e.getMessage());
    }
  }

  /// Certificates in PEM, two at least.
  static List<Item> chain(Question question, Answer answer, boolean kept) throws FetchException {
    return chain(question, text(question, answer.body()), FEWEST_CERTIFICATES);
  }

  private static List<Item> chain(Question question, String pem, int least) throws FetchException {
    try {
      List<Item> items = new ArrayList<>();
      for (Bytes der : EndorsementFile.pem(pem).of(Endorsements.Type.CERTIFICATE)) {
        items.add(item(question, Endorsements.Type.CERTIFICATE, Certificate.parse(der).encoded()));
      }
      if (items.size() < least) {
        throw question.failed(Problem.MALFORMED, "fewer certificates than " + least);
      }
      return items;
    } catch (MalformedJsonException | DerException e) {
      throw question.failed(Problem.MALFORMED, "not certificates: " + e.getMessage());
    }
  }

  /// The chain in a header: PEM, percent-encoded.
  static List<Item> headerChain(Question question, Answer answer) throws FetchException {
    String header = answer.chain().orElse("");
    if (header.isEmpty()) {
      throw question.failed(Problem.MALFORMED, "without the header " + question.header());
    }
    try {
      // A plus is a plus of base64 here, not a blank.
      return chain(
          question,
          URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.UTF_8),
          FEWEST_CERTIFICATES);
    } catch (IllegalArgumentException e) {
      throw question.failed(Problem.MALFORMED, "its header " + question.header());
    }
  }

  /// A revocation list: DER, its hexadecimal digits, or PEM.
  static List<Item> revocationList(Question question, Answer answer, boolean kept)
      throws FetchException {
    Bytes body = answer.body();
    try {
      Bytes der = body;
      if (body.isEmpty() || body.at(0) != 0x30 || !isDer(body)) {
        String text = text(question, body).strip();
        if (text.startsWith("-----")) {
          List<Bytes> lists = EndorsementFile.pem(text).of(Endorsements.Type.REVOCATION_LIST);
          if (lists.size() != 1) {
            throw question.failed(Problem.MALFORMED, "not one revocation list");
          }
          der = lists.getFirst();
        } else {
          der = Bytes.fromHex(text);
        }
      }
      Bytes list = RevocationList.parse(der).encoded();
      List<Item> items = new ArrayList<>();
      items.add(item(question, Endorsements.Type.REVOCATION_LIST, list));
      if (!question.header().isEmpty()) {
        items.addAll(headerChain(question, answer));
      }
      return items;
    } catch (DerException | MalformedJsonException | IllegalArgumentException e) {
      throw question.failed(Problem.MALFORMED, "not a revocation list: " + e.getMessage());
    }
  }

  /// `30` is also how hexadecimal digits of DER begin: as text, `3` is 33.
  private static boolean isDer(Bytes body) {
    return body.length() > 1 && body.at(1) >= 0x80;
  }

  /// A reference manifest in base64, in an object that names it.
  static Desk.Form manifest(String id) {
    return (question, answer, _) -> {
      try {
        JsonNode said = JsonNode.parse(text(question, answer.body()));
        if (!said.member("id").text().equals(id)) {
          throw question.failed(Problem.DIFFERS, "about " + said.member("id").text());
        }
        Bytes manifest = Bytes.copyOf(Base64.getDecoder().decode(said.member("rim").text()));
        String xml = manifest.asUtf8();
        if (xml == null || !xml.contains("SoftwareIdentity")) {
          throw question.failed(Problem.MALFORMED, "not a reference manifest");
        }
        return List.of(item(question, Endorsements.Type.REFERENCE_MANIFEST, manifest));
      } catch (MalformedJsonException | IllegalArgumentException e) {
        throw question.failed(Problem.MALFORMED, "not a reference manifest: " + e.getMessage());
      }
    };
  }

  /// A JSON Web Key Set.
  static List<Item> keySet(Question question, Answer answer, boolean kept) throws FetchException {
    try {
      for (JsonNode key : JsonNode.parse(text(question, answer.body())).member("keys").items()) {
        String _ = key.member("kty").text();
      }
      return List.of(item(question, Endorsements.Type.KEY_SET, answer.body()));
    } catch (MalformedJsonException e) {
      throw question.failed(Problem.MALFORMED, "not a key set: " + e.getMessage());
    }
  }

  /// What an OCSP responder says about what it was asked.
  static Desk.Form ocsp(OcspQuestion asked) {
    return (question, answer, kept) -> {
      try {
        OcspResponse response = OcspResponse.parse(answer.body());
        if (!asked.isAnsweredBy(response)) {
          throw question.failed(Problem.DIFFERS, "about another certificate");
        }
        if (!kept && !asked.nonce().equals(response.nonce())) {
          throw question.failed(Problem.DIFFERS, "without the nonce that was sent");
        }
        return List.of(item(question, Endorsements.Type.OCSP_RESPONSE, answer.body()));
      } catch (DerException e) {
        throw question.failed(Problem.MALFORMED, "not an OCSP response: " + e.getMessage());
      }
    };
  }

  static boolean contains(Bytes whole, Bytes part) {
    for (int at = 0; at + part.length() <= whole.length(); at++) {
      if (whole.slice(at, at + part.length()).equals(part)) {
        return true;
      }
    }
    return false;
  }

  static String text(Question question, Bytes body) throws FetchException {
    String text = body.asUtf8();
    if (text == null) {
      throw question.failed(Problem.MALFORMED, "not text");
    }
    return text;
  }

  static Item item(Question question, Endorsements.Type type, Bytes content) throws FetchException {
    try {
      return new Item(type, content, question.url().toString());
    } catch (IllegalArgumentException e) {
      throw question.failed(Problem.MALFORMED, "empty");
    }
  }
}
