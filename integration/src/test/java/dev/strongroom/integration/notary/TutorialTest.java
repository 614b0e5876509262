// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.notary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.NotaryService;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `docs/prove.md` tells its readers to type does what it says.
class TutorialTest {
  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final String STRONGROOM = "./strongroom ";

  @TempDir private Path folder = Path.of("");

  private static List<String> lines() throws Exception {
    List<String> lines = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(Files.readString(Path.of("..", "docs", "prove.md")));
    while (blocks.find()) {
      lines.addAll(blocks.group(1).lines().toList());
    }
    return lines;
  }

  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }
    return words.toArray(String[]::new);
  }

  @Test
  void itsCommandsWork() throws Exception {
    try (TestWitness witness = TestWitness.start(Files.createDirectory(folder.resolve("witness")));
        EnclaveUnderTest enclave =
            EnclaveUnderTest.start(new NotaryService(), witness.settings())) {
      Path state = Files.createDirectories(folder.resolve("home/.local/state/strongroom"));
      Files.writeString(state.resolve("policy.json"), PolicyText.of(enclave));
      Files.writeString(
          state.resolve("receipt-policy.json"), PolicyText.forReceipts(enclave, witness.key()));
      String at = "localhost:" + enclave.uri().getPort();
      int commands = 0;
      for (String line : lines()) {
        if (line.startsWith(STRONGROOM)) {
          Command run = Command.run(folder, words(here(line, at)));
          assertThat(run.status()).as(line + "\n" + run.out() + run.err()).isZero();
          commands++;
        } else {
          assertThat(
                  new ProcessBuilder("sh", "-c", line).directory(folder.toFile()).start().waitFor())
              .as(line)
              .isZero();
        }
      }
      assertThat(commands).isGreaterThanOrEqualTo(8);
      assertCaught();
    }
  }

  /// What is typed, at this test's notary and under its home.
  private static String here(String line, String at) {
    String rest =
        line.substring(STRONGROOM.length()).replace("localhost:8443", at).replace("~/", "home/");
    // Where no address is named, it is that of `up`, which may be running besides.
    return rest.startsWith("prove ") ? rest + " --at " + at : rest;
  }

  /// The policy for receipts is the one that asks for the witness, and files are looked at.
  private void assertCaught() throws Exception {
    String policy = "home/.local/state/strongroom/receipt-policy.json";
    Receipt receipt =
        Receipt.parse(Bytes.copyOf(Files.readAllBytes(folder.resolve("note.txt.receipt.json"))));
    assertThat(receipt.checkpoint().note().signatures())
        .anyMatch(line -> line.name().equals(TestWitness.NAME));
    Files.writeString(folder.resolve("note.txt"), "what I know tomorrow");
    assertThat(
            Command.run(folder, "check", "note.txt.receipt.json", "note.txt", "--policy", policy)
                .status())
        .isEqualTo(1);
  }
}
