// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Machines with one thing wrong each.
class DoctorTest {
  private static final long IMAGE = 512L << 20;
  private static final String ALLOCATOR = "/etc/nitro_enclaves/allocator.yaml";
  private static final String POOL = "/sys/module/nitro_enclaves/parameters/ne_cpus";
  private static final String QEMU = "qemu-system-x86_64";

  @TempDir private Path root = Path.of("");

  /// A change to a machine.
  interface Change extends UnaryOperator<FakeMachine> {}

  private static Arguments row(
      Target target, String check, Class<? extends Diagnosis> outcome, String seen, Change change) {
    return Arguments.of(target, check, outcome, seen, change);
  }

  private static Arguments problem(Target target, String check, String seen, Change change) {
    return row(target, check, Diagnosis.Problem.class, seen, change);
  }

  private static Arguments warning(Target target, String check, String seen, Change change) {
    return row(target, check, Diagnosis.Warning.class, seen, change);
  }

  private static Arguments fine(Target target, String check, String seen, Change change) {
    return row(target, check, Diagnosis.Fine.class, seen, change);
  }

  private static Change allocator(String text) {
    return m -> m.file(ALLOCATOR, text);
  }

  private static Change pool(String cpus) {
    return m -> m.file(POOL, cpus);
  }

  private static Change qemu(String version, String machines) {
    return m ->
        m.program(
            QEMU,
            "case \"$1\" in --version) echo '"
                + version
                + "';; -M) echo 'none  empty'; echo '"
                + machines
                + "';; esac");
  }

  private static Change chrony(String status) {
    return m ->
        m.without("/run/systemd/timesync/synchronized")
            .program("chronyc", "echo 'Stratum : 4'; echo 'Leap status     : " + status + "'");
  }

  static Stream<Arguments> machines() {
    Target nitro = Target.NITRO;
    Target qemu = Target.QEMU;
    String nitroMachine = "nitro-enclave        AWS Nitro Enclave";
    return Stream.of(
        problem(nitro, "java", "Java 24", m -> m.java(24)),
        fine(nitro, "java", "Java 26", m -> m.java(26)),
        problem(nitro, "instance", "QEMU", m -> m.file("/sys/class/dmi/id/sys_vendor", "QEMU\n")),
        problem(nitro, "instance", "unknown", m -> m.without("/sys/class/dmi/id/sys_vendor")),
        problem(nitro, "device", "there is no /dev", m -> m.without("/dev/nitro_enclaves")),
        problem(
            nitro,
            "device",
            "isn't loaded",
            m ->
                m.without("/dev/nitro_enclaves")
                    .without(POOL)
                    .without("/sys/module/nitro_enclaves/parameters")
                    .without("/sys/module/nitro_enclaves")),
        problem(nitro, "nitro-cli", "no nitro-cli", m -> m.without("/bin/nitro-cli")),
        problem(nitro, "vsock", "no vsock", m -> m.without("/dev/vsock")),
        fine(
            nitro,
            "vsock",
            "there",
            m -> m.without("/dev/vsock").file("/sys/module/vsock/initstate", "live")),
        warning(
            nitro,
            "vsock",
            "vhost_vsock",
            m -> m.file("/sys/module/vhost_vsock/initstate", "live")),
        problem(nitro, "allocator", "no /etc", m -> m.without(ALLOCATOR)),
        problem(nitro, "allocator", "names no memory_mib", allocator("cpu_count: 2\n")),
        problem(nitro, "allocator", "names no memory_mib", allocator("#memory_mib: 2048\n")),
        problem(nitro, "allocator", "names no memory_mib", allocator("memory_mib: lots\n")),
        problem(nitro, "allocator", "memory_mib: 2047", allocator("memory_mib: 2047\n")),
        fine(nitro, "allocator", "2048", allocator("memory_mib:   2048   # enough\n")),
        problem(nitro, "huge pages", "none are reserved", m -> m.pages(0, 2048, 0, 0)),
        problem(nitro, "huge pages", "2046 MiB", m -> m.pages(0, 2048, 1024, 1023)),
        problem(
            nitro,
            "huge pages",
            "1024 MiB",
            m -> m.pages(0, 2048, 512, 512).pages(1, 2048, 512, 512)),
        fine(
            nitro,
            "huge pages",
            "2048 MiB free in huge pages of node 1",
            m -> m.pages(0, 2048, 512, 512).pages(1, 1_048_576, 2, 2)),
        warning(
            nitro, "huge pages", "although memory_mib is 4096", allocator("memory_mib: 4096\n")),
        problem(nitro, "cpus", "cpu_count: 2", m -> m.without(POOL)),
        problem(
            nitro,
            "cpus",
            "cpu_pool: [2, 3, 6]",
            m -> m.without(POOL).file(ALLOCATOR, "memory_mib: 2048\ncpu_pool: 2-3,6\n")),
        problem(nitro, "cpus", "none are set aside", pool("\n")),
        problem(nitro, "cpus", "[5]", pool("5\n")),
        problem(nitro, "cpus", "[0, 4]", pool("0,4\n")),
        problem(nitro, "cpus", "core 2,6 only in part", pool("1,2,5\n")),
        fine(nitro, "cpus", "[1, 2, 5, 6]", pool("1-2,5-6\n")),
        warning(
            nitro, "clock", "nothing shows", m -> m.without("/run/systemd/timesync/synchronized")),
        warning(nitro, "clock", "isn't synchronised yet", chrony("Not synchronised")),
        fine(nitro, "clock", "chrony", chrony("Normal")),
        problem(qemu, "qemu", "no " + QEMU, m -> m),
        problem(qemu, "qemu", "doesn't tell", m -> m.program(QEMU, "exit 1")),
        problem(
            qemu, "qemu", "QEMU 7.2", qemu("QEMU emulator version 7.2.22 (Debian)", nitroMachine)),
        problem(qemu, "qemu", "QEMU 9.1", qemu("QEMU emulator version 9.1.0", nitroMachine)),
        problem(
            qemu,
            "qemu",
            "without the machine",
            qemu("QEMU emulator version 10.0.13", "microvm  x")),
        fine(
            qemu,
            "qemu",
            "QEMU 10.0 with the machine",
            qemu("QEMU emulator version 10.0.13", nitroMachine)),
        fine(qemu, "qemu", "QEMU 9.2 with", qemu("QEMU emulator version 9.2.0", nitroMachine)),
        problem(qemu, "vsock backend", "no vhost-device-vsock", m -> m),
        fine(
            qemu,
            "vsock backend",
            "bin/vhost-device-vsock",
            m -> m.program("vhost-device-vsock", "exit")),
        warning(qemu, "setpriv", "no setpriv", m -> m),
        fine(qemu, "setpriv", "there", m -> m.file("/usr/bin/setpriv", "")),
        problem(
            qemu,
            "memory",
            "2047 MiB free",
            m -> m.file("/proc/meminfo", "MemAvailable: 2096128 kB\n")),
        fine(
            qemu,
            "memory",
            "2048 MiB free",
            m -> m.file("/proc/meminfo", "MemAvailable: 2097152 kB\n")),
        warning(
            Target.SIMULATED,
            "memory",
            "511 MiB free",
            m -> m.file("/proc/meminfo", "MemAvailable: 523264 kB\n")),
        warning(Target.SIMULATED, "memory", "can't be read", m -> m.without("/proc/meminfo")),
        problem(
            Target.SIMULATED,
            "socket folder",
            "can't be written to",
            m -> m.temporary(Path.of("/nowhere"))));
  }

