// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.RequestKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentKeyTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void isMadeOnceForItsOwnerOnly() throws Exception {
    Path file = folder.resolve("agent.key");
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> AgentKey.read(file));
    try (RequestKey made = AgentKey.in(file, new SecureRandom());
        RequestKey again = AgentKey.in(file, new SecureRandom())) {
      assertThat(again.publicKey()).isEqualTo(made.publicKey());
      Bytes message = Bytes.utf8("message");
      assertThat(made.publicKey().verifies(message, again.sign(message))).isTrue();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.size(file)).isEqualTo(32);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void refusesFilesThatOthersUseAndThatArentKeys() throws Exception {
    Path file = folder.resolve("agent.key");
    AgentKey.in(file, new SecureRandom()).close();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> AgentKey.in(file, new SecureRandom()))
        .withMessageContaining("chmod 600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    for (int length : new int[] {0, 31, 33, 4096}) {
      Files.write(file, new byte[length]);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> AgentKey.in(file, new SecureRandom()))
          .withMessageContaining("32 bytes");
    }
  }
}
