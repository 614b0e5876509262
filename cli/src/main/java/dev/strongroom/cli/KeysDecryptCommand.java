// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.client.vault.VaultAnswer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `strongroom keys decrypt`: has something decrypted.
@Command(
    name = "decrypt",
    description = {
      "Has a file decrypted, if the key's policy allows it. The plaintext goes into a file that only you",
      "can read, and is never printed."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom keys decrypt 4f1c… secret.sealed -o secret.txt",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysDecryptCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private CipherOptions cipher = new CipherOptions();

  @Mixin private ShareOptions share = new ShareOptions();

  KeysDecryptCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return share.run(
        console,
        cipher.body("ciphertext"),
        body ->
            cipher
                .key()
                .run(
                    console,
                    vault -> {
                      VaultAnswer answer =
                          vault.vault().post(cipher.key().key().path("/decrypt"), body);
                      if (!answer.pending()) {
                        BinaryFile.writeNew(
                            cipher.output(), BinaryFile.hex(answer.member("plaintext")));
                      }
                      return vault.tell(
                          cipher.key().key().text(),
                          Plain.without(answer, "plaintext"),
                          (session, _) -> session.line("written", cipher.output().toString()));
                    }));
  }
}
