// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestationSource;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import java.io.IOException;
import java.security.cert.Certificate;
import java.util.Map;
import java.util.Optional;

/// Answers for the well-known path before the service does, so that each enclave can be checked in
/// the same way, whatever it runs.
final class WellKnown {
  private static final String NONCE = "nonce=";

  /// Anybody may read it, a page of another site as well: it proves itself.
  private static final Map<String, String> FIELDS =
      Map.of(
          "content-type", "application/json",
          "cache-control", "no-store",
          "access-control-allow-origin", "*");

  private final AttestationSource source;
  private final ServerCertificate own;

  /// @param own of connections that don't say which they were shown
  WellKnown(AttestationSource source, ServerCertificate own) {
    this.source = source;
    this.own = own;
  }

  static boolean concerns(Request request) {
    return request.path().equals(HttpsAttestation.PATH);
  }

  /// @param shown the certificate that the request's connection got
  Response handle(Request request, Optional<Certificate> shown) throws IOException {
    if (!request.method().equals("GET")) {
      return Response.text(405, "only GET\n");
    }
    if (!request.query().startsWith(NONCE)) {
      return Response.text(400, "a nonce is needed: ?nonce=<hexadecimal digits>\n");
    }
    try {
      Bytes nonce = Bytes.fromHex(request.query().substring(NONCE.length()));
      Bytes leafKeyInfo = Bytes.copyOf(shown.orElse(own.certificate()).getPublicKey().getEncoded());
      return new Response(
          200, FIELDS, Bytes.utf8(HttpsAttestation.make(source, leafKeyInfo, nonce).json()));
    } catch (IllegalArgumentException e) {
      return Response.text(
          400,
          "a nonce has "
              + HttpsAttestation.LEAST_NONCE
              + " to "
              + HttpsAttestation.MOST_NONCE
              + " bytes, in hexadecimal digits\n");
    }
  }
}
