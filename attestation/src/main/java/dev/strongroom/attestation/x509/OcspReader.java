// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import dev.strongroom.attestation.x509.OcspResponse.Answer;
import dev.strongroom.attestation.x509.OcspResponse.Responder;
import dev.strongroom.attestation.x509.OcspResponse.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads an OCSP response (RFC 6960, 4.2.1) element by element.
final class OcspReader {
  private static final int MOST_ANSWERS = 64;
  private static final int MOST_CERTIFICATES = 8;
  private static final int SERIAL_LIMIT = 21;
  private static final int ENUMERATED = 0x0a;
  private static final int NULL = 0x05;
  private static final Bytes BASIC = Bytes.fromHex("2b0601050507300101");
  private static final Bytes NONCE = Bytes.fromHex("2b0601050507300102");

  /// How a certificate may be named; which one is the asker's choice, and no signature rests on it.
  private static final Map<Bytes, String> DIGESTS =
      Map.of(
          Bytes.fromHex("2b0e03021a"), "SHA-1",
          Bytes.fromHex("608648016503040201"), "SHA-256",
          Bytes.fromHex("608648016503040202"), "SHA-384",
          Bytes.fromHex("608648016503040203"), "SHA-512");

  private OcspReader() {}

  /// Reads a response.
  ///
  /// @throws DerException if `encoded` isn't exactly one successful basic response in DER
  static OcspResponse read(Bytes encoded) throws DerException {
    if (encoded.length() > OcspResponse.MAX_LENGTH) {
      throw new DerException(0, "longer than " + OcspResponse.MAX_LENGTH + " bytes");
    }
    DerReader outer = DerReader.of(encoded);
    DerReader response = outer.enter(DerReader.SEQUENCE);
    outer.end();
    int start = response.offset();
    Bytes status = response.content(ENUMERATED);
    if (status.length() != 1 || status.at(0) != 0) {
      throw new DerException(start, "the responder didn't answer: status " + status);
    }
    DerReader wrapped = response.enter(0xa0);
    response.end();
    DerReader typed = wrapped.enter(DerReader.SEQUENCE);
    wrapped.end();
    if (!typed.content(DerReader.OBJECT_IDENTIFIER).equals(BASIC)) {
      throw new DerException(start, "not a basic response");
    }
    DerReader content = typed.enter(DerReader.OCTET_STRING);
    typed.end();
    DerReader basic = content.enter(DerReader.SEQUENCE);
    content.end();
    Bytes signedPart = basic.element(DerReader.SEQUENCE);
    Bytes algorithm = basic.element(DerReader.SEQUENCE);
    Bytes signature = basic.wholeBitString();
    List<Certificate> certificates = new ArrayList<>();
    if (basic.more()) {
      DerReader explicit = basic.enter(0xa0);
      DerReader list = explicit.enter(DerReader.SEQUENCE);
      explicit.end();
      while (list.more()) {
        if (certificates.size() == MOST_CERTIFICATES) {
          throw new DerException(list.offset(), "more than " + MOST_CERTIFICATES + " certificates");
        }
        certificates.add(Certificate.parse(list.element(DerReader.SEQUENCE)));
      }
    }
    basic.end();
    return data(signedPart, algorithm, signature, certificates);
  }

  private static OcspResponse data(
      Bytes signedPart, Bytes algorithm, Bytes signature, List<Certificate> certificates)
      throws DerException {
    DerReader data = DerReader.of(signedPart).enter(DerReader.SEQUENCE);
    Responder responder;
    if (data.next(0xa1)) {
      DerReader name = data.enter(0xa1);
      responder = new Responder(name.element(DerReader.SEQUENCE), null);
      name.end();
    } else {
      DerReader key = data.enter(0xa2);
      responder = new Responder(null, key.content(DerReader.OCTET_STRING));
      key.end();
    }
    Instant producedAt = data.time();
    List<Answer> answers = new ArrayList<>();
    OcspExtensions extensions = new OcspExtensions();
    DerReader list = data.enter(DerReader.SEQUENCE);
    while (list.more()) {
      if (answers.size() == MOST_ANSWERS) {
        throw new DerException(list.offset(), "more than " + MOST_ANSWERS + " answers");
      }
      answers.add(answer(list.enter(DerReader.SEQUENCE), extensions));
    }
    if (data.more()) {
      extensions.read(data);
    }
    data.end();
    return new OcspResponse(
        signedPart,
        responder,
        producedAt,
        answers,
        extensions.nonce,
        extensions.notUnderstood,
        certificates,
        algorithm,
        signature);
  }

  private static Answer answer(DerReader answer, OcspExtensions extensions) throws DerException {
    DerReader id = answer.enter(DerReader.SEQUENCE);
    int start = id.offset();
    DerReader algorithm = id.enter(DerReader.SEQUENCE);
    String digest = DIGESTS.get(algorithm.content(DerReader.OBJECT_IDENTIFIER));
    if (digest == null) {
      throw new DerException(start, "certificate named by a digest that isn't known");
    }
    if (algorithm.more() && !algorithm.content(NULL).isEmpty()) {
      throw new DerException(start, "digest with parameters");
    }
    algorithm.end();
    Bytes issuerName = id.content(DerReader.OCTET_STRING);
    Bytes issuerKey = id.content(DerReader.OCTET_STRING);
    Bytes serial = id.integer(SERIAL_LIMIT);
    id.end();
    Status status;
    int reason = -1;
    int statusAt = answer.offset();
    if (answer.next(0x80)) {
      status = Status.GOOD;
      empty(answer.content(0x80), statusAt);
    } else if (answer.next(0xa1)) {
      status = Status.REVOKED;
      DerReader revoked = answer.enter(0xa1);
      revoked.time();
      if (revoked.more()) {
        DerReader explicit = revoked.enter(0xa0);
        Bytes code = explicit.content(ENUMERATED);
        explicit.end();
        reason = code.length() == 1 ? code.at(0) : -1;
      }
      revoked.end();
    } else {
      status = Status.UNKNOWN;
      empty(answer.content(0x82), statusAt);
    }
    Instant thisUpdate = answer.time();
    Instant nextUpdate = null;
    if (answer.next(0xa0)) {
      DerReader explicit = answer.enter(0xa0);
      nextUpdate = explicit.time();
      explicit.end();
    }
    if (answer.more()) {
      extensions.read(answer);
    }
    answer.end();
    return new Answer(
        digest, issuerName, issuerKey, serial, status, reason, thisUpdate, nextUpdate);
  }

  private static void empty(Bytes content, int at) throws DerException {
    if (!content.isEmpty()) {
      throw new DerException(at, "status with a content");
    }
  }

  /// What the extensions of a response and its answers say.
  private static final class OcspExtensions {
    private @Nullable Bytes nonce;
    private boolean notUnderstood;

    private void read(DerReader from) throws DerException {
      DerReader explicit = from.enter(0xa1);
      DerReader list = explicit.enter(DerReader.SEQUENCE);
      explicit.end();
      while (list.more()) {
        DerReader extension = list.enter(DerReader.SEQUENCE);
        Bytes id = extension.content(DerReader.OBJECT_IDENTIFIER);
        boolean critical = extension.next(DerReader.BOOLEAN) && extension.bool();
        Bytes value = extension.content(DerReader.OCTET_STRING);
        extension.end();
        if (id.equals(NONCE)) {
          nonce = value;
        } else {
          notUnderstood |= critical;
        }
      }
    }
  }
}
