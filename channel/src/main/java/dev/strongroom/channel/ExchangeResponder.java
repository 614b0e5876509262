// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestationSource.Attested;
import java.io.IOException;
import java.security.cert.Certificate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/// The server's side of the exchange. Thread-safe.
public final class ExchangeResponder {
  /// The protocol's name in ALPN.
  public static final String ALPN = "strongroom-attested/1";

  private final AttestationSource source;

  /// A responder that answers with evidence from `source`.
  public ExchangeResponder(AttestationSource source) {
    this.source = source;
  }

  /// Answers a request that came over `session`.
  ///
  /// @throws SSLException if the session isn't TLS 1.3, or has no certificate of ours
  /// @throws IOException if no evidence can be had
  public ExchangeResponse answer(ExchangeRequest request, SSLSession session) throws IOException {
    if (!(session instanceof ExtendedSSLSession extended)
        || !session.getProtocol().equals("TLSv1.3")) {
      throw new SSLException("the attested channel needs TLS 1.3");
    }
    Certificate[] own = session.getLocalCertificates();
    if (own == null || own.length == 0) {
      throw new SSLException("the session has no certificate of this server");
    }
    Attested attested = request.fresh() ? source.fresh(request.nonce()) : source.current();
    Bytes statement = attested.statement().encoded();
    Bytes leafKeyInfo = Bytes.copyOf(own[0].getPublicKey().getEncoded());
    byte[] transcript =
        Transcript.of(statement, attested.evidence(), leafKeyInfo, extended, request);
    return new ExchangeResponse(
        statement, attested.evidence(), attested.attestationKey().sign(transcript));
  }
}
