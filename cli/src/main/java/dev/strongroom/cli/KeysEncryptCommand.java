// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.vault.json.VaultAnswer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

  @Mixin private VaultOptions options = new VaultOptions();

  @Parameters(
      index = "0",
      paramLabel = "KEY",
      converter = KeyId.Converter.class,
      description = "The key's id.")
  private KeyId key = new KeyId("");

  @Parameters(index = "1", paramLabel = "FILE", description = "What to encrypt; at most 4 MiB.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "Where the ciphertext goes; never over another file.")
  private Path output = Path.of("");

  @Option(
      names = "--context",
      paramLabel = "TEXT",
      description = "What decrypting has to name too.")
  private @Nullable String context;

  KeysEncryptCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("plaintext", BinaryFile.read(file).hex());
    if (context != null) {
      body.put("aad", Bytes.utf8(context).hex());
    }
    return options.run(
        console,
        vault -> {
          VaultAnswer answer = vault.vault().post(key.path("/encrypt"), body);
          BinaryFile.writeNew(output, BinaryFile.hex(answer.member("ciphertext")));
          return vault.show(answer, (session, _) -> session.line("written", output.toString()));
        });
  }
}
