// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.integration.notary.PolicyText;
import dev.strongroom.testkit.EnclaveUnderTest;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `strongroom mcp` in its own process, asked by the protocol's own client.
class McpTest {
  @TempDir private static Path folder = Path.of("");
  private static final List<String> LOG = new CopyOnWriteArrayList<>();
  private static @Nullable EnclaveUnderTest started;
  private static @Nullable McpSyncClient connected;

  @BeforeAll
  static void start() throws Exception {
    EnclaveUnderTest vault = TestVault.start();
    started = vault;
    Files.writeString(folder.resolve("policy.json"), PolicyText.of(vault));
    Files.writeString(folder.resolve("bundle.json"), EndorsementFile.write(Endorsements.NONE));
    List<String> command = new ArrayList<>(CommandLine.start(folder));
    command.addAll(
        List.of(
            "mcp",
            "--policy",
            folder.resolve("policy.json").toString(),
            "--at",
            "localhost:" + vault.uri().getPort(),
            "--endorsements",
            folder.resolve("bundle.json").toString()));
    StdioClientTransport transport =
        new StdioClientTransport(
            ServerParameters.builder(command.getFirst())
                .args(command.subList(1, command.size()))
                .build(),
            new JacksonMcpJsonMapper(JsonMapper.builder().build()));
    transport.setStdErrorHandler(LOG::add);
    McpSyncClient client =
        McpClient.sync(transport)
            .requestTimeout(Duration.ofMinutes(1))
            .initializationTimeout(Duration.ofMinutes(2))
            .build();
    connected = client;
    assertThat(client.initialize().serverInfo().name()).isEqualTo("strongroom");
  }

  @AfterAll
  static void stop() throws Exception {
    if (connected != null) {
      connected.close();
    }
    if (started != null) {
      started.close();
    }
  }

  private static CallToolResult call(String tool, Map<String, Object> arguments) {
    CallToolResult answer = asked(tool, arguments);
    // Whatever it is: this vault is a simulated one.
    assertThat(text(answer)).as(tool).contains("SIMULATED: ");
    assertThat(content(answer).get("simulated")).as(tool).isEqualTo(true);
    return answer;
  }

