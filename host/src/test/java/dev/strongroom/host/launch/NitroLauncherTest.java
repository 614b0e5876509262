// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.host.command.SystemCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A script that stands for `nitro-cli`: it keeps its enclaves in a file and notes its calls.
@Timeout(60)
class NitroLauncherTest {
  private static final String ID = "i-05f6ed443aEXAMPLE-enc173dfe3eEXAMPLE";

  @TempDir private Path folder = Path.of("");
  private final List<String> console = new CopyOnWriteArrayList<>();
  private String program = "";

  @BeforeEach
  void write() throws IOException {
    program =
        Scripts.write(
            folder.resolve("nitro-cli"),
            """
            cd '%s'
            echo "$@" >> calls
            case "$1" in
            run-enclave)
              test ! -e refuse || { echo "[ E26 ] Insufficient memory" >&2; exit 26; }
              test ! -e hang || sleep 60
              echo RUNNING > state
              echo "Start allocating memory..." >&2
              cat answer ;;
            describe-enclaves)
              test ! -e broken || exit 1
              test -e state || { echo '[]'; exit; }
              echo '[ { "EnclaveName": "strongroom", "EnclaveID": "%s", "ProcessID": 9,'
              echo '"EnclaveCID": 16, "State": "'$(cat state)'", "Metadata": null, "CPUIDs": [1, 3] } ]' ;;
            console)
              echo "Connecting to the console for enclave $3..."; exec sleep 60 ;;
            terminate-enclave)
              rm state; echo '{"EnclaveName": "strongroom", "Terminated": true}' ;;
            esac
            """
                .formatted(folder, ID));
    answer(
        "{ \"EnclaveName\": \"strongroom\", \"EnclaveID\": \"%s\", \"EnclaveCID\": 16, \"x\": [{}] }"
            .formatted(ID));
  }

  private void answer(String answer) throws IOException {
    Files.writeString(folder.resolve("answer"), answer);
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(folder.resolve("calls"));
  }

  private LaunchedEnclave launch() throws IOException, InterruptedException {
    return launcher(false).launch();
  }

  private NitroLauncher launcher(boolean debug) {
    NitroSettings settings =
        new NitroSettings(
            Path.of(program), Path.of("/images/a.eif"), "strongroom", 2, 2048, 16, debug);
    return new NitroLauncher(
        settings,
        new SystemCommands("/bin:/usr/bin"),
        () -> {
          throw new IOException("no vsock here");
        },
        Optional.of(console::add),
        Duration.ofMillis(50));
  }

  @Test
  void runsWatchesAndEndsAnEnclave() throws Exception {
    LaunchedEnclave enclave = launch();
    assertThat(calls())
        .startsWith(
            "describe-enclaves",
            "run-enclave --eif-path /images/a.eif --enclave-name strongroom --cpu-count 2"
                + " --memory 2048 --enclave-cid 16");
    assertThat(enclave.name()).contains(ID);
    Thread.sleep(300);
    assertThat(enclave.ended()).isNotDone();
    enclave.stop(Duration.ofSeconds(5));
    assertThat(enclave.ended()).isDone();
    assertThat(calls()).contains("terminate-enclave --enclave-id " + ID);
  }

  @Test
  void debugModeIsAskedForByName() throws Exception {
    launcher(true).launch().kill();
    assertThat(calls().get(1)).endsWith("--enclave-cid 16 --debug-mode");
  }

  @Test
  void showsTheConsoleInDebugModeOnly() throws Exception {
    LaunchedEnclave protectedOne = launch();
    protectedOne.kill();
    LaunchedEnclave debugged = launcher(true).launch();
    for (int i = 0; i < 1000 && console.isEmpty(); i++) {
      Thread.sleep(10);
    }
    debugged.kill();
    assertThat(console).containsExactly("Connecting to the console for enclave " + ID + "...");
    assertThat(calls()).filteredOn(call -> call.startsWith("console")).hasSize(1);
  }

  @Test
  void noticesThatItIsGoneOrEnding() throws Exception {
    LaunchedEnclave gone = launch();
    Files.delete(folder.resolve("state"));
    assertThat(gone.ended().get(10, TimeUnit.SECONDS)).isEqualTo("it is no longer there");
    LaunchedEnclave ending = launch();
    Files.writeString(folder.resolve("state"), "TERMINATING");
    assertThat(ending.ended().get(10, TimeUnit.SECONDS)).isEqualTo("it is no longer running");
  }

  @Test
  void notKnowingIsNotItsEnd() throws Exception {
    LaunchedEnclave enclave = launch();
    Files.createFile(folder.resolve("broken"));
    Thread.sleep(500);
    assertThat(enclave.ended()).isNotDone();
    Files.delete(folder.resolve("broken"));
    enclave.stop(Duration.ZERO);
    assertThat(enclave.ended()).isDone();
  }

  @Test
  void endsOneThatAHostWhichWasKilledHasLeft() throws Exception {
    Files.writeString(folder.resolve("state"), "RUNNING");
    LaunchedEnclave enclave = launch();
    assertThat(calls()).startsWith("describe-enclaves", "terminate-enclave --enclave-id " + ID);
    enclave.stop(Duration.ZERO);
  }

  @Test
  void saysWhyNitroCliRefused() throws Exception {
    Files.createFile(folder.resolve("refuse"));
    assertThatThrownBy(this::launch)
        .isInstanceOf(LaunchException.class)
        .hasMessage("nitro-cli run-enclave ended with status 26: [ E26 ] Insufficient memory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Started",
        "[]",
        "{}",
        "{\"EnclaveID\":\"i-1\"}",
        "{\"EnclaveID\":7,\"EnclaveCID\":16}",
        "{\"EnclaveID\":\"i-1\",\"EnclaveCID\":\"16\"}",
        "{\"EnclaveID\":\"i-1\",\"EnclaveCID\":17}",
        "{\"EnclaveID\":\"--all\\n\",\"EnclaveCID\":16}",
        "{\"EnclaveID\":\"i-1\",\"EnclaveCID\":16} {}",
      })
  void anAnswerThatCannotBeReadLeavesNoEnclaveBehind(String answer) throws Exception {
    answer(answer);
    assertThatThrownBy(this::launch).isInstanceOf(LaunchException.class);
    assertThat(folder.resolve("state")).doesNotExist();
  }

  @Test
  void interruptingAStartLeavesNoEnclaveBehind() throws Exception {
    Files.createFile(folder.resolve("hang"));
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread starting =
        Thread.ofPlatform()
            .start(() -> {
              try {
                launch();
              } catch (IOException | InterruptedException e) {
                failure.complete(e);
              }
            });
    while (!Files.exists(folder.resolve("calls")) || calls().size() < 2) {
      Thread.sleep(10);
    }
    starting.interrupt();
    assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(calls().get(2)).isEqualTo("describe-enclaves");
    assertThat(folder.resolve("state")).doesNotExist();
  }
}
