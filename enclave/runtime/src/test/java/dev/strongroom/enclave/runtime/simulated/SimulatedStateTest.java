// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedStateTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private final SecureRandom random = new SecureRandom();
  @TempDir private Path folder = Path.of("");

  private Bytes derived(SimulatedState state) throws IOException {
    try (RootSecret root = state.rootSecret(random);
        Secret key = root.derive("test", 16)) {
      return key.use(Bytes::copyOf);
    }
  }

  @Test
  void keepsSecretAndRoot() throws Exception {
    SimulatedState state = SimulatedState.in(folder.resolve("state"));
    assertThat(derived(state)).isEqualTo(derived(state));
    assertThat(state.root(NOW, random).encoded()).isEqualTo(state.root(NOW, random).encoded());
    assertThat(derived(SimulatedState.in(folder.resolve("other")))).isNotEqualTo(derived(state));
  }

  @Test
  void leavesNothingBehindAndLetsNobodyElseRead() throws Exception {
    SimulatedState state = SimulatedState.in(folder);
    derived(state);
    state.root(NOW, random);
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.toList();
      assertThat(found).hasSize(2);
      for (Path file : found) {
        assertThat(Files.getPosixFilePermissions(file))
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      }
    }
  }

  @Test
  void agreesOnOneSecretWhenManyStartAtOnce() throws Exception {
    Set<Bytes> seen = ConcurrentHashMap.newKeySet();
    Callable<Boolean> start = () -> seen.add(derived(SimulatedState.in(folder.resolve("s"))));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var started : threads.invokeAll(Collections.nCopies(20, start))) {
        started.get();
      }
    }
    assertThat(seen).hasSize(1);
  }

  @Test
  void refusesDamagedFiles() throws Exception {
    SimulatedState state = SimulatedState.in(folder);
    Files.write(folder.resolve("root-secret"), new byte[31]);
    assertThatThrownBy(() -> state.rootSecret(random)).isInstanceOf(IOException.class);
    byte[] good = SimulatedRoot.generate(NOW, random).encoded();
    for (int length = 0; length < good.length; length++) {
      Files.write(folder.resolve("vendor-root"), Arrays.copyOf(good, length));
      assertThatThrownBy(() -> state.root(NOW, random)).isInstanceOf(IOException.class);
    }
  }
}
