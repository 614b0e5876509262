// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// The server's response (`docs/attested-channel.md`, section 3); nothing in it is verified yet.
///
/// @param statement an encoded [KeyStatement]
/// @param evidence one piece of evidence that binds it
/// @param signature by the attestation key over the transcript, 64 bytes
public record ExchangeResponse(Bytes statement, Bytes evidence, Bytes signature) {
  /// Of the evidence, in bytes: room for that of a machine (64 KiB at most) with 8 GPUs and 4
  /// switches whose drivers fill all that NVML gives them room for (18,052 bytes each), all of it
  /// twice in base64.
  public static final int MAX_EVIDENCE = 384 * 1024;

  private static final int MAGIC = 0x53524144;
  private static final byte VERSION = 1;
  private static final int MAX_STATEMENT = 1024;
  private static final int SIGNATURE = 64;

  /// Where the statement starts: behind magic, version and its length.
  private static final int STATEMENT = 4 + 1 + 2;

  /// Of the evidence's length.
  private static final int EVIDENCE = 4;

  /// Checks the lengths.
  public ExchangeResponse {
    if (outside(statement.length(), MAX_STATEMENT)
        || outside(evidence.length(), MAX_EVIDENCE)
        || signature.length() != SIGNATURE) {
      throw new IllegalArgumentException("a response's parts are limited in length");
    }
  }

  /// The response's bytes.
  public Bytes encoded() {
    ByteBuffer buffer =
        ByteBuffer.allocate(
            4 + 1 + 2 + statement.length() + 4 + evidence.length() + signature.length());
    buffer.putInt(MAGIC).put(VERSION);
    buffer.putShort((short) statement.length()).put(statement.toByteArray());
    buffer.putInt(evidence.length()).put(evidence.toByteArray());
    buffer.put(signature.toByteArray());
    return Bytes.copyOf(buffer.array());
  }

  /// Reads a response, and not one byte more.
  ///
  /// @throws MalformedExchangeException if something else is there
  /// @throws IOException if reading fails
  public static ExchangeResponse read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    if (data.readInt() != MAGIC || data.readByte() != VERSION) {
      throw new MalformedExchangeException("not a response of version 1");
    }
    Bytes statement = part(data, data.readUnsignedShort(), MAX_STATEMENT);
    Bytes evidence = part(data, data.readInt(), MAX_EVIDENCE);
    return new ExchangeResponse(statement, evidence, part(data, SIGNATURE, SIGNATURE));
  }

  /// How many bytes of a response are still to come, at least, if `received` is its beginning: for
  /// readers that can't block. 0 once it is complete.
  ///
  /// @return less than 0 if there are as many bytes behind the response
  /// @throws MalformedExchangeException if it isn't a response's beginning
  public static int missing(ByteBuffer received) throws MalformedExchangeException {
    ByteBuffer rest = received.slice();
    if (rest.remaining() < STATEMENT) {
      return STATEMENT - rest.remaining();
    }
    if (rest.getInt() != MAGIC || rest.get() != VERSION) {
      throw new MalformedExchangeException("not a response of version 1");
    }
    int evidenceAt = STATEMENT + length(Short.toUnsignedInt(rest.getShort()), MAX_STATEMENT);
    if (rest.limit() < evidenceAt + EVIDENCE) {
      return evidenceAt + EVIDENCE - rest.limit();
    }
    int evidence = length(rest.getInt(evidenceAt), MAX_EVIDENCE);
    return evidenceAt + EVIDENCE + evidence + SIGNATURE - rest.limit();
  }

  private static Bytes part(DataInputStream data, int length, int most) throws IOException {
    byte[] part = new byte[length(length, most)];
    data.readFully(part);
    return Bytes.copyOf(part);
  }

  private static int length(int length, int most) throws MalformedExchangeException {
    if (outside(length, most)) {
      throw new MalformedExchangeException("part of " + length + " bytes in the response");
    }
    return length;
  }

  private static boolean outside(int length, int most) {
    return length < 1 || length > most;
  }
}
