// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.nsm.EmulatedModule;
import dev.strongroom.enclave.runtime.nsm.NsmException;
import dev.strongroom.enclave.runtime.nsm.NsmFailure;
import dev.strongroom.enclave.runtime.tsm.TsmException;
import dev.strongroom.enclave.runtime.tsm.TsmFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// In which order a machine is made ready, and that each step that fails ends it.
class MachineTest {
  private static final List<String> MOUNTS =
      List.of(
          "mount proc /proc 14 ",
          "mount sysfs /sys 15 ",
          "mount devtmpfs /dev 10 mode=0755",
          "mount tmpfs /tmp 14 mode=1777,size=25%",
          "open /proc/sysrq-trigger");
  private static final List<String> CONFINED =
      List.of(
          "loopback",
          "limit 4 0",
          "limit 7 65536",
          "open /proc/sys/kernel/dmesg_restrict",
          "write 1",
          "open /proc/sys/kernel/kexec_load_disabled",
          "open /proc/sys/kernel/kptr_restrict",
          "write 2",
          "open /proc/sys/kernel/modules_disabled",
          "write 1",
          "open /proc/sys/kernel/yama/ptrace_scope",
          "write 3",
          "environment A=1",
          "mount rootfs / 39 ",
          "user 10000",
          "undumpable",
          "no new privileges",
          "filter calls");
  private static final Map<String, String> ENVIRONMENT = Map.of("A", "1");

