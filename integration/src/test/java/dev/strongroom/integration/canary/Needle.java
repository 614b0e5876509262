// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Bytes that are looked for.
///
/// @param name what it means if they are found
record Needle(String name, Bytes bytes) {
  /// How a report of a crash shows a word of memory.
  private static final int WORD = 8;

  /// All the forms that a word may be kept in.
  static List<Needle> of(String name, String word) {
    byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
    Map<Bytes, String> forms = new LinkedHashMap<>();
    forms.put(Bytes.copyOf(utf8), "UTF-8");
    forms.put(Bytes.copyOf(word.getBytes(StandardCharsets.UTF_16LE)), "UTF-16LE");
    forms.put(Bytes.copyOf(word.getBytes(StandardCharsets.UTF_16BE)), "UTF-16BE");
    forms.put(Bytes.utf8(HexFormat.of().formatHex(utf8)), "hex");
    forms.put(Bytes.utf8(HexFormat.of().withUpperCase().formatHex(utf8)), "HEX");
    for (int before = 0; before < 3; before++) {
      forms.put(Bytes.utf8(inside(Base64.getEncoder(), utf8, before)), "base64 from " + before);
      forms.putIfAbsent(
          Bytes.utf8(inside(Base64.getUrlEncoder(), utf8, before)), "base64url from " + before);
    }
    // Numbers of eight bytes, the lowest one last.
    for (int at = 0; at + WORD <= utf8.length && at < WORD; at++) {
      StringBuilder number = new StringBuilder();
      for (int i = at + WORD - 1; i >= at; i--) {
        number.append(HexFormat.of().toHexDigits(utf8[i]));
      }
      forms.put(Bytes.utf8(number.toString()), "words of memory from " + at);
    }
    return forms.entrySet().stream()
        .map(form -> new Needle(name + " in " + form.getValue(), form.getKey()))
        .toList();
  }

  /// The characters that only these bytes decide, wherever they begin in what is encoded.
  private static String inside(Base64.Encoder encoder, byte[] bytes, int before) {
    byte[] shifted = new byte[before + bytes.length];
    Arrays.fill(shifted, (byte) 0);
    System.arraycopy(bytes, 0, shifted, before, bytes.length);
    String text = encoder.withoutPadding().encodeToString(shifted);
    return text.substring((before * 8 + 5) / 6, shifted.length * 8 / 6);
  }
}
