// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Text around base64 (RFC 7468).
public final class Pem {
  private Pem() {}

  /// What is inside the only block with this label.
  public static Optional<Bytes> only(String label, String text) {
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    List<String> lines = new ArrayList<>(text.lines().map(String::strip).toList());
    int from = lines.indexOf(begin);
    int to = lines.indexOf(end);
    if (from < 0 || to < from || from != lines.lastIndexOf(begin)) {
      return Optional.empty();
    }
    try {
      String base64 = String.join("", lines.subList(from + 1, to));
      return Optional.of(Bytes.copyOf(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
