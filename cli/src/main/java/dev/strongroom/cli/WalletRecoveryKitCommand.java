// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom wallet recovery-kit`: for the day on which there is no vault.
@Command(
    name = "recovery-kit",
    description = {
      "Has a recovery kit made: the wallet, encrypted, and shares of the key to it for guardians. The",
      "vault keeps nothing of it. Try it at once: wallet restore-drill."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom wallet recovery-kit 4f1c… --threshold 2 --guardian ann=8520… --guardian ben=de9e… \\",
      "        --guardian cai=3b1f… -o wallet.kit.json",
      "",
      "Exit status: 0 done, 1 refused, 2 wrong usage or unreachable, 3 approvals are needed."
    })
final class WalletRecoveryKitCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private KeyOptions options = new KeyOptions();

  @Mixin private ShareOptions share = new ShareOptions();

  @Option(
      names = "--threshold",
      paramLabel = "N",
      required = true,
      description = "How many guardians it takes; at least 2.")
  private int threshold;

  @Option(
      names = "--guardian",
      paramLabel = "NAME=HEX",
      required = true,
      description = "Who, and the public key of X25519 that the share is for (repeatable).")
  private Map<String, String> guardians = Map.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "Where the kit goes; never over another file.")
  private Path output = Path.of("");

  WalletRecoveryKitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if (threshold < 2 || threshold > guardians.size()) {
      throw new UsageException(
          "--threshold: at least 2, and no more than the "
              + guardians.size()
              + " --guardian given");
    }
    List<Object> of = new ArrayList<>();
    for (Map.Entry<String, String> guardian : new TreeMap<>(guardians).entrySet()) {
      of.add(
          Map.of(
              "name",
              guardian.getKey(),
              "encryptionKey",
              Hex.exactly("--guardian", guardian.getValue(), 32).hex()));
    }
    Map<String, Object> asked = Map.of("threshold", (long) threshold, "guardians", of);
    return share.run(
        console,
        asked,
        body ->
            options.run(
                console,
                vault -> vault.written(options.key(), "/recovery-kit", body, "kit", output)));
  }
}
