// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.entry;

import java.nio.charset.StandardCharsets;

/// What hashes start with, so that none can be taken for another.
final class Labels {
  static final byte[] ENTRY = label("strongroom entry v1");
  static final byte[] SALT = label("strongroom salt v1");
  static final byte[] EPOCH = label("strongroom epoch v1");

  private Labels() {}

  private static byte[] label(String text) {
    return (text + "\0").getBytes(StandardCharsets.US_ASCII);
  }
}
