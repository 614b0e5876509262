// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.first;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.FakeSnp;
import dev.strongroom.attestation.nitro.Expectation;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Genuine reports that a policy doesn't accept, and the same with what makes it accept them.
final class PolicyMutations {
  private static final Bytes CHIP = Bytes.fromHex("c1".repeat(64));
  private static final Bytes OTHER_CHIP = Bytes.fromHex("c2".repeat(64));

  private PolicyMutations() {}

  static void addTo(SnpTable table) {
    guest(table);
    platform(table);
    firmware(table);
    identity(table);
  }

  private static void guest(SnpTable table) {
    relaxed(table, "debug", 0xa0000, Relaxation.DEBUG, "policy.debug debug-mode");
    relaxed(
        table,
        "migration agent",
        0x60000,
        Relaxation.MIGRATION_AGENT,
        "policy.migration-agent migration-agent-not-accepted");
    relaxed(table, "threads", 0x30000, Relaxation.SMT, "policy.smt smt-not-accepted");
    relaxed(table, "CXL", 0x220000, Relaxation.CXL, "policy.cxl cxl-not-accepted");
    UnaryOperator<SnpRequirementsBuilder> single =
        b -> b.requireGuestPolicy(Set.of(GuestPolicy.Bit.SINGLE_SOCKET));
    table.policy(
        "single socket not demanded",
        only("policy.guest-policy guest-policy-not-accepted"),
        fake -> {},
        single);
    table.policy("single socket demanded", accepted(), fake -> fake.set(8, 0x120000, 8), single);
    UnaryOperator<SnpRequirementsBuilder> abi = b -> b.requireAbi(new GuestPolicy.Abi(1, 55));
    table.policy(
        "ABI too low", only("policy.abi abi-not-accepted"), fake -> fake.set(8, 0x20136, 8), abi);
    table.policy(
        "ABI of a lower major version",
        only("policy.abi abi-not-accepted"),
        fake -> fake.set(8, 0x200ff, 8),
        abi);
    table.policy("ABI high enough", accepted(), fake -> fake.set(8, 0x20137, 8), abi);
    table.policy(
        "VMPL 1", only("policy.vmpl vmpl-not-accepted"), fake -> fake.set(0x30, 1, 4), b -> b);
    table.policy(
        "VMPL 1, accepted",
        accepted(),
        fake -> fake.set(0x30, 1, 4),
        b -> b.requireVmpl(Set.of(1L)));
    table.policy(
        "asked for by the host",
        only("policy.vmpl vmpl-not-accepted"),
        fake -> fake.set(0x30, 0xffffffffL, 4),
        b -> b.requireVmpl(Set.of(0L, 1L, 2L, 3L)));
  }

  private static void relaxed(
      SnpTable table, String name, long bits, Relaxation relaxation, String refusal) {
    table.policy(name, only(refusal), fake -> fake.set(8, bits, 8), b -> b);
    table.policy(
        name + ", allowed",
        accepted(),
        fake -> fake.set(8, bits, 8),
        b -> b.allow(relaxation, "a test"));
  }

