// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.x509.Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which reference manifests an NVIDIA device has, by the opaque data of its report (SPDM 1.1,
/// DSP0274, 10.11) and the chip's name in its certificates.
final class SpdmOpaque {
  private static final Bytes REQUEST = Bytes.fromHex("11e001ff");
  private static final int REQUEST_LENGTH = 37;
  private static final int RESPONSE_HEAD = 8;
  private static final int NONCE = 32;
  private static final int DRIVER = 3;
  private static final int VBIOS = 6;
  private static final int CHIP_SKU = 15;
  private static final int PROJECT = 17;
  private static final int PROJECT_SKU = 18;
  // A switch doesn't say: NVIDIA has one kind of LS10 boards.
  private static final String SWITCH_BOARD = "5612_0002_890";
  private static final Pattern CHIP = Pattern.compile("\\b(G[A-Z]\\d{3}|LS\\d{2})\\b");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.]{1,32}");

  private SpdmOpaque() {}

  static boolean looksLike(Bytes bytes) {
    return bytes.length() > REQUEST_LENGTH && bytes.startsWith(REQUEST);
  }

  /// Names of a device's manifests: the driver's, which switches don't have, and the firmware's.
  static List<List<String>> manifests(Bytes bytes, List<Certificate> chain)
      throws UnknownEvidenceException {
    Map<Integer, Bytes> fields = fields(new LittleEndian(bytes));
    Bytes vbios = fields.get(VBIOS);
    if (vbios == null) {
      throw new UnknownEvidenceException("the report names no firmware");
    }
    if (!fields.containsKey(DRIVER)) {
      String version = text("firmware", vbios).replace(".", "");
      return List.of(List.of("NV_SWITCH_BIOS_" + SWITCH_BOARD + "_" + version));
    }
    List<List<String>> names = new ArrayList<>();
    String driver = text("driver", fields.get(DRIVER));
    String chip = chip(chain);
    String plain = "NV_GPU_DRIVER_" + chip + "_" + driver;
    String confidential = "NV_GPU_CC_DRIVER_" + chip + "_" + driver;
    names.add(chip.startsWith("GH") ? List.of(plain, confidential) : List.of(confidential, plain));
    names.add(
        List.of(
            "NV_GPU_VBIOS_"
                + text("project", fields.get(PROJECT))
                + "_"
                + text("board", fields.get(PROJECT_SKU))
                + "_"
                + text("chip", fields.get(CHIP_SKU))
                + "_"
                + version(vbios)));
    return names;
  }

  private static Map<Integer, Bytes> fields(LittleEndian report) throws UnknownEvidenceException {
    int head = REQUEST_LENGTH;
    int opaque = head + RESPONSE_HEAD + report.u24(head + 5) + NONCE;
    LittleEndian data = new LittleEndian(report.slice(opaque + 2, report.u16(opaque)));
    Map<Integer, Bytes> fields = new HashMap<>();
    int at = 0;
    while (at < data.bytes().length()) {
      Bytes value = data.slice(at + 4, data.u16(at + 2));
      fields.put(data.u16(at), value);
      at += 4 + value.length();
    }
    return fields;
  }

  /// Four bytes from the last to the first, then the fifth: `00 5e 00 96 01` is 96005E0001.
  private static String version(Bytes vbios) throws UnknownEvidenceException {
    LittleEndian bytes = new LittleEndian(vbios);
    return String.format(Locale.ROOT, "%08X%02X", bytes.u32(0), bytes.u8(4));
  }

  private static String text(String what, @Nullable Bytes value) throws UnknownEvidenceException {
    String text = value == null ? null : value.asUtf8();
    text = text == null ? "" : text.replaceAll("\0+$", "");
    if (!NAME.matcher(text).matches()) {
      throw new UnknownEvidenceException("the report doesn't name its " + what);
    }
    return text.toUpperCase(Locale.ROOT);
  }

  /// The chip's name stands in the names of its certificates; GH100 where they didn't come along,
  /// whose manifests are then refused if it is another.
  private static String chip(List<Certificate> chain) {
    for (Certificate certificate : chain) {
      String name = certificate.commonName();
      Matcher chip = CHIP.matcher(name == null ? "" : name);
      if (chip.find()) {
        return chip.group(1);
      }
    }
    return "GH100";
  }
}
