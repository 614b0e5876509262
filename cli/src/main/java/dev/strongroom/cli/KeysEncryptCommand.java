// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.client.vault.VaultAnswer;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `strongroom keys encrypt`: encrypts for a key that decrypts.
@Command(
    name = "encrypt",
    description = {
      "Encrypts a file for a key of type x25519 (HPKE). Anybody can, with the public key."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom keys encrypt 4f1c… secret.txt -o secret.sealed",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysEncryptCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private CipherOptions cipher = new CipherOptions();

  KeysEncryptCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Map<String, Object> body = cipher.body("plaintext");
    return cipher
        .key()
        .run(
            console,
            vault -> {
              VaultAnswer answer = vault.vault().post(cipher.key().key().path("/encrypt"), body);
              BinaryFile.writeNew(cipher.output(), BinaryFile.hex(answer.member("ciphertext")));
              return vault.show(
                  answer, (session, _) -> session.line("written", cipher.output().toString()));
            });
  }
}