  private static void platform(SnpTable table) {
    String product = "policy.product product-not-accepted";
    table.policy(
        "product not listed",
        only(product),
        fake -> {},
        b -> b.requireProduct(Set.of(Product.TURIN)));
    table.policy(
        "product denied",
        only("policy.denied-product denied"),
        fake -> {},
        b -> b.denyProducts(Set.of(Product.GENOA)));
    table.policy(
        "other product denied", accepted(), fake -> {}, b -> b.denyProducts(Set.of(Product.MILAN)));
    table.policy(
        "unknown product where some are denied",
        first("report.product inconsistent", "policy.denied-product unverifiable"),
        fake -> fake.put(0x188, Bytes.fromHex("1b0101")),
        b -> b.denyProducts(Set.of(Product.MILAN)));
    table.policy(
        "chip not listed",
        only("policy.chip chip-not-accepted"),
        fake -> {},
        b -> b.requireChip(Set.of(OTHER_CHIP)));
    table.policy("chip listed", accepted(), fake -> {}, b -> b.requireChip(Set.of(CHIP)));
    table.policy(
        "chip denied",
        only("policy.denied-chip denied"),
        fake -> {},
        b -> b.denyChips(Set.of(CHIP, OTHER_CHIP)));
    table.policy(
        "chip that isn't told",
        only("policy.masked-chip masked-chip-not-accepted"),
        fake -> fake.put(0x1a0, Bytes.zeros(64)),
        b -> b);
    table.policy(
        "chip that isn't told, allowed",
        accepted(),
        fake -> fake.put(0x1a0, Bytes.zeros(64)),
        b -> b.allow(Relaxation.MASKED_CHIP, "a test"));
    table.policy(
        "chip that isn't told, where some are denied",
        only("policy.denied-chip unverifiable"),
        fake -> fake.put(0x1a0, Bytes.zeros(64)),
        b -> b.allow(Relaxation.MASKED_CHIP, "a test").denyChips(Set.of(CHIP)));
    table.policy(
        "chip that isn't told, where one is required",
        only("policy.chip chip-not-accepted"),
        fake -> fake.put(0x1a0, Bytes.zeros(64)),
        b -> b.allow(Relaxation.MASKED_CHIP, "a test").requireChip(Set.of(CHIP)));
    table.policy(
        "masked chip key",
        only("policy.masked-chip masked-chip-not-accepted"),
        fake -> fake.set(0x48, 2, 4),
        b -> b);
    leased(table, "leased key of no provider that is listed", b -> b);
    leased(
        table,
        "leased key of another provider",
        b -> b.requireProvider(Set.of("CN=other.example")));
    table.change(
        "leased key of a listed provider",
        accepted(),
        FakeSnp.vlek(),
        fake -> {},
        UnaryOperator.identity(),
        b -> b.requireProvider(Set.of("CN=cloud.example")));
    UnaryOperator<SnpRequirementsBuilder> alias =
        b -> b.requirePlatformInfo(Set.of(PlatformBit.ALIAS_CHECK, PlatformBit.ECC));
    table.policy("platform as required", accepted(), fake -> {}, alias);
    table.policy(
        "unknown platform bits besides", accepted(), fake -> fake.set(0x40, 0x67, 8), alias);
    table.policy(
        "memory without alias check",
        only("policy.platform-info platform-info-not-accepted"),
        fake -> fake.set(0x40, 5, 8),
        alias);
  }

  private static void leased(
      SnpTable table, String name, UnaryOperator<SnpRequirementsBuilder> policy) {
    table.change(
        name,
        only("policy.provider provider-not-accepted"),
        FakeSnp.vlek(),
        fake -> {},
        UnaryOperator.identity(),
        policy);
  }

  private static TcbVersion genoa(int bootLoader, int tee, int snp, int microcode) {
    SortedMap<TcbComponent, Integer> levels = new TreeMap<>();
    levels.put(TcbComponent.BOOT_LOADER, bootLoader);
    levels.put(TcbComponent.TEE, tee);
    levels.put(TcbComponent.SNP, snp);
    levels.put(TcbComponent.MICROCODE, microcode);
    return new TcbVersion(Product.GENOA, levels);
  }