  @TempDir private Path proc = Path.of("");
  private final List<String> console = new ArrayList<>();
  private Instant now = EmulatedModule.TIME;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectory(proc.resolve("self"));
    environ("HOME=/\0TERM=linux\0");
    Files.writeString(proc.resolve("cmdline"), "reboot=t console=ttyS0\n");
  }

  private void environ(String block) throws IOException {
    Files.writeString(proc.resolve("self").resolve("environ"), block);
  }

  private Machine machine(RecordedCalls calls) throws IOException {
    return Machine.mounted(calls, proc, () -> now, new BootTimes(console::add));
  }

  @Test
  void mountsSeedsAndConfinesInThisOrder() throws Exception {
    RecordedCalls calls = new RecordedCalls(-1);
    Machine machine = machine(calls);
    assertThat(calls.made).isEqualTo(MOUNTS);
    calls.made.clear();
    machine.device(EmulatedModule::device);
    assertThat(calls.made).containsExactly("entropy 256", "entropy 256");
    calls.made.clear();
    machine.confine(ENVIRONMENT);
    assertThat(calls.made).isEqualTo(CONFINED);
    calls.made.clear();
    machine.power().off();
    assertThat(calls.made).containsExactly("write b");
    assertThat(console)
        .extracting(line -> line.replaceAll("[0-9.]+ ", ""))
        .containsExactly(
            "strongroom: mounted",
            "strongroom: randomness seeded",
            "strongroom: clock set",
            "strongroom: confined");
  }

  @Test
  void endsWhereThereIsNoDeviceAtAll() throws Exception {
    RecordedCalls calls = new RecordedCalls(-1);
    Machine machine = machine(calls);
    calls.made.clear();
    assertThatThrownBy(() ->
            machine.guest(() -> {
              throw new TsmException(new TsmFailure.SystemCall("open /dev/sev-guest", 2));
            }))
        .isInstanceOf(MachineException.class)
        .hasMessageStartingWith(
            "no device: no Nitro Secure Module is here, and no SEV-SNP or TDX guest's");
    // Nothing of a host that isn't trusted goes into the kernel's generator, or its clock.
    assertThat(calls.made).isEmpty();
  }

  /// None of them is on a machine that tests run on, so each choice shows by what it can't open.
  @Test
  void opensTheDeviceThatTheKernelShows(@TempDir Path dev) throws Exception {
    assumeThat(Path.of("/dev/nsm")).doesNotExist();
    assumeThat(Path.of("/dev/sev-guest")).doesNotExist();
    assumeThat(Path.of("/dev/tdx_guest")).doesNotExist();
    Machine machine = machine(new RecordedCalls(-1));
    assertThatThrownBy(() -> machine.device(dev))
        .hasMessageStartingWith("no device: ")
        .hasMessageEndingWith("TSM: open /dev/sev-guest failed (errno 2)");
    Files.createFile(dev.resolve("tdx_guest"));
    assertThatThrownBy(() -> machine.device(dev))
        .hasMessageStartingWith("no device: ")
        .hasMessageEndingWith("TSM: open /dev/tdx_guest failed (errno 2)");
    Files.createFile(dev.resolve("nsm"));
    assertThatThrownBy(() -> machine.device(dev))
        .hasMessageStartingWith("the Nitro Secure Module doesn't work: ");
  }

  @Test
  void givesTemporaryFilesTheirMeasuredRoom() throws Exception {
    RecordedCalls calls = new RecordedCalls(-1);
    Machine machine = machine(calls);
    calls.made.clear();
    machine.temporary(1500);
    assertThat(calls.made).containsExactly("mount tmpfs /tmp 46 mode=1777,size=1500m");
    RecordedCalls failing = new RecordedCalls(MOUNTS.size());
    Machine other = machine(failing);
    assertThatThrownBy(() -> other.temporary(1))
        .isInstanceOf(MachineException.class)
        .hasMessage("size /tmp: error 5");
  }

  @ParameterizedTest
  @CsvSource({"0,mount /proc", "1,mount /sys", "2,mount /dev", "3,mount /tmp"})
  void stopsAtAMountThatFails(int failing, String step) {
    RecordedCalls calls = new RecordedCalls(failing);
    assertThatThrownBy(() -> machine(calls))
        .isInstanceOf(MachineException.class)
        .hasMessage(step + ": error 5");
    assertThat(calls.made).hasSize(failing + 1);
  }

  @Test
  void stopsAtEachStepOfTheConfinementThatFails() throws Exception {
    for (int step = 0; step < CONFINED.size(); step++) {
      RecordedCalls calls = new RecordedCalls(MOUNTS.size() + step);
      Machine machine = machine(calls);
      assertThatThrownBy(() -> machine.confine(ENVIRONMENT))
          .as(CONFINED.get(step))
          .isInstanceOf(MachineException.class)
          .hasMessageEndingWith(": error 5");
      assertThat(calls.made).hasSize(MOUNTS.size() + step + 1);
    }
  }

  @Test
  void doesWithoutASwitch() throws Exception {
    RecordedCalls calls = new RecordedCalls(MOUNTS.size() - 1);
    Machine machine = machine(calls);
    machine.power().off();
    assertThat(calls.made).isEqualTo(MOUNTS);
  }

  @Test
  void stopsIfItCantSeed() throws Exception {
    for (int failing : new int[] {MOUNTS.size(), MOUNTS.size() + 1}) {
      Machine machine = machine(new RecordedCalls(failing));
      assertThatThrownBy(() -> machine.device(EmulatedModule::device))
          .hasMessage("seed randomness: error 5");
    }
  }

  @Test
  void setsAClockThatIsOffByMoreThanASecond() throws Exception {
    for (Duration off : List.of(Duration.ofSeconds(-2), Duration.ofDays(20_000))) {
      now = EmulatedModule.TIME.plus(off);
      RecordedCalls calls = new RecordedCalls(-1);
      machine(calls).device(EmulatedModule::device);
      assertThat(calls.made).endsWith("clock " + EmulatedModule.TIME);
    }
    now = EmulatedModule.TIME.plusSeconds(2);
    assertThatThrownBy(
            () -> machine(new RecordedCalls(MOUNTS.size() + 2)).device(EmulatedModule::device))
        .hasMessage("set the clock: error 5");
  }

  @Test
  void stopsWithoutADeviceOrOneThatFails() throws Exception {
    Machine machine = machine(new RecordedCalls(-1));
    NsmFailure none = new NsmFailure.DeviceUnavailable("open /dev/nsm", 2);
    assertThatThrownBy(() ->
            machine.device(() -> {
              throw new NsmException(none);
            }))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("no such device");
    assertThatThrownBy(() -> machine.device(EmulatedModule::failing))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("ioctl");
    assertThatThrownBy(
            () -> machine.device(() -> EmulatedModule.telling(_ -> Bytes.utf8("nonsense"))))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("malformed");
  }

  @Test
  void refusesWhatTheCommandLinePutsIntoItsEnvironment() throws Exception {
    for (String more :
        List.of(
            "JDK_JAVA_OPTIONS=-javaagent:/app/a.jar\0",
            "LD_PRELOAD=x\0",
            "pci=off\0",
            "HOME=/tmp\0")) {
      environ("HOME=/\0TERM=linux\0" + more);
      assertThatThrownBy(() -> machine(new RecordedCalls(-1)))
          .isInstanceOf(MachineException.class)
          .hasMessageContaining(more.substring(0, more.indexOf('=')))
          .hasMessageNotContaining("agent");
    }
    environ("");
    assertThatCode(() -> machine(new RecordedCalls(-1))).doesNotThrowAnyException();
  }

  @Test
  void findsItsParentOnTheCommandLineAndElseItIsAmazons() throws Exception {
    assertThat(machine(new RecordedCalls(-1)).parentCid()).isEqualTo(3);
    Files.write(
        proc.resolve("cmdline"),
        "reboot=t strongroom.parent=2 \u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(machine(new RecordedCalls(-1)).parentCid()).isEqualTo(2);
    Files.delete(proc.resolve("cmdline"));
    assertThatThrownBy(() -> machine(new RecordedCalls(-1))).isInstanceOf(IOException.class);
  }
}
