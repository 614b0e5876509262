// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.integration.notary.PolicyText;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a key's user adds to it, and kits that bring keys back: the command in its own process and
/// a vault.
class VaultRecoveryCommandsTest {
  private static @Nullable EnclaveUnderTest started;

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void start() throws Exception {
    started = TestVault.start();
  }

  @AfterAll
  static void stop() throws Exception {
    vault().close();
  }

  private static EnclaveUnderTest vault() {
    return Objects.requireNonNull(started);
  }

  @BeforeEach
  void files() throws Exception {
    write("policy.json", PolicyText.of(vault()));
    write("allow.json", TestVault.allowing());
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(folder.resolve(name), text);
  }

  private CommandLine run(String... arguments) throws Exception {
    return fed("/dev/null", arguments);
  }

  private CommandLine fed(String input, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(CommandLine.to(vault()));
    return CommandLine.fed(folder, folder.resolve(input).toFile(), all);
  }

  private CommandLine done(String... arguments) throws Exception {
    CommandLine run = run(arguments);
    assertThat(run.status()).as(run.out() + run.err()).isZero();
    return run;
  }

  private static JsonNode json(CommandLine run) throws Exception {
    return JsonNode.parse(run.out().strip());
  }

  private String id(CommandLine made) throws Exception {
    return json(made).member("key").member("id").text();
  }

  /// A guardian's key file, and its public key.
  private String guardian(String name) throws Exception {
    CommandLine made =
        CommandLine.run(folder, List.of("ceremony", "keygen", name, "--key", name + ".key"));
    String line = made.out().lines().filter(one -> one.startsWith("{")).findFirst().orElseThrow();
    return name + "=" + JsonNode.parse(line).member("encryptionKey").text();
  }

  private void kit(String id, String file, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("wallet", "recovery-kit", id));
    arguments.addAll(List.of("--threshold", "2", "-o", file));
    for (String name : List.of("ann", "ben", "cai")) {
      arguments.addAll(List.of("--guardian", guardian(name)));
    }
    arguments.addAll(List.of(more));
    done(arguments.toArray(String[]::new));
  }

  private CommandLine drill(String kit, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("wallet", "restore-drill", kit));
    arguments.addAll(List.of("--share", "ann.key", "--share", "cai.key"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void aKeyOpensWithItsUsersPasswordOnly() throws Exception {
    write("password", "correct horse \"\\ bättery\n");
    write("bare", "correct horse \"\\ bättery");
    write("wrong", "correct horse\n");
    write("empty", "\n");
    String[] create = {"keys", "create", "--type", "ed25519", "--rules", "allow.json", "--json"};
    List<String> birth = new ArrayList<>(List.of(create));
    birth.addAll(List.of("--exportable", "--password-file", "password"));
    String id = id(done(birth.toArray(String[]::new)));
    CommandLine without = run("keys", "sign", id, "message", "00");
    assertThat(without.status()).isEqualTo(1);
    assertThat(without.err()).contains("user-part-needed");
    CommandLine wrong = run("keys", "sign", id, "message", "00", "--password-file", "wrong");
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.err()).contains("wrong-user-part");
    done("keys", "sign", id, "message", "00", "--password-file", "bare");
    CommandLine piped =
        fed("password", "keys", "sign", id, "message", "00", "--password-file", "-");
    assertThat(piped.status()).as(piped.err()).isZero();
    kit(id, "kit.json", "--password-file", "password");
    assertThat(drill("kit.json", "--ask").out()).contains("MATCH");
    for (String[] misused :
        new String[][] {
          {"--password-file", "empty"},
          {"--password-file", "absent"},
          {"--share-file", "password"},
          {"--share-file", "password", "--password-file", "password"},
          {"--password"}
        }) {
      List<String> sign = new ArrayList<>(List.of("keys", "sign", id, "message", "00"));
      sign.addAll(List.of(misused));
      CommandLine refused = run(sign.toArray(String[]::new));
      assertThat(refused.status()).as(String.join(" ", misused)).isEqualTo(2);
      assertThat(refused.err()).doesNotContain("horse");
    }
  }

  @Test
  void aKeyOpensWithItsUsersShareOnly() throws Exception {
    write("share", "5f".repeat(32) + "\n");
    write("other", "60".repeat(32) + "\n");
    String id =
        id(
            done(
                "keys",
                "create",
                "--type",
                "hmac",
                "--rules",
                "allow.json",
                "--share-file",
                "share",
                "--json"));
    CommandLine mac = done("keys", "mac", id, "allow.json", "--share-file", "share", "--json");
    String code = json(mac).member("mac").text();
    done("keys", "mac", id, "allow.json", "--verify", code, "--share-file", "share");
    CommandLine wrong = run("keys", "mac", id, "allow.json", "--share-file", "other");
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.err()).contains("wrong-user-part");
    done("keys", "rotate", id, "--share-file", "other");
    done("keys", "mac", id, "allow.json", "--share-file", "other");
    assertThat(run("keys", "rotate", id).err()).contains("user-part-needed");
  }
}
