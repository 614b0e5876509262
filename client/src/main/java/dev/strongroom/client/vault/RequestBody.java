// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.ledger.entry.CanonicalJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// What is sent to a vault, as bytes that can be wiped.
final class RequestBody {
  private static final String SHARE = "share";

  private RequestBody() {}

  /// The JSON of a request. A share is put in as bytes: it never becomes a text.
  ///
  /// @param members with a [CallerShare] as `share`, or without
  /// @return which the caller wipes
  static byte[] encoded(Map<String, ?> members) {
    if (!(members.get(SHARE) instanceof CallerShare share)) {
      return CanonicalJson.encode(members).toByteArray();
    }
    Map<String, Object> others = new HashMap<>(members);
    others.remove(SHARE);
    byte[] open = CanonicalJson.encode(others).toByteArray();
    byte[] name =
        ((others.isEmpty() ? "" : ",") + "\"" + SHARE + "\":").getBytes(StandardCharsets.US_ASCII);
    byte[] object = share.json();
    try {
      return ByteBuffer.allocate(open.length + name.length + object.length)
          .put(open, 0, open.length - 1)
          .put(name)
          .put(object)
          .put((byte) '}')
          .array();
    } finally {
      Arrays.fill(object, (byte) 0);
    }
  }
}