  /// What the protocol's own library refuses says nothing of the vault.
  private static CallToolResult asked(String tool, Map<String, Object> arguments) {
    return Objects.requireNonNull(connected)
        .callTool(CallToolRequest.builder(tool).arguments(arguments).build());
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().getFirst()).text();
  }

  private static Map<?, ?> content(CallToolResult result) {
    return (Map<?, ?>) Objects.requireNonNull(result.structuredContent());
  }

  private static String created(String type, String policy) throws Exception {
    CallToolResult made =
        call("create_key", Map.of("type", type, "policy", JsonNode.parse(policy).value()));
    assertThat(made.isError()).as(text(made)).isFalse();
    assertThat((Map<?, ?>) content(made).get("receipt")).isNotEmpty();
    return String.valueOf(((Map<?, ?>) Objects.requireNonNull(content(made).get("key"))).get("id"));
  }

  @Test
  void offersItsToolsAndNoOthers() {
    assertThat(Objects.requireNonNull(connected).listTools().tools())
        .extracting(Tool::name)
        .containsExactlyInAnyOrder(
            "create_key",
            "list_keys",
            "address",
            "sign_transaction",
            "sign_message",
            "explain",
            "history");
  }

  @Test
  void signsWhatThePolicyAllows() throws Exception {
    String key = created("ed25519", TestVault.allowing());
    CallToolResult signed =
        call("sign_message", Map.of("key", key, "chain", "plain", "message", "0x616263"));
    assertThat(signed.isError()).as(text(signed)).isFalse();
    Map<?, ?> result =
        (Map<?, ?>) ((List<?>) Objects.requireNonNull(content(signed).get("results"))).getFirst();
    assertThat(
            SigningKey.verifies(
                Bytes.fromHex(String.valueOf(result.get("publicKey"))),
                new byte[] {'a', 'b', 'c'},
                Bytes.fromHex(String.valueOf(result.get("result")))))
        .isTrue();
    assertThat((Map<?, ?>) content(signed).get("receipt"))
        .hasFieldOrPropertyWithValue("log", "example.com/vault-log")
        .hasFieldOrPropertyWithValue("simulated", true);
    assertThat(text(signed)).contains("SIMULATED");
    String payer = created("secp256k1", TestVault.allowing());
    Map<String, Object> transfer =
        Map.of("key", payer, "chain", "evm", "transaction", "0x" + TestVault.TRANSFER);
    CallToolResult paid = call("sign_transaction", transfer);
    assertThat(paid.isError()).as(text(paid)).isFalse();
    // What isn't a transaction is refused by the vault's decoder.
    for (String chain : List.of("solana", "bitcoin")) {
      CallToolResult answer =
          call("sign_transaction", Map.of("key", payer, "chain", chain, "transaction", "AQID"));
      assertThat(answer.isError()).isTrue();
      assertThat(text(answer)).startsWith("REFUSED");
    }
    assertThat(text(call("list_keys", Map.of()))).contains(key);
    assertThat(text(call("address", Map.of("key", key)))).contains("publicKey");
  }

  @Test
  void aRefusalNamesRuleAndValue() throws Exception {
    String key = created("secp256k1", TestVault.upTo5());
    Map<String, Object> transaction =
        Map.of("key", key, "chain", "evm", "transaction", TestVault.TRANSFER);
    CallToolResult refused = call("sign_transaction", transaction);
    assertThat(refused.isError()).isTrue();
    assertThat(text(refused)).startsWith("REFUSED no-rule").contains("small", "tx.value is 7");
    assertThat(content(refused).get("code")).isEqualTo("no-rule");
    CallToolResult explained = call("explain", transaction);
    assertThat(explained.isError()).isFalse();
    assertThat(content(explained).get("decision")).isEqualTo("refused");
    assertThat(text(call("history", Map.of("key", key, "limit", 5))))
        .contains("refusal", "no-rule", "key-born", "\"verified\":true");
  }

  @Test
  void whatOthersHaveToApproveIsSaid() throws Exception {
    String key = created("ed25519", TestVault.approvedBy("agent:ed25519:" + "ab".repeat(32)));
    CallToolResult asked =
        call("sign_message", Map.of("key", key, "chain", "solana", "message", "hello"));
    assertThat(asked.isError()).isFalse();
    assertThat(text(asked)).startsWith("APPROVALS NEEDED");
    assertThat(content(asked).get("proposal")).isNotNull();
  }

  @Test
  void badArgumentsAreErrorsOfTheTool() throws Exception {
    String key = created("ed25519", TestVault.allowing());
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("key", "../vault", "chain", "plain", "message", "00"),
            Map.of("key", key, "chain", "plain", "message", "xyz"),
            Map.of("key", key, "chain", "plain"),
            Map.of("key", key, "chain", "evm", "typed_data", Map.of("a", 0.5)),
            Map.of("key", key, "chain", "evm", "typed_data", Map.of("a", Long.MAX_VALUE)),
            Map.of("key", key, "chain", "solana", "typed_data", Map.of()),
            Map.of("key", key, "chain", "plain", "message", "00", "more", 1),
            Map.of("key", "00", "chain", "plain", "message", "00"))) {
      assertThat(asked("sign_message", wrong).isError()).as(wrong.toString()).isTrue();
    }
    // And it still answers.
    assertThat(call("list_keys", Map.of()).isError()).isFalse();
  }

  @Test
  void endsWhenTheModelLeaves() throws Exception {
    CommandLine run =
        CommandLine.run(
            folder,
            List.of(
                "mcp",
                "--policy",
                "policy.json",
                "--at",
                "localhost:" + Objects.requireNonNull(started).uri().getPort()));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(CommandLine.run(folder, List.of("mcp", "--policy", "nothing.json")).status())
        .isEqualTo(2);
    CommandLine unusable =
        CommandLine.run(
            folder, List.of("mcp", "--policy", "policy.json", "--endorsements", "policy.json"));
    assertThat(unusable.status()).isEqualTo(2);
    assertThat(unusable.err()).contains("policy.json: ");
  }

  @Test
  void logsToStandardErrorAndNeverWhatWasAsked() throws Exception {
    String key = created("secp256k1", TestVault.allowing());
    call("sign_message", Map.of("key", key, "chain", "evm", "message", "between us"));
    assertThat(String.join("\n", LOG)).contains("sign_message: done").doesNotContain("between us");
  }
}
