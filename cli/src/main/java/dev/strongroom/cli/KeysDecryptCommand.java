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

  @Mixin private VaultOptions options = new VaultOptions();

  @Parameters(
      index = "0",
      paramLabel = "KEY",
      converter = KeyId.Converter.class,
      description = "The key's id.")
  private KeyId key = new KeyId("");

  @Parameters(index = "1", paramLabel = "FILE", description = "What was encrypted.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "Where the plaintext goes; never over another file.")
  private Path output = Path.of("");

  @Option(names = "--context", paramLabel = "TEXT", description = "What encrypting named.")
  private @Nullable String context;

  @Mixin private ShareOptions share = new ShareOptions();

  KeysDecryptCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ciphertext", BinaryFile.read(file).hex());
    if (context != null) {
      body.put("aad", Bytes.utf8(context).hex());
    }
    share.into(body);
    return options.run(
        console,
        vault -> {
          VaultAnswer answer = vault.vault().post(key.path("/decrypt"), body);
          if (!answer.pending()) {
            BinaryFile.writeNew(output, BinaryFile.hex(answer.member("plaintext")));
          }
          return vault.tell(
              key.text(),
              Plain.without(answer, "plaintext"),
              (session, _) -> session.line("written", output.toString()));
        });
  }
}
