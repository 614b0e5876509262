// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

/// What `docs/encrypted-messages.md` fixes and users of this package need.
public final class MessageFormat {
  /// Of encrypted requests and responses, without parameters.
  public static final String CONTENT_TYPE = "application/strongroom-message";

  /// The status around an encrypted response, whatever the true one is.
  public static final int OUTER_STATUS = 200;

  /// The most plaintext in a chunk, in bytes.
  public static final int MAX_CHUNK = 16_384;

  /// The most chunks in a message, the head included.
  public static final long MAX_CHUNKS = 1L << 32;

  private MessageFormat() {}

  /// Whether a `content-type` header names encrypted messages; its parameters don't count.
  public static boolean isMessage(String contentType) {
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.strip().equalsIgnoreCase(CONTENT_TYPE);
  }
}
