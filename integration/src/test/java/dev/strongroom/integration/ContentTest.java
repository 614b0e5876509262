// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.enclave.runtime.content.ContentClient;
import dev.strongroom.enclave.runtime.content.ContentException;
import dev.strongroom.enclave.runtime.content.ContentException.Problem;
import dev.strongroom.enclave.runtime.content.ContentName;
import dev.strongroom.enclave.runtime.content.FetchedContent;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import dev.strongroom.host.content.ContentServer;
import dev.strongroom.host.content.OfferedContent;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Both sides of the content protocol.
@Timeout(60)
class ContentTest {
  @TempDir private Path folder = Path.of("");
  @TempDir private Path inside = Path.of("");

  @Test
  void hostBringsWhatEnclaveNames() throws Exception {
    byte[] content = new byte[5_000_001];
    new Random(1).nextBytes(content);
    OfferedContent offered = OfferedContent.of(Files.write(folder.resolve("file"), content));
    ContentName name = new ContentName(offered.sha256(), offered.length());
    ContentClient client = new ContentClient(() -> new UnixWire(folder).dial(Wire.CONTENT));
    try (UnixListener _ =
            new dev.strongroom.host.wire.UnixWire(folder)
                .listen(Port.CONTENT, new ContentServer(List.of(offered)));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> fetches = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        fetches.add(() -> {
          try (FetchedContent fetched = client.fetch(name, inside)) {
            assertThat(fetched.file()).hasBinaryContent(content);
            return true;
          }
        });
      }
      for (Future<Boolean> fetch : threads.invokeAll(fetches)) {
        assertThat(fetch.get()).isTrue();
      }
      content[4_000_000] ^= 1;
      Files.write(offered.file(), content);
      ContentException refused =
          catchThrowableOfType(ContentException.class, () -> client.fetch(name, inside));
      assertThat(refused.problem()).isEqualTo(Problem.DIFFERS);
    }
    assertThat(inside).isEmptyDirectory();
  }
}
