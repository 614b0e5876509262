// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeSnp;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.attestation.nitro.Expectation;
import java.util.function.UnaryOperator;

/// Reports and tables that break the layout.
final class LayoutMutations {
  private static final UnaryOperator<Bytes> AS_IS = UnaryOperator.identity();

  private LayoutMutations() {}

  static void addTo(SnpTable table) {
    table.malformed("one byte short", "snp.length", _ -> {}, r -> r.slice(0, 1183));
    table.malformed("only a version", "snp.length", _ -> {}, r -> r.slice(0, 4));
    for (int version : new int[] {1, 6, 31}) {
      table.malformed("version " + version, "snp.version", fake -> fake.set(0, version, 4), AS_IS);
    }
    table.malformed("policy without its fixed bit", "snp.policy", fake -> fake.set(8, 0, 8), AS_IS);
    table.malformed(
        "reserved policy bit", "snp.reserved", fake -> fake.set(8, 0x4020000, 8), AS_IS);
    table.malformed(
        "highest policy bit",
        "snp.reserved",
        fake -> fake.set(8, Long.MIN_VALUE | 0x20000, 8),
        AS_IS);
    table.malformed("VMPL 4", "snp.vmpl", fake -> fake.set(0x30, 4, 4), AS_IS);
    table.malformed("algorithm 2", "snp.algorithm", fake -> fake.set(0x34, 2, 4), AS_IS);
    table.malformed("algorithm 0", "snp.algorithm", fake -> fake.set(0x34, 0, 4), AS_IS);
    table.malformed("reserved flag", "snp.reserved", fake -> fake.set(0x48, 0x20, 4), AS_IS);
    for (int signer = 2; signer < 7; signer++) {
      int flags = signer << 2;
      table.malformed("signer " + signer, "snp.signer", fake -> fake.set(0x48, flags, 4), AS_IS);
    }
    for (int offset : new int[] {0x4c, 0x4f, 0x18b, 0x19f, 0x1eb, 0x1ef, 0x208, 0x29f}) {
      table.malformed(
          "reserved byte " + Integer.toHexString(offset),
          "snp.reserved",
          fake -> fake.set(offset, 1, 1),
          AS_IS);
    }
    table.malformed("version 2 with a processor", "snp.reserved", fake -> fake.set(0, 2, 4), AS_IS);
    table.malformed("version 4 with mitigations", "snp.reserved", fake -> fake.set(0, 4, 4), AS_IS);
    for (int offset : new int[] {0x2a0 + 48, 0x2a0 + 71, 0x2a0 + 120, 0x330, 1183}) {
      table.malformed(
          "signature padding " + Integer.toHexString(offset),
          "snp.reserved",
          _ -> {},
          r -> Edits.set(r, offset, 1));
    }
    tables(table);
  }

  private static void tables(SnpTable table) {
    FakeSnp fake = FakeSnp.vcek();
    Bytes good = fake.table();
    table.malformed(
        "table entry past the end", "snp.table", _ -> {}, r -> joined(r, Edits.set(good, 19, 1)));
    table.malformed(
        "table entry of 4 GiB", "snp.table", _ -> {}, r -> joined(r, Edits.set(good, 23, 0xff)));
    table.malformed(
        "table entry inside the head",
        "snp.table",
        _ -> {},
        r -> joined(r, Edits.set(good, 16, 8)));
    table.malformed(
        "table without an end", "snp.table", _ -> {}, r -> joined(r, good.slice(0, 4 * 24)));
    table.malformed(
        "table whose end isn't zero",
        "snp.table",
        _ -> {},
        r -> joined(r, Edits.set(good, 4 * 24 + 20, 1)));
    table.malformed(
        "table of many entries",
        "snp.table",
        _ -> {},
        r -> joined(r, Bytes.fromHex("77".repeat(24 * 40))));
    table.malformed(
        "table of 64 KiB and a byte",
        "snp.table",
        _ -> {},
        r -> joined(r, Bytes.zeros(64 * 1024 + 1)));
    table.malformed("one byte more", "snp.table", _ -> {}, r -> joined(r, Bytes.fromHex("01")));
    table.add(
        "extended report",
        joined(fake.issue(), good),
        Endorsements.NONE,
        SnpPolicies.strict(),
        Challenge.none(),
        Expectation.accepted());
    table.add(
        "extended report, GUIDs in little endian",
        joined(
            fake.issue(),
            Edits.concat(
                Bytes.fromHex("8d75da6364e66445adc5f4b93be8accd"), good.slice(16, good.length()))),
        Endorsements.NONE,
        SnpPolicies.strict(),
        Challenge.none(),
        Expectation.accepted());
    table.add(
        "extended report of unknown GUIDs",
        joined(fake.issue(), Edits.flip(Edits.flip(good, 0), 24)),
        Endorsements.NONE,
        SnpPolicies.strict(),
        Challenge.none(),
        Expectation.first("endorsements.path endorsement-missing"));
  }

  private static Bytes joined(Bytes report, Bytes table) {
    return Edits.concat(report, table);
  }
}
