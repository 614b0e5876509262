// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The command lines for QEMU and its vsock backend, and scripts that stand for both.
@Timeout(30)
class QemuLauncherTest {
  private static final String ID = "i-0123456789abcdef0-enc0123456789abcdef";

  @TempDir private Path folder = Path.of("");

  private QemuSettings settings(String qemu, String backend) {
    return new QemuSettings(
        Path.of(qemu),
        Path.of(backend),
        Optional.empty(),
        Path.of("/images/a.eif"),
        folder,
        ID,
        16,
        2,
        512,
        false);
  }

  private String backend() throws IOException {
    // Makes its socket a moment later, and lives until it is killed.
    return Scripts.write(
        folder.resolve("backend"),
        "echo \"$@\" > '"
            + folder
            + "/backend-arguments'\n"
            + "sleep 0.1\n: > '"
            + folder
            + "/vhost'\nexec sleep 60\n");
  }

  private String qemu(String after) throws IOException {
    return Scripts.write(
        folder.resolve("qemu"),
        "for a in \"$@\"; do echo \"$a\"; done > '"
            + folder
            + "/new'\n"
            + "mv '"
            + folder
            + "/new' '"
            + folder
            + "/qemu-arguments'\n"
            + after
            + "\n");
  }

  private List<String> arguments() throws Exception {
    Path file = folder.resolve("qemu-arguments");
    for (int i = 0; i < 1000 && !Files.exists(file); i++) {
      Thread.sleep(10);
    }
    return Files.readAllLines(file);
  }

  @Test
  void bootsAnImageAsTheMachineWantsIt() throws Exception {
    QemuLauncher launcher = new QemuLauncher(settings(qemu("exec sleep 60"), backend()));
    LaunchedEnclave enclave = launcher.launch();
    try {
      assertThat(arguments())
          .containsExactly(
              "-M",
              "nitro-enclave,vsock=wire,id=" + ID + ",parent-id=i-0123456789abcdef0",
              "-accel",
              "tcg",
              "-cpu",
              "max",
              "-m",
              "512M",
              "-smp",
              "2",
              "-kernel",
              "/images/a.eif",
              "-append",
              "reboot=t strongroom.parent=2 no_timer_check" + EmulatedClock.words(),
              "-global",
              "virtio-mmio.ioeventfd=off",
              "-no-reboot",
              "-nodefaults",
              "-display",
              "none",
              "-serial",
              "null",
              "-chardev",
              "socket,id=wire,path=" + folder.resolve("vhost"));
      assertThat(Files.readString(folder.resolve("backend-arguments")).strip())
          .isEqualTo(
              "--vm guest-cid=16,socket=%s,uds-path=%s,tx-buffer-size=28672"
                  .formatted(folder.resolve("vhost"), folder.resolve("guest")));
      assertThat(Files.readSymbolicLink(folder.resolve("guest_7000")))
          .isEqualTo(folder.resolve("host-7000"));
      assertThat(enclave.ended()).isNotDone();
    } finally {
      enclave.stop(Duration.ofSeconds(5));
    }
    assertThat(enclave.ended().get(5, TimeUnit.SECONDS)).isEqualTo("status 143");
    assertThat(folder.resolve("vhost")).doesNotExist();
    assertThat(folder.resolve("guest_7000")).doesNotExist();
  }

  @Test
  void usesTheMachinesVirtualisationAndFirmwareIfTold() {
    QemuSettings kvm =
        new QemuSettings(
            Path.of("q"),
            Path.of("b"),
            Optional.of(Path.of("/rom")),
            Path.of("a.eif"),
            folder,
            ID,
            4,
            1,
            64,
            true);
    assertThat(new QemuLauncher(kvm).qemuCommand())
        .containsSubsequence("-L", "/rom", "-accel", "kvm", "-cpu", "host");
  }

  @Test
  void endsQemuWhenItsWireIsGone() throws Exception {
    String backend =
        Scripts.write(folder.resolve("backend"), ": > '" + folder + "/vhost'\nsleep 1\nexit 1\n");
    LaunchedEnclave enclave = new QemuLauncher(settings(qemu("exec sleep 60"), backend)).launch();
    assertThat(enclave.ended().get(10, TimeUnit.SECONDS)).isEqualTo("status 137");
    enclave.stop(Duration.ZERO);
  }

  @Test
  void noticesThatQemuEnds() throws Exception {
    LaunchedEnclave enclave = new QemuLauncher(settings(qemu("exit 5"), backend())).launch();
    assertThat(enclave.ended().get(10, TimeUnit.SECONDS)).isEqualTo("status 5");
    enclave.stop(Duration.ZERO);
  }

