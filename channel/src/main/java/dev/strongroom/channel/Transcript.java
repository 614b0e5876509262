// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;

/// What the attestation key signs (`docs/attested-channel.md`, section 4).
final class Transcript {
  private static final int LENGTH = 245;
  private static final int LABEL = 36;
  private static final byte SERVER = 1;

  /// RFC 9266, section 4.
  private static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding";

  private static final int EXPORTER = 32;

  private static final int HTTPS_LENGTH = 36 + 1 + 4 * 48;

  private Transcript() {}

  /// The server's transcript for a client that came over plain HTTPS.
  static byte[] ofHttps(Bytes statement, Bytes evidence, Bytes leafKeyInfo, Bytes nonce) {
    return ByteBuffer.allocate(HTTPS_LENGTH)
        .put("strongroom https attestation v1".getBytes(StandardCharsets.US_ASCII))
        .position(LABEL)
        .put(SERVER)
        .put(Digests.sha384(statement).toByteArray())
        .put(Digests.sha384(evidence).toByteArray())
        .put(Digests.sha384(leafKeyInfo).toByteArray())
        .put(Digests.sha384(nonce).toByteArray())
        .array();
  }

  /// The server's transcript of one exchange.
  ///
  /// @param leafKeyInfo SubjectPublicKeyInfo of the server's certificate, as this end sees it
  /// @throws SSLException if the session can't export keying material
  static byte[] of(
      Bytes statement,
      Bytes evidence,
      Bytes leafKeyInfo,
      ExtendedSSLSession session,
      ExchangeRequest request)
      throws SSLException {
    byte[] exporter = session.exportKeyingMaterialData(EXPORTER_LABEL, new byte[0], EXPORTER);
    return ByteBuffer.allocate(LENGTH)
        .put("strongroom attested channel v1".getBytes(StandardCharsets.US_ASCII))
        .position(LABEL)
        .put(SERVER)
        .put(Digests.sha384(statement).toByteArray())
        .put(Digests.sha384(evidence).toByteArray())
        .put(Digests.sha384(leafKeyInfo).toByteArray())
        .put(exporter)
        .put(request.nonce().toByteArray())
        .array();
  }
}
