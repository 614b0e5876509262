// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.egress;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the enclave asks for.
///
/// @param host a name or an IPv4 address
/// @param port 1 to 65535
record EgressRequest(String host, int port) {
  private static final int MAGIC = 0x53524551;
  private static final int VERSION = 1;
  private static final int LONGEST = 253;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  /// Reads a request.
  ///
  /// @return empty if it is malformed
  /// @throws IOException if the enclave went away
  static Optional<EgressRequest> read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    if (data.readInt() != MAGIC || data.readUnsignedByte() != VERSION) {
      return Optional.empty();
    }
    int port = data.readUnsignedShort();
    int length = data.readUnsignedByte();
    if (port == 0 || length == 0 || length > LONGEST) {
      return Optional.empty();
    }
    byte[] name = in.readNBytes(length);
    if (name.length < length) {
      throw new EOFException("the request ends within its name");
    }
    String host = new String(name, StandardCharsets.ISO_8859_1);
    return NAME.matcher(host).matches()
        ? Optional.of(new EgressRequest(host, port))
        : Optional.empty();
  }
}
