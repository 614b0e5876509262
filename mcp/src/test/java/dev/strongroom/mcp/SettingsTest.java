// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the command line hands over.
class SettingsTest {
  private static final String[] LEAST = {
    "server=https://localhost:8443/", "policy=p.json", "agent-key=a.key"
  };

  @TempDir private Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init")
  SettingsTest() {}

  private static String[] and(String... more) {
    String[] all = new String[LEAST.length + more.length];
    System.arraycopy(LEAST, 0, all, 0, LEAST.length);
    System.arraycopy(more, 0, all, LEAST.length, more.length);
    return all;
  }

  @Test
  void readsAll() {
    Settings least = Settings.parse(LEAST);
    assertThat(least.identity()).isEmpty();
    assertThat(least.receiptPolicy()).isEmpty();
    assertThat(least.endorsements()).isEmpty();
    Settings all =
        Settings.parse(
            and(
                "endorsements=a=b.json",
                "identity=" + "ab".repeat(32),
                "receipt-policy=r.json",
                "endorsements=c.der"));
    assertThat(all.identity()).contains(Bytes.fromHex("ab".repeat(32)));
    assertThat(all.receiptPolicy()).contains(Path.of("r.json"));
    assertThat(all.endorsements()).containsExactly(Path.of("a=b.json"), Path.of("c.der"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy=again.json", "endorsement=a.json", "endorsements", "", "=x"})
  void refusesAnythingElse(String argument) {
    assertThatIllegalArgumentException().isThrownBy(() -> Settings.parse(and(argument)));
  }

  /// Two files in two forms, and both count.
  @Test
  void evidenceIsJudgedWithAllThatTheFilesHold() throws Exception {
    assertThat(Settings.parse(LEAST).given()).isEqualTo(Endorsements.NONE);
    Path bundle = folder.resolve("bundle.json");
    Path keys = folder.resolve("keys.json");
    Files.writeString(
        bundle,
        "{\"version\":1,\"items\":[{\"type\":\"key-set\",\"source\":\"https://a.example\",\"base64\":\"eyJrZXlzIjpbXX0=\"}]}");
    Files.writeString(keys, "{\"keys\":[{\"kty\":\"EC\"}]}");
    Endorsements given =
        Settings.parse(and("endorsements=" + bundle, "endorsements=" + keys)).given();
    assertThat(given.items()).hasSize(2);
    assertThat(given.items().getFirst().content()).isEqualTo(Bytes.utf8("{\"keys\":[]}"));
  }

  @Test
  void aFileOfSomethingElseEndsTheStart() throws Exception {
    Path file = folder.resolve("other.json");
    Files.writeString(file, "{\"kind\":\"tdx\"}");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Settings.parse(and("endorsements=" + file)).given())
        .withMessageContaining("other.json: ");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> Settings.parse(and("endorsements=" + folder.resolve("none"))).given());
  }
}
