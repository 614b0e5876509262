// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestationSource;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import java.util.Map;

/// Answers for the well-known path before the service does, so that each enclave can be checked in
/// the same way, whatever it runs.
final class WellKnown implements Service.Handler {
  private static final String NONCE = "nonce=";

  /// Anybody may read it, a page of another site as well: it proves itself.
  private static final Map<String, String> FIELDS =
      Map.of(
          "content-type", "application/json",
          "cache-control", "no-store",
          "access-control-allow-origin", "*");

  private final AttestationSource source;
  private final Bytes leafKeyInfo;
  private final Service.Handler service;

  WellKnown(AttestationSource source, ServerCertificate certificate, Service.Handler service) {
    this.source = source;
    this.leafKeyInfo = Bytes.copyOf(certificate.certificate().getPublicKey().getEncoded());
    this.service = service;
  }

  @Override
  public Response handle(Request request) throws Exception {
    if (!request.path().equals(HttpsAttestation.PATH)) {
      return service.handle(request);
    }
    if (!request.method().equals("GET")) {
      return Response.text(405, "only GET\n");
    }
    if (!request.query().startsWith(NONCE)) {
      return Response.text(400, "a nonce is needed: ?nonce=<hexadecimal digits>\n");
    }
    try {
      Bytes nonce = Bytes.fromHex(request.query().substring(NONCE.length()));
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