  private static void firmware(SnpTable table) {
    minimum(table, "minimum as reported", accepted(), genoa(10, 0, 25, 84));
    minimum(table, "minimum far below", accepted(), genoa(0, 0, 0, 0));
    Expectation below = only("policy.minimum-tcb below-minimum");
    minimum(table, "boot loader too old", below, genoa(11, 0, 25, 84));
    minimum(table, "TEE too old", below, genoa(10, 1, 0, 0));
    minimum(table, "SNP too old", below, genoa(10, 0, 26, 84));
    minimum(table, "microcode too old", below, genoa(0, 0, 0, 85));
    table.policy(
        "minimum for another product only",
        only("policy.minimum-tcb product-not-accepted"),
        fake -> {},
        b -> b.requireMinimumTcb(List.of(TcbVersion.of(Product.MILAN, Bytes.zeros(8)))));
    table.policy(
        "too old at launch",
        only("policy.launch-tcb below-minimum"),
        fake -> fake.put(0x1f0, Bytes.fromHex("0a00000000001854")),
        b -> b.requireLaunchTcb(List.of(genoa(10, 0, 25, 84))));
    table.policy(
        "provisional TCB",
        only("policy.provisional-firmware provisional-firmware-not-accepted"),
        fake -> fake.put(0x38, Bytes.fromHex("0a00000000001a54")),
        b -> b);
    table.policy(
        "provisional build",
        only("policy.provisional-firmware provisional-firmware-not-accepted"),
        fake -> fake.put(0x1e8, Bytes.fromHex("2c3701")),
        b -> b);
    table.policy(
        "provisional build, allowed",
        accepted(),
        fake -> fake.put(0x1e8, Bytes.fromHex("2c3701")),
        b -> b.allow(Relaxation.PROVISIONAL_FIRMWARE, "a test"));
    table.policy(
        "mitigation missing at launch",
        only("policy.launch-mitigations launch-mitigations-not-accepted"),
        fake -> fake.set(0x1f8, 2, 8),
        b -> b.requireLaunchMitigations(3));
    table.policy(
        "mitigation missing now",
        only("policy.current-mitigations current-mitigations-not-accepted"),
        fake -> fake.set(0x200, 1, 8),
        b -> b.requireCurrentMitigations(3));
    table.policy(
        "mitigations in force",
        accepted(),
        fake -> fake.set(0x200, 7, 8),
        b -> b.requireCurrentMitigations(3).requireLaunchMitigations(1));
    table.policy(
        "version without mitigations",
        only("policy.current-mitigations current-mitigations-not-accepted"),
        fake -> {
          fake.set(0, 4, 4);
          fake.set(0x1f8, 0, 8);
          fake.set(0x200, 0, 8);
        },
        b -> b.requireCurrentMitigations(1));
  }

  private static void minimum(
      SnpTable table, String name, Expectation expected, TcbVersion minimum) {
    table.policy(name, expected, fake -> {}, b -> b.requireMinimumTcb(List.of(minimum)));
  }

  private static void identity(SnpTable table) {
    Bytes wanted = Bytes.fromHex("5a".repeat(48));
    UnaryOperator<SnpRequirementsBuilder> all =
        b ->
            b.requireMeasurement(List.of(new ReferenceMeasurement("one", wanted)))
                .requireIdKey(Set.of(wanted))
                .requireAuthorKey(Set.of(wanted))
                .requireHostData(Set.of(wanted.slice(0, 32)))
                .requireFamilyId(Set.of(wanted.slice(0, 16)))
                .requireImageId(Set.of(wanted.slice(0, 16)))
                .requireGuestSvn(7);
    table.policy(
        "identity of somebody else",
        only(
            "policy.guest-svn below-minimum",
            "policy.family-id family-id-not-accepted",
            "policy.image-id image-id-not-accepted",
            "policy.id-key id-key-not-accepted",
            "policy.author-key author-key-not-accepted",
            "policy.measurement measurement-not-accepted",
            "policy.host-data host-data-not-accepted"),
        fake -> {},
        all);
    table.policy("identity as required", accepted(), fake -> identity(fake, wanted), all);
    one(table, "measurement", 0x90, all, "policy.measurement measurement-not-accepted");
    one(table, "ID key", 0xe0, all, "policy.id-key id-key-not-accepted");
    one(table, "author key", 0x110, all, "policy.author-key author-key-not-accepted");
    one(table, "host data", 0xc0, all, "policy.host-data host-data-not-accepted");
    one(table, "family id", 0x10, all, "policy.family-id family-id-not-accepted");
    one(table, "image id", 0x20, all, "policy.image-id image-id-not-accepted");
    table.policy(
        "guest SVN too low",
        only("policy.guest-svn below-minimum"),
        fake -> {
          identity(fake, wanted);
          fake.set(4, 6, 4);
        },
        all);
  }

  private static void identity(FakeSnp fake, Bytes wanted) {
    fake.put(0x90, wanted);
    fake.put(0xe0, wanted);
    fake.put(0x110, wanted);
    fake.put(0xc0, wanted.slice(0, 32));
    fake.put(0x10, wanted.slice(0, 16));
    fake.put(0x20, wanted.slice(0, 16));
    fake.set(4, 7, 4);
  }

  private static void one(
      SnpTable table,
      String name,
      int offset,
      UnaryOperator<SnpRequirementsBuilder> policy,
      String refusal) {
    table.policy(
        "another " + name,
        only(refusal),
        fake -> {
          identity(fake, Bytes.fromHex("5a".repeat(48)));
          fake.set(offset, 0x5b, 1);
        },
        policy);
  }
}
