// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.mcp;

import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Puts the tools behind the protocol.
final class ToolServer {
  private static final int LONGEST_LINE = 4 << 20;
  private static final System.Logger LOG = System.getLogger("strongroom.mcp");

  private ToolServer() {}

  /// Serves until the input ends.
  static void serve(VaultTools tools, InputStream in, OutputStream out)
      throws InterruptedException {
    UntilEnd input = new UntilEnd(in);
    JacksonMcpJsonMapper json = new JacksonMcpJsonMapper(JsonMapper.builder().build());
    McpSyncServer server =
        McpServer.sync(new StdioServerTransportProvider(json, input, out, LONGEST_LINE))
            .serverInfo("strongroom", version())
            .instructions(
                "Keys in an attested vault. Each key has a policy that decides inside the vault; a"
                    + " refusal names the rule and the value. Ask explain before trying again.")
            .capabilities(ServerCapabilities.builder().tools(false).build())
            .jsonMapper(json)
            .tools(specifications(tools, json))
            .build();
    try {
      input.await();
    } finally {
      server.closeGracefully();
    }
  }

  private static String version() {
    String version = ToolServer.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static List<SyncToolSpecification> specifications(
      VaultTools tools, JacksonMcpJsonMapper json) {
    List<SyncToolSpecification> all = new ArrayList<>();
    for (VaultTool tool : VaultTool.values()) {
      Tool described =
          Tool.builder(tool.code(), json, tool.schema())
              .description(tool.description())
              .annotations(
                  ToolAnnotations.builder()
                      .readOnlyHint(tool.readOnly())
                      .destructiveHint(false)
                      .openWorldHint(true)
                      .build())
              .build();
      all.add(new SyncToolSpecification(described, (_, request) -> call(tools, tool, request)));
    }
    return all;
  }

  private static CallToolResult call(VaultTools tools, VaultTool tool, CallToolRequest request) {
    Map<String, Object> arguments = request.arguments();
    ToolAnswer answer = tools.call(tool, new Arguments(arguments == null ? Map.of() : arguments));
    // Neither arguments nor results: they are between the model and the vault.
    LOG.log(System.Logger.Level.INFO, "{0}: {1}", tool.code(), answer.outcome());
    return CallToolResult.builder()
        .addTextContent(answer.text())
        .structuredContent(answer.content())
        .isError(answer.isError())
        .build();
  }
}
