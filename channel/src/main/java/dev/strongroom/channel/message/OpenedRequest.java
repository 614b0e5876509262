// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;

/// A request that was opened, and the only thing that seals its response. Not thread-safe.
public final class OpenedRequest {
  private final List<Field> fields;
  private final InputStream body;
  private final RequestKeys keys;
  private final SecureRandom random;

  OpenedRequest(List<Field> fields, InputStream body, RequestKeys keys, SecureRandom random) {
    this.fields = fields;
    this.body = body;
    this.keys = keys;
    this.random = random;
  }

  /// The header fields that came inside.
  public List<Field> fields() {
    return fields;
  }

  /// The body; fails with a [MessageException] where it isn't the client's. Not limited in length.
  public InputStream body() {
    return body;
  }

  /// Begins a response, under keys of its own even if there was one before.
  ///
  /// @param status 200 to 599
  /// @param out gets the encrypted response; flushed as the body is, never closed
  /// @throws IllegalArgumentException if status or fields can't be sent
  /// @throws IOException if writing fails
  public SealedResponse respond(int status, List<Field> responseFields, OutputStream out)
      throws IOException {
    ByteBuffer head = new ResponseHeader.Head(status, responseFields).encoded();
    byte[] salt = new byte[ResponseHeader.SALT];
    random.nextBytes(salt);
    ResponseHeader header = new ResponseHeader(Bytes.copyOf(salt));
    ChunkSealer sealer = new ChunkSealer(keys.response(header.salt()));
    out.write(header.encoded().toByteArray());
    out.write(sealer.head(head));
    return new SealedResponse(sealer, out);
  }
}
