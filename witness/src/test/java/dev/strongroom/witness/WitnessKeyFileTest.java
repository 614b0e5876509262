// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessKeyFileTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final TestLog LOG = TestLog.of("log.example");

  @TempDir private Path folder = Path.of("");

  private Path file(String name) {
    return folder.resolve(name);
  }

  @Test
  void readsWhatItMadeAndNeverOverwrites() throws Exception {
    Path file = file("key.json");
    List<VerifierKey> made;
    try (WitnessKeys keys = WitnessKeyFile.make(file, "w.example/\"\\é", true, RANDOM)) {
      made = keys.verifierKeys();
    }
    assertThat(made)
        .extracting(VerifierKey::type)
        .containsExactly(KeyType.COSIGNATURE_ED25519, KeyType.COSIGNATURE_ML_DSA_44);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (WitnessKeys keys = WitnessKeyFile.read(file, RANDOM)) {
      assertThat(keys.verifierKeys()).isEqualTo(made);
      assertThat(keys.name()).isEqualTo("w.example/\"\\é");
      assertThat(keys.toString()).doesNotContain(Files.readString(file).substring(60, 70));
      SignedNote note = LOG.note(3).with(keys.cosign(LOG.text(3), 17));
      assertThat(made).allMatch(key -> Signatures.verify(note, key).isPresent());
    }
    assertThatThrownBy(() -> WitnessKeyFile.make(file, "w", false, RANDOM))
        .isInstanceOf(WitnessKeyException.class)
        .hasMessageContaining("isn't overwritten");
  }

  @Test
  void makesEd25519Alone() throws Exception {
    try (WitnessKeys keys = WitnessKeyFile.make(file("a"), "w", false, RANDOM)) {
      assertThat(keys.verifierKeys()).hasSize(1);
    }
    try (WitnessKeys keys = WitnessKeyFile.read(file("a"), RANDOM)) {
      assertThat(keys.cosign(LOG.text(1), 1)).hasSize(1);
    }
  }

  @Test
  void refusesAFileThatOthersCanRead() throws Exception {
    WitnessKeyFile.make(file("a"), "w", true, RANDOM).close();
    for (String mode : List.of("rw-r-----", "rw----r--", "rwx------")) {
      Files.setPosixFilePermissions(file("a"), PosixFilePermissions.fromString(mode));
      assertThatThrownBy(() -> WitnessKeyFile.read(file("a"), RANDOM))
          .isInstanceOf(WitnessKeyException.class)
          .hasMessageContaining("others can read it");
    }
  }

  @Test
  void refusesWhatIsNoKeyFileWithoutQuotingIt() throws Exception {
    WitnessKeyFile.make(file("a"), "w", true, RANDOM).close();
    String good = Files.readString(file("a"));
    String seed = good.replaceAll(".*\"ed25519\":\"([^\"]*)\".*\n", "$1");
    assertThat(seed).hasSize(64);
    for (String bad :
        List.of(
            "",
            "{}",
            good.replace("\"version\":1", "\"version\":2"),
            good.replace(seed, seed.substring(1)),
            good.replace(seed, seed.substring(2)),
            good.replace(seed, "g" + seed.substring(1)),
            good.replace("ed25519", "Ed25519"),
            good.replace("\"w\"", "\"a b\""),
            good.replace("}", ",\"more\":1}"),
            good.substring(0, good.length() - 3))) {
      Files.writeString(file("a"), bad);
      assertThatThrownBy(() -> WitnessKeyFile.read(file("a"), RANDOM))
          .as(bad)
          .isInstanceOf(WitnessKeyException.class)
          .message()
          .doesNotContain(seed.substring(8, 24));
    }
    assertThatThrownBy(() -> WitnessKeyFile.read(file("none"), RANDOM))
        .isInstanceOf(WitnessKeyException.class);
  }

  @Test
  void refusesNamesThatCannotSign() {
    for (String name : List.of("", "a b", "a+b", "é".repeat(128), "a\nb")) {
      assertThatThrownBy(() -> WitnessKeyFile.make(file("a"), name, true, RANDOM))
          .as(name)
          .isInstanceOf(WitnessKeyException.class);
    }
    assertThat(file("a")).doesNotExist();
  }

  @Test
  void signsNothingOnceClosed() throws Exception {
    WitnessKeys keys = WitnessKeyFile.make(file("a"), "w", false, RANDOM);
    keys.close();
    assertThatThrownBy(() -> keys.cosign(LOG.text(1), 1)).isInstanceOf(IllegalStateException.class);
  }
}
