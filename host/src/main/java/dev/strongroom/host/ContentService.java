// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host;

import dev.strongroom.host.content.ContentServer;
import dev.strongroom.host.content.OfferedContent;
import dev.strongroom.host.wire.Port;
import java.io.IOException;
import java.util.List;

/// Files that the enclave asks for by their digest, such as a model's weights.
///
/// @param contents what it may have
public record ContentService(List<OfferedContent> contents) implements WireService {
  /// Copies the list.
  public ContentService {
    contents = List.copyOf(contents);
  }

  @Override
  public Started start(Ports ports) throws IOException {
    return new Started(ports.listen(Port.CONTENT, new ContentServer(contents)), List.of());
  }
}
