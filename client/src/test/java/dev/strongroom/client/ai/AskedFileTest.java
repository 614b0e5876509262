// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AskedFileTest {
  private static final AskedFile FILE =
      new AskedFile(
          Instant.parse("2026-11-22T05:00:00.123Z"),
          "/v1/responses",
          200,
          true,
          Bytes.fromHex("01".repeat(32)),
          Bytes.fromHex("02".repeat(32)),
          Bytes.fromHex("03".repeat(32)),
          17,
          Bytes.fromHex("04".repeat(32)),
          Bytes.fromHex("05".repeat(32)),
          true,
          Optional.of("abc"));

  @Test
  void readsWhatItWrites() throws Exception {
    assertThat(AskedFile.parse(Bytes.utf8(FILE.text()))).isEqualTo(FILE);
    AskedFile nameless =
        new AskedFile(
            FILE.at(),
            FILE.target(),
            404,
            false,
            FILE.salt(),
            FILE.request(),
            FILE.response(),
            0,
            FILE.evidence(),
            FILE.identityKey(),
            false,
            Optional.empty());
    assertThat(AskedFile.parse(Bytes.utf8(nameless.text()))).isEqualTo(nameless);
  }

  @Test
  void refusesWhateverWasChanged() {
    byte[] good = Bytes.utf8(FILE.text()).toByteArray();
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      assertThatExceptionOfType(MalformedJsonException.class)
          .as("at %s", at)
          .isThrownBy(() -> AskedFile.parse(Bytes.copyOf(bad)));
    }
    for (String other :
        new String[] {"", "{}", FILE.text() + "\n", FILE.text().strip(), " ".repeat(20_000)}) {
      assertThatExceptionOfType(MalformedJsonException.class)
          .as(other)
          .isThrownBy(() -> AskedFile.parse(Bytes.utf8(other)));
    }
  }
}
