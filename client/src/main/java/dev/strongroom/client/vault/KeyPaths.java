// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import java.util.regex.Pattern;

/// Where keys are in the interface.
final class KeyPaths {
  static final String KEYS = "/v1/keys";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

  private KeyPaths() {}

  /// @throws IllegalArgumentException if no key has this id
  static String of(String keyId) {
    if (!ID.matcher(keyId).matches()) {
      throw new IllegalArgumentException("a key's id has 1 to 128 letters, digits and . _ : -");
    }
    return KEYS + "/" + keyId;
  }

  static String of(String keyId, String act) {
    return of(keyId) + "/" + act;
  }
}
