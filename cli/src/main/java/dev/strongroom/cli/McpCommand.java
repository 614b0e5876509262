// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom mcp`: hands a vault's tools to a model. In a process of its own, since the
/// protocol's library isn't a Java module.
@Command(
    name = "mcp",
    description = {
      "Serves a vault's tools to a model, over the Model Context Protocol on standard input and",
      "output (docs/mcp.md): create_key, list_keys, address, sign_transaction, sign_message, explain",
      "and history. What a key may do is its policy's to say, inside the vault."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example, in a client's configuration:",
      "  {\"mcpServers\":{\"strongroom\":{\"command\":\"strongroom\",\"args\":[\"mcp\"]}}}",
      "",
      "Exit status: 0 the model left, 2 wrong usage."
    })
final class McpCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private NotaryOptions enclave = new NotaryOptions();

  @Option(
      names = "--agent-key",
      paramLabel = "FILE",
      description = {
        "Who asks: a file with a private key, made if it isn't there. Default: agent.key in strongroom",
        "up's state folder."
      })
  private @Nullable Path agentKey;

  @Option(
      names = "--receipt-policy",
      paramLabel = "FILE",
      description = "What receipts have to show (docs/receipt.md). Default: as for keys sign.")
  private @Nullable Path receiptPolicy;

  McpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException, IOException, InterruptedException {
    String path = System.getProperty("strongroom.mcp");
    if (path == null) {
      throw new UsageException("the server's jars aren't here: start by ./strongroom mcp");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                path,
                "dev.strongroom.mcp.Main",
                "server=" + enclave.server(),
                "policy=" + enclave.policyFile(console),
                "agent-key=" + VaultAccess.agentKeyFile(agentKey)));
    enclave.endorsementFiles().forEach(file -> command.add("endorsements=" + file));
    enclave.identity().ifPresent(identity -> command.add("identity=" + identity.hex()));
    Optional.ofNullable(receiptPolicy)
        .or(enclave::receiptPolicyOfUp)
        .ifPresent(file -> command.add("receipt-policy=" + file));
    if (receiptPolicy != null && !Files.exists(receiptPolicy)) {
      throw new UsageException(receiptPolicy + ": there is no such file");
    }
    Process server = new ProcessBuilder(command).inheritIO().start();
    try {
      return server.waitFor() == 0 ? ExitStatus.ACCEPTED : ExitStatus.UNUSABLE;
    } finally {
      server.destroy();
    }
  }
}
