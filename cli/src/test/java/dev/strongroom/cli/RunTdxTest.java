// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.host.wire.Port;
import dev.strongroom.image.confidential.TdxLaunch;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.vsock.Vsock;
import dev.strongroom.vsock.VsockAddress;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.BindException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `strongroom run --tdx`, as far as it comes without such a processor.
class RunTdxTest {
  /// In the firmware's variables.
  private static final int VARIABLE = 0x100;

  @TempDir private Path folder;
  private Path firmware = Path.of("");
  private Path image = Path.of("");
  private Path qemu = Path.of("");

  @BeforeEach
  void write() throws Exception {
    firmware = IntelTdxFirmware.in(folder);
    byte[] bytes = Files.readAllBytes(firmware);
    bytes[VARIABLE] = 0x55;
    Files.write(firmware, bytes);
    image = MadeImage.in(folder, IntelTdxFirmware.kernel());
    qemu = Files.writeString(folder.resolve("qemu"), "#!/bin/sh\nexit 0\n");
    assertThat(qemu.toFile().setExecutable(true)).isTrue();
  }

  private Run run(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                image.toString(),
                "--tdx",
                firmware.toString(),
                "--qemu",
                qemu.toString(),
                "--state",
                folder.resolve("state").toString()));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  private TdxGuest guest(Optional<Path> quotes) throws Exception {
    try (EifFile file = EifFile.open(image)) {
      return new TdxGuest(quotes, TdxLaunch.of(TdxOptions.read(firmware), file));
    }
  }

  /// Nothing starts before it is known what it measures: MRTD, or the image's registers too.
  @Test
  void startsNoGuestThatMeasuresSomethingElse() throws Exception {
    Run other = run("--measurement", "00".repeat(48));
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("image and firmware measure MRTD ", ", and not 0000");
    TdxLaunch launch = guest(Optional.empty()).launch();
    String mrtd = launch.mrtd().hex();
    String rtmr1 = launch.rtmr1().hex();
    String rtmr2 = launch.rtmr2().hex();
    assertThat(other.err()).contains("MRTD " + mrtd + ", RTMR1 " + rtmr1 + ", RTMR2 " + rtmr2);
    for (String meant : List.of(mrtd, mrtd + "," + rtmr1 + "," + rtmr2)) {
      Run here = run("--measurement", meant);
      assertThat(here.status()).isEqualTo(2);
      // Past the measurement; and no machine that runs these tests has all of it.
      assertThat(here.err())
          .containsAnyOf("/dev/kvm", "kvm_intel/parameters/tdx", "/dev/vhost-vsock", "qgs.socket")
          .doesNotContain("and not");
    }
    for (String wrong : List.of(rtmr1, mrtd + "," + rtmr2 + "," + rtmr1, mrtd + "," + rtmr1)) {
      assertThat(run("--measurement", wrong).err()).contains("and not " + wrong);
    }
  }

  @Test
  void namesWhatThisMachineLacks() throws Exception {
    Path root = Files.createDirectory(folder.resolve("root"));
    List<Needed> needed = guest(Optional.of(Path.of("/run/qgs.socket"))).needed();
    assertThat(needed).hasSize(4);
    for (Needed each : needed) {
      assertThatThrownBy(() -> Needed.check(root, needed))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("no " + each.file() + " here (");
      Path file = root.resolve(each.file().toString().substring(1));
      Files.createDirectories(file.getParent());
      Files.writeString(file, "N\n");
      if (each.content().isPresent()) {
        assertThatThrownBy(() -> Needed.check(root, needed))
            .hasMessageStartingWith("/sys/module/kvm_intel/parameters/tdx isn't Y (TDX: ");
        Files.writeString(file, "Y\n");
      }
    }
    Needed.check(root, needed);
    assertThat(guest(Optional.empty()).needed()).isEqualTo(needed.subList(0, 3));
  }

  @Test
  void handsOverFirmwareWithoutItsVariables() throws Exception {
    Path written = guest(Optional.empty()).firmware(folder.resolve("emptied"));
    byte[] before = Files.readAllBytes(firmware);
    byte[] after = Files.readAllBytes(written);
    assertThat(after[VARIABLE]).isEqualTo((byte) 0xff);
    after[VARIABLE] = before[VARIABLE];
    assertThat(after).isEqualTo(before);
  }

  @Test
  void bringsQuotesUnlessTheServiceDoesItself() throws Exception {
    AtomicInteger listening = new AtomicInteger();
    TdxGuest guest = guest(Optional.of(Path.of("/run/qgs.socket")));
    try (AutoCloseable _ =
        guest.beside((port, _) -> {
          listening.addAndGet(port);
          return () -> listening.addAndGet(-port);
        })) {
      assertThat(listening).hasValue(Port.QUOTES);
    }
    assertThat(listening).hasValue(0);
    assertThatThrownBy(() ->
            guest.beside((_, _) -> {
              throw new BindException("Address already in use");
            }))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("port 4050")
        .hasMessageContaining("--quotes vsock");
    guest(Optional.empty())
        .beside((_, _) -> {
          throw new BindException("nobody listens");
        })
        .close();
  }

  /// All the way to QEMU, which says that it has no such machine; what the machine lacks is lent.
  @Test
  void handsQemuWhatWasMeasured() throws Exception {
    try (Vsock vsock = Vsock.open()) {
      vsock.listen(VsockAddress.any(VsockAddress.PORT_ANY)).close();
    } catch (SocketException e) {
      Assumptions.abort("NOT TESTED: no vsocks here: " + e.getMessage());
    }
    Files.writeString(
        qemu,
        """
        #!/bin/sh
        for word in "$@"; do echo "$word"; done > '%1$s/words'
        while [ "$1" != -bios ]; do shift; done
        /bin/cp "$2" '%1$s/bios'
        echo 'no tdx-guest' >&2
        exit 1
        """
            .formatted(folder));
    TdxGuest guest = guest(Optional.of(Path.of("/run/qgs.socket")));
    for (Needed each : guest.needed()) {
      Path file = folder.resolve(each.file().toString().substring(1));
      Files.createDirectories(file.getParent());
      Files.writeString(file, "Y\n");
    }
    Console console =
        new Console(
            InputStream.nullInputStream(),
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(Writer.nullWriter()),
            false,
            true,
            InstantSource.system());
    HostOptions host = CommandLine.populateCommand(new HostOptions(), "--port=0");
    Path state = Files.createDirectory(folder.resolve("kept"));
    ConfidentialRun run =
        new ConfidentialRun(
            console, host, state, qemu, 77, 3, 512, Optional.empty(), Optional.empty(), folder);
    try (EifFile file = EifFile.open(image)) {
      assertThatThrownBy(() -> run.run(file, guest))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("status 1, no tdx-guest (--console shows how far it came)");
    }
    List<String> words = Files.readAllLines(folder.resolve("words"));
    assertThat(words)
        .containsSubsequence("-object", "tdx-guest,id=guest,sept-ve-disable=on")
        .containsSubsequence("-m", "512M", "-smp", "3", "-bios")
        .containsSubsequence("-append", "quiet strongroom.parent=2")
        .anyMatch(word -> word.startsWith("vhost-vsock-pci,") && word.endsWith(",guest-cid=77"));
    assertThat(Files.readAllBytes(folder.resolve("bios")))
        .isEqualTo(guest.launch().firmware().withoutVariables().toByteArray())
        .isNotEqualTo(Files.readAllBytes(firmware));
    // Nothing of what was written for it stays.
    Path handed = Path.of(words.get(words.indexOf("-bios") + 1));
    assertThat(handed.getParent()).doesNotExist();
  }

  @Test
  void refusesWhatDoesntGoTogether() {
    assertThat(run("--quotes", "qgs.socket").err()).contains("--quotes is the path of a socket");
    assertThat(run("--sev-snp", firmware.toString()).err()).contains("--sev-snp or --tdx");
    assertThat(run("--emulator").err()).contains("don't go with --sev-snp and --tdx");
    assertThat(Run.of("run", image.toString(), "--quotes", "vsock").err())
        .contains("--quotes goes with --tdx");
  }
}
