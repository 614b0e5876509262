// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Reads certificates in PEM (RFC 7468, 5), with nothing but white space around them.
final class PemBlocks {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final String SPACE = " \t\r\n";

  private PemBlocks() {}

  /// Whether the first thing that isn't white space is a dash.
  static boolean begins(Bytes encoded) {
    for (int i = 0; i < encoded.length(); i++) {
      if (SPACE.indexOf(encoded.at(i)) < 0) {
        return encoded.at(i) == '-';
      }
    }
    return false;
  }

  static List<Bytes> read(Bytes encoded) throws MalformedEvidenceException {
    String text = encoded.asUtf8();
    if (text == null || text.length() != encoded.length()) {
      throw new MalformedEvidenceException("android.pem", 0, "PEM that isn't ASCII");
    }
    List<Bytes> blocks = new ArrayList<>();
    int at = skip(text, 0);
    while (at < text.length() && blocks.size() <= AndroidKeyEvidence.MAX_CHAIN) {
      // From behind the first line on: the dashes that end it could else begin the last one.
      int end = text.startsWith(BEGIN, at) ? text.indexOf(END, at + BEGIN.length()) : -1;
      if (end < 0) {
        throw new MalformedEvidenceException("android.pem", at, "no whole certificate in PEM");
      }
      blocks.add(decode(text.substring(at + BEGIN.length(), end), at));
      at = skip(text, end + END.length());
    }
    return blocks;
  }

  private static Bytes decode(String body, int at) throws MalformedEvidenceException {
    StringBuilder digits = new StringBuilder(body.length());
    body.chars().filter(c -> SPACE.indexOf(c) < 0).forEach(c -> digits.append((char) c));
    try {
      return Bytes.copyOf(Base64.getDecoder().decode(digits.toString()));
    } catch (IllegalArgumentException e) {
      throw new MalformedEvidenceException("android.pem", at, "not base64");
    }
  }

  private static int skip(String text, int from) {
    int at = from;
    while (at < text.length() && SPACE.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }
}
