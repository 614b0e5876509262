// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// What commands take that are about one key and nothing else.
final class KeyOptions {
  @Mixin private VaultOptions vault = new VaultOptions();

  @Parameters(
      index = "0",
      paramLabel = "KEY",
      converter = KeyId.Converter.class,
      description = "The key's id.")
  private KeyId key = new KeyId("");

  /// Made by the command-line library, which sets the fields.
  KeyOptions() {}

  /// Which key.
  KeyId key() {
    return key;
  }

  /// Does something with the vault.
  ///
  /// @return the exit status
  int run(Console console, VaultAccess.Act act) throws UsageException {
    return vault.run(console, act);
  }

  /// Has something done to the key, and shows what became of it.
  ///
  /// @param below the path below the key's, such as `/rotate`
  /// @return the exit status
  int decide(Console console, String below, Map<String, ?> body) throws UsageException {
    return vault.run(
        console,
        session ->
            session.tell(key.text(), session.vault().post(key.path(below), body), KeyText::one));
  }
}
