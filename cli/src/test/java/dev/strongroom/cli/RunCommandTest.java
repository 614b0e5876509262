// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `run` says when it can't run: images that boot have a suite of their own.
class RunCommandTest {
  @TempDir private Path folder = Path.of("");
  private String image = "";
  private String state = "";

  @BeforeEach
  void write() throws IOException {
    image = file("My app_1.eif", ".eif and nothing else").toString();
    state = folder.resolve("state").toString();
  }

  private Path file(String name, String text) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.US_ASCII));
  }

  /// A program that ends at once, or stays.
  private String program(String name, String script) throws IOException {
    Path file = file(name, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file.toString();
  }

  @Test
  void sendsWhoeverHasNoEnclavesToTheDoctor() {
    Run run = Run.of("run", image, "--state", state);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("no /dev/nitro_enclaves and no nitro-cli here")
        .contains("strongroom doctor --for nitro --image " + image)
        .contains("--emulator");
    assertThat(Path.of(state)).doesNotExist();
  }

  @Test
  void refusesWhatIsNoImage() throws IOException {
    Run run = Run.of("run", file("a.jar", "PK").toString(), "--emulator");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("isn't an enclave image");
    assertThat(Run.of("run", folder.resolve("none").toString(), "--emulator").err())
        .contains("can't read");
  }

  /// Nothing starts before it is known what it measures.
  @Test
  void startsNoGuestThatIsntMeasured() throws Exception {
    String qemu = program("qemu", "exit 0");
    String firmware = AmdSevFirmware.in(folder).toString();
    Run damaged = Run.of("run", image, "--sev-snp", firmware, "--qemu", qemu, "--state", state);
    assertThat(damaged.status()).isEqualTo(2);
    assertThat(damaged.err()).contains(image);
    String sound = ImageSamples.orAbort("v4_x86_two_ramdisks.eif").toString();
    String nothing = file("zeros", "\0".repeat(4096)).toString();
    assertThat(Run.of("run", sound, "--sev-snp", nothing, "--qemu", qemu, "--state", state).err())
        .contains("firmware.no-table");
    Run other =
        Run.of(
            "run",
            sound,
            "--sev-snp",
            firmware,
            "--qemu",
            qemu,
            "--state",
            state,
            "--measurement",
            "00".repeat(48));
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("measure ", ", and not 0000");
    String measured = other.err().replaceFirst("(?s).*measure ([0-9a-f]{96}),.*", "$1");
    Run here =
        Run.of(
            "run",
            sound,
            "--sev-snp",
            firmware,
            "--qemu",
            qemu,
            "--state",
            state,
            "--measurement",
            measured);
    assertThat(here.status()).isEqualTo(2);
    // Past the measurement; and no machine that runs these tests has all three.
    assertThat(here.err()).containsAnyOf("no /dev/kvm", "no /dev/sev", "no /dev/vhost-vsock");
    assertThat(Run.of("run", sound, "--measurement", measured).err())
        .contains("goes with --sev-snp or --tdx");
    assertThat(Run.of("run", sound, "--sev-snp", firmware, "--emulator").err())
        .contains("don't go with --sev-snp");
  }

  @Test
  void refusesWrongUsage() {
    assertThat(Run.of("run").status()).isEqualTo(2);
    for (String option : new String[] {"--memory=63", "--cpus=0", "--cid=3", "--name=a/b"}) {
      assertThat(Run.of("run", image, "--emulator", option).status()).as(option).isEqualTo(2);
    }
    assertThat(Run.of("run", image, "--console").err()).contains("needs --debug on EC2");
    assertThat(Run.of("run", image, "--emulator", "--debug").err()).contains("for EC2");
    assertThat(Run.of("run", image, "--emulator", "--qemu", "/nowhere/qemu").err())
        .contains("--qemu /nowhere/qemu can't be run");
  }

  /// Programs that stand for the emulated machine: QEMU does as it is told.
  private Run emulated(String qemu, String... more) throws IOException {
    // The last of the backend's arguments names the sockets.
    String backend =
        program(
            "backend",
            "PATH=/bin:/usr/bin\ns=${2#*,socket=}\n: > \"${s%%,*}\"\necho \"${s%%,*}\" > '"
                + folder
                + "/vhost'\nexec sleep 60");
    List<String> arguments =
        new ArrayList<>(List.of("run", image, "--emulator", "--port=0", "--state=" + state));
    arguments.add("--qemu=" + program("qemu", qemu));
    arguments.add("--vsock-backend=" + backend);
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  private Path wire() throws IOException {
    return Objects.requireNonNull(
        Path.of(Files.readString(folder.resolve("vhost")).strip()).getParent());
  }

  @Test
  void saysWhatStoppedTheEmulatedMachineAndLeavesNothing() throws IOException {
    Run run = emulated("echo 'machine: no such thing' >&2\nexit 1");
    assertThat(run.err())
        .contains("can't start: the enclave ended before it was ready: status 1, machine: no such")
        .contains("--console");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(wire()).isAbsolute().doesNotExist();
  }

  @Test
  void showsAndKeepsTheConsoleIfAsked() throws IOException {
    Run run = emulated("echo 'Linux \033[2J boots'; exit 0", "--console", "--keep");
    assertThat(run.err()).contains("EMULATED console: Linux ?[2J boots", "kept: " + wire());
    assertThat(wire().resolve("console.log")).hasContent("Linux ?[2J boots");
    Files.delete(wire().resolve("console.log"));
    Files.delete(wire());
    assertThat(Run.of("run", image, "--keep").err()).contains("--keep goes with --emulator");
  }

  @Test
  void namesAnEnclaveAfterItsImage() {
    ImageOptions options = new ImageOptions();
    assertThat(options.name(Path.of("/a/My app_1.eif"))).isEqualTo("My-app-1");
    assertThat(options.name(Path.of("__.eif"))).isEqualTo("enclave");
    assertThat(options.name(Path.of("x".repeat(80)))).hasSize(63);
  }

  @Test
  void takesFourTimesTheImageForMemory() throws IOException {
    ImageOptions options = new ImageOptions();
    assertThat(options.memoryMib(Path.of(image))).isEqualTo(512);
    Path large = folder.resolve("large.eif");
    try (var file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength((200L << 20) + 1);
    }
    assertThat(options.memoryMib(large)).isEqualTo(801);
  }
}
