// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.first;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeSnp;

/// Reports that don't fit their signature, their leaf, or themselves.
final class ReportMutations {
  private static final int SIGNATURE = 0x2a0;

  private ReportMutations() {}

  static void addTo(SnpTable table) {
    signature(table);
    product(table);
    order(table);
    leaf(table);
  }

  private static void signature(SnpTable table) {
    String invalid = "report.signature signature-invalid";
    for (int offset : new int[] {0x10, 0x20, 0x50, 0x8f, 0x90, 0xe0, 0x110, 0x140, 0x160}) {
      table.afterwards(
          "changed byte " + Integer.toHexString(offset),
          only(invalid),
          report -> Edits.flip(report, offset));
    }
    table.afterwards("changed r", only(invalid), report -> Edits.flip(report, SIGNATURE));
    table.afterwards("changed s", only(invalid), report -> Edits.flip(report, SIGNATURE + 72));
    table.afterwards(
        "r and s exchanged",
        only(invalid),
        report ->
            Edits.concat(
                report.slice(0, SIGNATURE),
                report.slice(SIGNATURE + 72, SIGNATURE + 144),
                report.slice(SIGNATURE, SIGNATURE + 72),
                report.slice(SIGNATURE + 144, report.length())));
    table.afterwards(
        "no signature",
        only(invalid),
        report ->
            Edits.concat(report.slice(0, SIGNATURE), Bytes.zeros(report.length() - SIGNATURE)));
    table.afterwards(
        "signature in big endian",
        only(invalid),
        report -> {
          byte[] bytes = report.toByteArray();
          for (int i = 0; i < 24; i++) {
            for (int start : new int[] {SIGNATURE, SIGNATURE + 72}) {
              byte swapped = bytes[start + i];
              bytes[start + i] = bytes[start + 47 - i];
              bytes[start + 47 - i] = swapped;
            }
          }
          return Bytes.copyOf(bytes);
        });
    table.chip("signed by another key", only(invalid), fake -> fake.signing = FakeSnp.p384());
    table.chip(
        "signed by none",
        first("report.signer signature-invalid"),
        fake -> fake.set(0x48, 7 << 2, 4));
  }

  private static void product(SnpTable table) {
    table.chip(
        "unknown processor",
        first("report.product inconsistent", "leaf.product unverifiable"),
        fake -> fake.put(0x188, Bytes.fromHex("1b0101")));
    table.chip(
        "processor of another product",
        first("path.roles inconsistent", "leaf.product endorsement-differs"),
        fake -> fake.put(0x188, Bytes.fromHex("190101")));
    table.chip(
        "version 2 with a leaf of an unknown product",
        first("report.product inconsistent"),
        fake -> {
          second(fake);
          fake.leaf.amd.put("2", FakeSnp.text("Rome-B0"));
        });
    table.chip("version 2", accepted(), ReportMutations::second);
  }

  private static void second(FakeSnp fake) {
    fake.set(0, 2, 4);
    fake.set(0x188, 0, 3);
    fake.set(0x1f8, 0, 8);
    fake.set(0x200, 0, 8);
  }

  private static void order(SnpTable table) {
    String wrong = "report.tcb-order inconsistent";
    table.chip(
        "committed below reported",
        first(wrong),
        fake -> fake.put(0x1e0, Bytes.fromHex("0a00000000001854")));
    table.chip(
        "committed below reported, but higher as a number",
        first(wrong),
        fake -> fake.put(0x1e0, Bytes.fromHex("0900000000001955")));
    table.chip(
        "current below committed",
        first(wrong),
        fake -> fake.put(0x38, Bytes.fromHex("0a00000000001953")));
    table.chip(
        "current below committed, but higher as a number",
        first(wrong),
        fake -> fake.put(0x38, Bytes.fromHex("0900000000001a54")));
    table.chip(
        "older firmware than committed",
        first(wrong),
        fake -> fake.put(0x1e8, Bytes.fromHex("2a3701")));
    table.chip(
        "reserved byte of a TCB",
        first(wrong),
        fake -> fake.put(0x38, Bytes.fromHex("0a00010000001954")));
  }

  private static void leaf(SnpTable table) {
    String malformed = "leaf.extensions certificate-malformed";
    String differs = "leaf.tcb endorsement-differs";
    for (String arc : new String[] {"1", "2"}) {
      table.chip(
          "leaf without extension " + arc, first(malformed), fake -> fake.leaf.amd.remove(arc));
    }
    for (String arc : new String[] {"3.1", "3.2", "3.3", "3.8"}) {
      table.chip("leaf without level " + arc, first(malformed), fake -> fake.leaf.amd.remove(arc));
      table.chip(
          "leaf of another level " + arc,
          only(differs),
          fake -> fake.leaf.amd.put(arc, FakeSnp.number(7)));
    }
    table.chip(
        "leaf with a reserved level",
        only(differs),
        fake -> fake.leaf.amd.put("3.5", FakeSnp.number(1)));
    table.chip(
        "leaf of structure 2", first(malformed), fake -> fake.leaf.amd.put("1", FakeSnp.number(2)));
    table.chip(
        "level 256", first(malformed), fake -> fake.leaf.amd.put("3.8", Bytes.fromHex("02020100")));
    table.chip(
        "negative level",
        first(malformed),
        fake -> fake.leaf.amd.put("3.8", Bytes.fromHex("0201ff")));
    table.chip(
        "level and more",
        first(malformed),
        fake -> fake.leaf.amd.put("3.8", Bytes.fromHex("02015400")));
    table.chip(
        "product that isn't text",
        first(malformed),
        fake -> fake.leaf.amd.put("2", Bytes.fromHex("0c0547656e6f61")));
    table.chip(
        "leaf of another product",
        only("leaf.product endorsement-differs"),
        fake -> fake.leaf.amd.put("2", FakeSnp.text("Milan-B0")));
    table.chip(
        "leaf of a product with the same beginning",
        only("leaf.product endorsement-differs"),
        fake -> fake.leaf.amd.put("2", FakeSnp.text("Genoa2")));
    chip(table, malformed);
  }

  private static void chip(SnpTable table, String malformed) {
    table.chip(
        "leaf of another chip",
        only("leaf.chip endorsement-differs"),
        fake -> fake.leaf.amd.put("4", Bytes.fromHex("c2".repeat(64))));
    table.chip(
        "leaf of a chip with the same beginning",
        only("leaf.chip endorsement-differs"),
        fake -> fake.leaf.amd.put("4", Bytes.fromHex("c1".repeat(8))));
    table.chip(
        "hardware id of 63 bytes",
        first(malformed),
        fake -> fake.leaf.amd.put("4", Bytes.fromHex("c1".repeat(63))));
    table.chip(
        "hardware id in a string of its own",
        accepted(),
        fake -> fake.leaf.amd.put("4", Bytes.fromHex("0440" + "c1".repeat(64))));
    table.chip("chip's leaf without a chip", first(malformed), fake -> fake.leaf.amd.remove("4"));
    table.chip(
        "chip's leaf with a provider",
        only(malformed),
        fake -> fake.leaf.amd.put("5", FakeSnp.text("CN=x")));
    table.leased(
        "leased key without a provider",
        first(malformed, "leaf.provider endorsement-differs"),
        fake -> fake.leaf.amd.remove("5"));
    table.leased(
        "leased key with a chip",
        only(malformed),
        fake -> fake.leaf.amd.put("4", Bytes.fromHex("c1".repeat(64))));
  }
}
