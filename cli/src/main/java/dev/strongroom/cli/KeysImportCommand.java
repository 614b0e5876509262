// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.custody.KeyEnvelope;
import dev.strongroom.channel.custody.MalformedCustodyException;
import dev.strongroom.client.vault.VaultAnswer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom keys import`: brings a key into a vault.
@Command(
    name = "import",
    description = {
      "Brings a key in. First --begin: the enclave makes a key to encrypt it to, good once, for ten",
      "minutes. Then the envelope that was made for it, by wallet restore or by another program. Whoever",
      "had the key before has it still."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  strongroom keys import --begin",
      "  strongroom wallet restore kit.json --share a.share --share b.share --recipient 8520… -o in.json",
      "  strongroom keys import in.json --rules rules.json",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class KeysImportCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private VaultOptions options = new VaultOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "ENVELOPE",
      description = "The key, encrypted to what --begin gave.")
  private @Nullable Path envelope;

  @Option(names = "--begin", description = "Ask for a key to encrypt to.")
  private boolean begin;

  @Mixin private BirthOptions birth = new BirthOptions();

  KeysImportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    Path file = envelope;
    if (begin == (file != null)) {
      throw new UsageException("either --begin or an ENVELOPE is needed");
    }
    if (file == null) {
      return options.run(
          console,
          vault -> {
            VaultAnswer answer = vault.vault().post("/v1/imports", Map.of());
            return vault.tell(
                "",
                answer,
                (session, told) -> {
                  session.line("recipient", told.member("recipient").text());
                  session.line("until", told.member("until").text());
                });
          });
    }
    Map<String, Object> body = new LinkedHashMap<>(birth.body());
    body.put("envelope", envelope(file).value());
    return birth
        .share()
        .runAtBirth(
            console, body, all -> options.run(console, vault -> vault.born("/v1/keys", all)));
  }

  /// The envelope, which is read once to make sure that it is one.
  private static JsonNode envelope(Path file) throws UsageException {
    JsonNode node = TextFile.json(file);
    try {
      KeyEnvelope envelope = KeyEnvelope.parse(node);
      if (envelope.purpose() != KeyEnvelope.Purpose.IMPORT) {
        throw new UsageException(file + ": an envelope of an export, not for an import");
      }
      return node;
    } catch (MalformedCustodyException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }
}
