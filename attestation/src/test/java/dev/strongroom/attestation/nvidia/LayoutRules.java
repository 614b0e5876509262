// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.malformed;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.Edits;
import java.util.Collections;

/// Rules of layout, each broken once in a report that is signed otherwise.
final class LayoutRules {
  private static final Bytes REPORT = NvidiaTable.NVIDIA.gpu(0).report();
  private static final int BLOCKS_AT = 41;
  private static final int FIRST_BLOCK = 45;
  private static final int OPAQUE_LENGTH = FIRST_BLOCK + 40 * 55 + 32;

  private LayoutRules() {}

  static void addTo(NvidiaTable table) {
    set(table, "request of SPDM 1.2", 0, 0x12, "spdm.version");
    set(table, "another request", 1, 0xe1, "spdm.code");
    set(table, "no signature asked for", 2, 0, "spdm.request");
    set(table, "one measurement asked for", 3, 1, "spdm.request");
    set(table, "slot 8", 36, 8, "spdm.slot");
    set(table, "slot with reserved bits", 36, 0x10, "spdm.slot");
    set(table, "response of SPDM 1.0", 37, 0x10, "spdm.version");
    set(table, "an error as response", 38, 0x7f, "spdm.code");
    set(table, "response with a first parameter", 39, 1, "spdm.response");
    set(table, "response of another slot", 40, 1, "spdm.slot");
    set(table, "no measurements", BLOCKS_AT, 0, "spdm.no-blocks");
    set(table, "one measurement less than announced", BLOCKS_AT, 41, "spdm.block-index");
    set(table, "measurements of another length", BLOCKS_AT + 1, 0x99, "spdm.record-length");
    set(table, "measurement that stood before", FIRST_BLOCK + 55, 1, "spdm.block-index");
    set(table, "measurement zero", FIRST_BLOCK, 0, "spdm.block-index");
    set(table, "specification of no one's", FIRST_BLOCK + 1, 2, "spdm.block-specification");
    set(table, "measurement of another size", FIRST_BLOCK + 2, 50, "spdm.block-size");
    set(table, "raw measurement", FIRST_BLOCK + 4, 0x81, "spdm.block-type");
    set(table, "value of another length", FIRST_BLOCK + 5, 47, "spdm.block-size");
    set(table, "opaque data too long", OPAQUE_LENGTH + 1, 0x05, "spdm.opaque-length");
    set(table, "opaque data longer than the report", OPAQUE_LENGTH + 1, 0x03, "spdm.truncated");
    set(table, "opaque field of unknown length", OPAQUE_LENGTH + 4, 0xff, "spdm.opaque-field");
    set(table, "opaque field again", OPAQUE_LENGTH + 16, 3, "spdm.opaque-duplicate");
    for (int cut : new int[] {5, 37, 44, 100, 2300, REPORT.length() - 1}) {
      bytes(table, "cut off at " + cut, REPORT.slice(0, cut), "spdm.truncated");
    }
    bytes(table, "two bytes more", Edits.concat(REPORT, Bytes.zeros(2)), "spdm.trailing-bytes");
    bytes(
        table,
        "a report of 33 KiB",
        Edits.concat(REPORT, Bytes.zeros(SpdmReport.MAX_LENGTH)),
        "spdm.too-large");
    fields(table);
    json(table);
    table.gpu("97th byte of a signature", accepted(), gpu -> gpu.surplus(1));
  }

  private static void set(NvidiaTable table, String name, int at, int value, String code) {
    bytes(table, name, Edits.set(REPORT, at, value), code);
  }

  private static void bytes(NvidiaTable table, String name, Bytes evidence, String code) {
    table.add("layout: " + name, evidence, malformed(code));
  }

  private static void field(NvidiaTable table, String name, int type, String hex) {
    table.add(
        "field: " + name,
        NvidiaTable.NVIDIA.gpu(0).opaque(type, hex).report(),
        malformed("nvidia.opaque-value"));
  }

  private static void fields(NvidiaTable table) {
    field(table, "driver that isn't a version", 3, "2f2e2e00");
    field(table, "empty driver", 3, "00");
    field(table, "driver with a zero inside", 3, "3500302e3100");
    field(table, "VBIOS with more than five bytes", 6, "009f009601000001");
    field(table, "VBIOS that is text of nothing", 6, "00");
    field(table, "video decoder neither on nor off", 11, "00");
    field(table, "project with a blank", 17, "31 3020".replace(" ", ""));
    field(table, "firmware id of 32 bytes", 20, "f1".repeat(32));
    field(table, "protected PCIe neither on nor off", 21, "01");
    field(table, "half a PDI", 22, "00".repeat(12));
    field(table, "lock state of one byte", 25, "01");
    field(table, "unknown feature", 36, "0300");
    table.add(
        "field: no driver and no switch",
        NvidiaTable.NVIDIA.gpu(0).without(3).report(),
        malformed("nvidia.device-type"));
  }

  private static void json(NvidiaTable table) {
    text(table, "open list", "[", "nvidia.json");
    text(table, "empty list", "[]", "nvidia.json");
    text(table, "list of numbers", "[1]", "nvidia.json");
    text(table, "empty set", "{\"version\":1}", "nvidia.json");
    text(table, "set of another version", "{\"version\":2,\"gpus\":[{}]}", "nvidia.json");
    text(table, "set with more members", "{\"version\":1,\"dpus\":[{}]}", "nvidia.json");
    text(table, "nested without end", "[".repeat(5000), "nvidia.json");
    text(
        table,
        "evidence that isn't base64",
        "[{\"evidence\":\"?\",\"certificate\":\"AA==\"}]",
        "nvidia.json");
    String good = NvidiaTable.NVIDIA.gpu(0).json();
    text(
        table,
        "no certificate",
        "[" + good.replaceFirst("\"certificate\":\"[^\"]*\"", "\"certificate\":\"AA==\"") + "]",
        "nvidia.chain");
    text(
        table,
        "certificates missing",
        "[" + good.replaceFirst(",\"certificate\":\"[^\"]*\"", "") + "]",
        "nvidia.json");
    text(
        table,
        "nonce that isn't hexadecimal",
        "[" + NvidiaTable.NVIDIA.gpu(0).members(",\"nonce\":\"x\"").json() + "]",
        "nvidia.json");
    text(
        table,
        "GPU among the switches",
        "{\"version\":1,\"switches\":[" + good + "]}",
        "nvidia.device-type");
    text(
        table,
        "65 devices",
        "[" + String.join(",", Collections.nCopies(65, good)) + "]",
        "nvidia.too-many-devices");
    table.add(
        "json: not UTF-8",
        Edits.concat(Bytes.utf8("["), Bytes.fromHex("ff")),
        malformed("nvidia.json"));
    table.add(
        "json: more than a MiB",
        Bytes.utf8("[" + " ".repeat(NvidiaEvidence.MAX_LENGTH)),
        malformed("evidence.too-large"));
  }

  private static void text(NvidiaTable table, String name, String json, String code) {
    table.add("json: " + name, Bytes.utf8(json), malformed(code));
  }
}
