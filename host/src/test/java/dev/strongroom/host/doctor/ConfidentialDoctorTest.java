// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.host.doctor.Diagnosis.Fine;
import dev.strongroom.host.doctor.Diagnosis.Problem;
import dev.strongroom.host.doctor.Diagnosis.Warning;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Hosts of confidential virtual machines with one thing wrong each.
class ConfidentialDoctorTest {
  private static final long IMAGE = 512L << 20;
  private static final String SNP = "/sys/module/kvm_amd/parameters/sev_snp";
  private static final String TDX = "/sys/module/kvm_intel/parameters/tdx";
  private static final String SERVICE = "/var/run/tdx-qgs/qgs.socket";

  @TempDir private Path root = Path.of("");

  /// A change to a machine.
  interface Change extends UnaryOperator<FakeMachine> {}

  private static Arguments row(
      Target target, String check, Class<? extends Diagnosis> outcome, String seen, Change change) {
    return Arguments.of(target, check, outcome, seen, change);
  }

  private static Arguments epyc(
      String check, Class<? extends Diagnosis> outcome, String seen, Change change) {
    return row(Target.SEV_SNP, check, outcome, seen, change);
  }

  private static Arguments xeon(
      String check, Class<? extends Diagnosis> outcome, String seen, Change change) {
    return row(Target.TDX, check, outcome, seen, change);
  }

  static Stream<Arguments> machines() {
    String old = "QEMU 10.0 without tdx-guest";
    return Stream.of(
        epyc("processor", Problem.class, "no " + SNP, m -> m.without(SNP)),
        epyc("processor", Problem.class, SNP + ": N", m -> m.file(SNP, "N\n")),
        epyc("sev", Problem.class, "no /dev/sev", m -> m.without("/dev/sev")),
        epyc("kvm", Problem.class, "no /dev/kvm", m -> m.without("/dev/kvm")),
        epyc("vsock", Problem.class, "no /dev/vhost-vsock", m -> m.without("/dev/vhost-vsock")),
        epyc(
            "kernel",
            Warning.class,
            "Linux 6.10.11",
            m -> m.file("/proc/sys/kernel/osrelease", "6.10.11\n")),
        epyc("qemu", Problem.class, "QEMU 9.0", m -> m.qemu("9.0.4", "rng-random sev-snp-guest")),
        epyc(
            "qemu",
            Problem.class,
            "without sev-snp-guest",
            m -> m.qemu("10.0.13", "sev-guest sev-snp-guest-like")),
        epyc("memory", Problem.class, "1 MiB", m -> m.file("/proc/meminfo", "MemAvailable: 9 kB")),
        xeon("processor", Problem.class, "no " + TDX, m -> m.without(TDX)),
        xeon("processor", Problem.class, TDX + ": N", m -> m.file(TDX, "N\n")),
        xeon("quotes", Warning.class, "no " + SERVICE, m -> m.without(SERVICE)),
        xeon(
            "kernel",
            Warning.class,
            "Linux 6.12.117",
            m -> m.file("/proc/sys/kernel/osrelease", "6.12.117+deb13-amd64\n")),
        xeon("kernel", Warning.class, "unknown", m -> m.without("/proc/sys/kernel/osrelease")),
        xeon(
            "kernel",
            Fine.class,
            "Linux 7.0.1",
            m -> m.file("/proc/sys/kernel/osrelease", "7.0.1\n")),
        xeon("qemu", Problem.class, old, m -> m.qemu("10.0.13", "sev-snp-guest")),
        xeon("qemu", Problem.class, "QEMU 10.0", m -> m.qemu("10.0.2", "tdx-guest")),
        xeon("qemu", Fine.class, "QEMU 11.0 with", m -> m.qemu("11.0.0", "tdx-guest")),
        xeon(
            "qemu",
            Problem.class,
            "unknown version without",
            m -> m.program("qemu-system-x86_64", "exit 1")),
        xeon(
            "qemu",
            Problem.class,
            "no qemu-system-x86_64 on PATH",
            m -> m.without("/bin/qemu-system-x86_64")),
        xeon("setpriv", Warning.class, "no setpriv", m -> m.without("/usr/bin/setpriv")));
  }

  private FakeMachine machine(Target target) {
    return target == Target.TDX ? FakeMachine.xeon(root) : FakeMachine.epyc(root);
  }

  @ParameterizedTest
  @MethodSource("machines")
  void findsWhatIsWrong(
      Target target, String check, Class<? extends Diagnosis> outcome, String seen, Change change) {
    Diagnosis diagnosis = change.apply(machine(target)).finding(target, check, IMAGE);
    assertThat(diagnosis).isInstanceOf(outcome);
    assertThat(diagnosis.seen()).contains(seen);
  }

  @Test
  void findsNothingWrongWhereAllIsWell() {
    for (Target target : List.of(Target.SEV_SNP, Target.TDX)) {
      assertThat(machine(target).examine(target, 0, IMAGE))
          .allSatisfy(found -> assertThat(found).isInstanceOf(Fine.class))
          .extracting(Diagnosis::check)
          .contains("memory", "processor", "kvm", "vsock", "kernel", "qemu", "setpriv")
          .contains(target == Target.TDX ? "quotes" : "sev");
    }
  }

  /// That of the emulated machine is for something else, and `run` doesn't take it either.
  @Test
  void looksForTheQemuOfTheDistribution() {
    FakeMachine machine = FakeMachine.xeon(root).without("/bin/qemu-system-x86_64");
    machine.file(
        "/emulator/qemu-system-x86_64", "#!/bin/sh\necho 'QEMU emulator version 11.0.0'\n");
    assertThat(root.resolve("emulator/qemu-system-x86_64").toFile().setExecutable(true)).isTrue();
    assertThat(machine.finding(Target.TDX, "qemu", IMAGE).seen()).contains("on PATH");
    assertThat(machine.finding(Target.QEMU, "qemu", IMAGE).seen()).contains("QEMU 11.0");
  }
}