  @Test
  void saysWhichProgramIsMissingOrEnds() throws Exception {
    assertThatThrownBy(() -> new QemuLauncher(settings("/nowhere/qemu", backend())).launch())
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("/nowhere/qemu can't start");
    assertThatThrownBy(() -> new QemuLauncher(settings(qemu(""), "/nowhere/backend")).launch())
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("/nowhere/backend can't start");
    String failing = Scripts.write(folder.resolve("failing"), "exit 2\n");
    assertThatThrownBy(() -> new QemuLauncher(settings(qemu(""), failing)).launch())
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("ended with status 2");
    String complaining = Scripts.write(folder.resolve("complaining"), "echo no way >&2\nexit 3\n");
    assertThatThrownBy(() -> new QemuLauncher(settings(qemu(""), complaining)).launch())
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("ended with status 3, no way");
    // What was prepared for the guest is gone again.
    assertThat(folder.resolve("guest_7000")).doesNotExist();
    assertThat(folder.resolve("host-9000")).doesNotExist();
  }

  @Test
  void saysWithWhatWordsQemuEnded() throws Exception {
    String words = "echo first >&2; printf '\\033last\\n\\n' >&2; exit 4";
    LaunchedEnclave enclave = new QemuLauncher(settings(qemu(words), backend())).launch();
    assertThat(enclave.ended().get(10, TimeUnit.SECONDS)).isEqualTo("status 4, ?last");
    enclave.stop(Duration.ZERO);
  }

  @Test
  void handsOutTheConsoleInPrintableLines() throws Exception {
    String words = "echo 'Linux'; printf 'a\\033[2Jb\\r\\n'; head -c 5000 /dev/zero | tr '\\0' x";
    List<String> lines = new CopyOnWriteArrayList<>();
    LaunchedEnclave enclave =
        new QemuLauncher(settings(qemu(words), backend()), Optional.of(lines::add)).launch();
    enclave.ended().get(10, TimeUnit.SECONDS);
    for (int i = 0; i < 1000 && lines.size() < 4; i++) {
      Thread.sleep(10);
    }
    enclave.stop(Duration.ZERO);
    assertThat(lines).containsExactly("Linux", "a?[2Jb", "x".repeat(4096), "x".repeat(904));
  }

  @Test
  void answersTheHeartbeatWhereTheGuestSendsIt() throws Exception {
    LaunchedEnclave enclave = new QemuLauncher(settings(qemu("exec sleep 60"), backend())).launch();
    try (SocketChannel guest =
        SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("guest_9000")))) {
      guest.write(ByteBuffer.wrap(new byte[] {(byte) 0xb7}));
      ByteBuffer answer = ByteBuffer.allocate(1);
      assertThat(guest.read(answer)).isEqualTo(1);
      assertThat(answer.get(0)).isEqualTo((byte) 0xb7);
    } finally {
      enclave.stop(Duration.ofSeconds(5));
    }
  }

  @Test
  void refusesSettingsThatWouldBecomeOtherOptions() {
    assertThatThrownBy(() ->
            new QemuSettings(
                folder, folder, Optional.empty(), folder, folder, ID + ",x=1", 4, 1, 64, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void dialsAGuestsPortAndLosesNoByteBehindTheAnswer() throws Exception {
    try (ServerSocketChannel server = guest("CONNECT 8443\n", "OK 1073741824\nhello");
        SocketChannel channel = HybridVsock.open(folder.resolve("guest"), 8443)) {
      assertThat(server.isOpen()).isTrue();
      ByteBuffer got = ByteBuffer.allocate(5);
      while (got.hasRemaining() && channel.read(got) >= 0) {
        // Until all is there.
      }
      assertThat(new String(got.array(), StandardCharsets.US_ASCII)).isEqualTo("hello");
    }
  }

  @Test
  void refusesAGuestThatDoesNotAnswerAsItShould() throws Exception {
    for (String answer : List.of("", "\n", "OK\n", "OK x\n", "NO 1\n", "OK 1" + "1".repeat(99))) {
      Path socket = folder.resolve("guest");
      try (ServerSocketChannel server = guest("CONNECT 9\n", answer)) {
        assertThat(server.isOpen()).isTrue();
        assertThatThrownBy(() -> HybridVsock.open(socket, 9)).isInstanceOf(IOException.class);
      }
      Files.delete(socket);
    }
  }

  /// Stands for the backend: expects a line, answers, and closes.
  private ServerSocketChannel guest(String wanted, String answer) throws IOException {
    ServerSocketChannel server =
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(folder.resolve("guest")));
    Thread.ofVirtual()
        .start(() -> {
          try (SocketChannel host = server.accept()) {
            ByteBuffer line = ByteBuffer.allocate(wanted.length());
            while (line.hasRemaining() && host.read(line) >= 0) {
              // Until the line is there.
            }
            if (new String(line.array(), StandardCharsets.US_ASCII).equals(wanted)) {
              host.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
            }
          } catch (IOException e) {
            // The test sees it.
          }
        });
    return server;
  }
}