  @ParameterizedTest
  @MethodSource("machines")
  void findsWhatIsWrong(
      Target target, String check, Class<? extends Diagnosis> outcome, String seen, Change change) {
    Diagnosis diagnosis = change.apply(FakeMachine.instance(root)).finding(target, check, IMAGE);
    assertThat(diagnosis).isInstanceOf(outcome);
    assertThat(diagnosis.seen()).contains(seen);
  }

  @Test
  void findsNothingWrongWhereAllIsWell() {
    assertThat(FakeMachine.instance(root).examine(Target.NITRO, 0, IMAGE))
        .allSatisfy(found -> assertThat(found).isInstanceOf(Diagnosis.Fine.class))
        .extracting(Diagnosis::check)
        .containsExactly(
            "java",
            "socket folder",
            "port",
            "instance",
            "device",
            "nitro-cli",
            "vsock",
            "allocator",
            "huge pages",
            "cpus",
            "clock");
  }

  @Test
  void asksForTheImageWhereItMatters() {
    assertThat(FakeMachine.instance(root).finding(Target.NITRO, "allocator", -1))
        .isInstanceOf(Diagnosis.Warning.class);
  }

  @Test
  void countsTheBytesOfSocketPaths() throws IOException {
    FakeMachine machine = FakeMachine.instance(root);
    Path folder = root;
    while (folder.toString().length() < 80) {
      folder = folder.resolve("deeper");
    }
    Files.createDirectories(folder);
    assertThat(machine.temporary(folder).finding(Target.SIMULATED, "socket folder", -1))
        .isInstanceOf(Diagnosis.Problem.class);
    assertThat(machine.temporary(Path.of("/tmp")).finding(Target.SIMULATED, "socket folder", -1))
        .isInstanceOf(Diagnosis.Fine.class);
  }

  @Test
  void seesThatAPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(FakeMachine.instance(root).examine(Target.SIMULATED, taken.getLocalPort(), -1))
          .anySatisfy(found -> {
            assertThat(found).isInstanceOf(Diagnosis.Problem.class);
            assertThat(found.seen()).contains(Integer.toString(taken.getLocalPort()));
          });
    }
  }

  @Test
  void looksAtThisMachineWithoutFailing() {
    for (Target target : Target.values()) {
      assertThat(Doctor.ofThisMachine().examine(target, 0, OptionalLong.empty()))
          .hasSizeGreaterThan(4);
    }
  }
}
