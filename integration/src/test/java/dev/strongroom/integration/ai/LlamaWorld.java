// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import dev.strongroom.enclave.inference.InferenceService;
import dev.strongroom.integration.notary.PolicyText;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A real llama-server beside a gateway in a (simulated) enclave, one for embeddings, and
/// `strongroom ai` in front. A tap between gateway and server shows what the server really got and
/// said.
final class LlamaWorld implements AutoCloseable {
  /// The model would write letters before it calls anything; token 126 is the brace that begins a
  /// call.
  static final String TOOLS =
      """
      "tools":[{"type":"function","function":{"name":"look","description":"Looks.",
        "parameters":{"type":"object","properties":{"where":{"type":"string","enum":["here","there"]}},
                      "required":["where"]}}}],"tool_choice":"required","logit_bias":[[126,100]],\
      """;

  static final String SCHEMA =
      """
      "response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":
        {"type":"object","properties":{"sure":{"type":"boolean"},"side":{"enum":["left","right"]}},
         "required":["sure","side"],"additionalProperties":false}}},\
      """;

  /// Ends a request.
  static final String ASKED = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"seed\":5}";

  private final List<Closeable> started = new ArrayList<>();
  private final Tap tap;
  private final EnclaveUnderTest gateway;
  private final AiProcess ai;

  /// Starts all of it; an aborted test where llama-server can't be had.
  ///
  /// @param folder for the model, logs and the policy
  LlamaWorld(Path folder) throws IOException, InterruptedException {
    try {
      LlamaServer server = kept(LlamaServer.start(folder));
      LlamaServer embedder = kept(LlamaServer.start(folder, "--embeddings", "--pooling", "mean"));
      tap = new Tap(server.port());
      started.add(tap::close);
      gateway =
          gateway(
              """
              {"models":[{"name":"tiny","backend":"beside"},{"name":"embed","backend":"embedder"}],
               "backends":{"beside":{"kind":"loopback","port":%d},
                           "embedder":{"kind":"loopback","port":%d}}}
              """
                  .formatted(tap.port(), embedder.port()));
      started.add(gateway::close);
      Files.writeString(folder.resolve("policy.json"), PolicyText.of(gateway));
      ai =
          AiProcess.start(
              folder, "localhost:" + gateway.uri().getPort(), "--policy", "policy.json");
      started.add(ai::close);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private LlamaServer kept(LlamaServer server) {
    started.add(server::close);
    return server;
  }

  /// A gateway with these settings.
  static EnclaveUnderTest gateway(String inference) throws IOException {
    return EnclaveUnderTest.start(
        new InferenceService(),
        new EnclaveSettings(
            List.of(),
            Map.of(
                "ledger",
                "{\"origin\":\"example.com/log\",\"quorum\":0}",
                "inference",
                inference)));
  }

  Tap tap() {
    return tap;
  }

  EnclaveUnderTest gateway() {
    return gateway;
  }

  /// What `strongroom ai` offers, down to `/v1`.
  URI uri() {
    return ai.uri();
  }

  @Override
  public void close() throws IOException {
    for (Closeable one : started.reversed()) {
      one.close();
    }
  }
}
