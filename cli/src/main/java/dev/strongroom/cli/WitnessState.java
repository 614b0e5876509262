// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.witness.WitnessKeyException;
import dev.strongroom.witness.WitnessKeyFile;
import dev.strongroom.witness.WitnessKeys;
import dev.strongroom.witness.WitnessStore;
import dev.strongroom.witness.WitnessStoreException;
import dev.strongroom.witness.sqlite.SqliteWitnessStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/// A witness's folder: its key, and what it has cosigned. Neither is worth anything without the
/// other: a key whose memory is gone could be led to sign a second history.
///
/// @param keys of the witness
/// @param store of what it cosigned
record WitnessState(WitnessKeys keys, WitnessStore store) implements AutoCloseable {
  /// Opens the folder, or makes it.
  ///
  /// @param name of the witness; null for the one that its key has
  /// @param mlDsa whether a new key is to have an ML-DSA-44 part
  /// @throws UsageException if it can't be used
  static WitnessState open(@Nullable Path folder, @Nullable String name, boolean mlDsa)
      throws UsageException {
    Path used =
        folder != null
            ? folder
            : Path.of(System.getProperty("user.home"), ".local/state/strongroom/witness");
    Path key = used.resolve("witness.key");
    Path state = used.resolve("state.sqlite");
    boolean known = Files.exists(key);
    if (known && !Files.exists(state)) {
      throw new UsageException(
          key
              + " has signed before, and "
              + state
              + " is gone: this key mustn't sign any more. Move it away to start with a new one");
    }
    if (!known && name == null) {
      throw new UsageException("a new witness needs a --name");
    }
    try {
      Files.createDirectories(used);
      // In this order, so that a key never exists without its memory.
      WitnessStore store = SqliteWitnessStore.open(state);
      try {
        return new WitnessState(keys(key, known ? null : name, name, mlDsa), store);
      } catch (WitnessKeyException | UsageException e) {
        store.close();
        throw e;
      }
    } catch (WitnessKeyException | WitnessStoreException | IOException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static WitnessKeys keys(
      Path file, @Nullable String made, @Nullable String expected, boolean mlDsa)
      throws WitnessKeyException, UsageException {
    SecureRandom random = new SecureRandom();
    if (made != null) {
      return WitnessKeyFile.make(file, made, mlDsa, random);
    }
    WitnessKeys keys = WitnessKeyFile.read(file, random);
    if (expected != null && !expected.equals(keys.name())) {
      String name = keys.name();
      keys.close();
      throw new UsageException(file + " is the key of " + name + ", not of " + expected);
    }
    return keys;
  }

  @Override
  public void close() {
    store.close();
    keys.close();
  }
}
