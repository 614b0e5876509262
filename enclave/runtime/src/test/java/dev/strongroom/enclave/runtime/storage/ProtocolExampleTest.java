// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client says, byte by byte, what the protocol's document says it says, and understands the
/// answers.
class ProtocolExampleTest {
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");

  @Test
  void speaksTheDocumentsExampleToTheByte(@TempDir Path directory) throws Exception {
    List<ProtocolExample.Exchange> example = ProtocolExample.read();
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  for (ProtocolExample.Exchange exchange : example) {
                    byte[] request = talk.in().readNBytes(exchange.enclave().length());
                    heard.add(Bytes.copyOf(request).hex());
                    talk.send(exchange.host().hex());
                  }
                });
        StorageClient client = new StorageClient(host.dialer(), Duration.ofSeconds(10))) {
      assertThat(client.get(A)).isEmpty();
      assertThat(client.put(A, 0, Bytes.utf8("one"))).isEqualTo(1);
      assertThat(client.get(A)).contains(new Stored(1, Bytes.utf8("one")));
      conflicts(0, 1, () -> client.put(A, 0, Bytes.EMPTY));
      assertThat(
              client.putAll(
                  List.of(new Put(A, 1, Bytes.utf8("A")), new Put(B, 0, Bytes.utf8("BB")))))
          .containsExactly(2L, 3L);
      conflicts(
          1,
          2,
          () -> client.putAll(List.of(new Put(B, 3, Bytes.EMPTY), new Put(A, 1, Bytes.EMPTY))));
      assertThat(client.scan(Bytes.EMPTY, Bytes.EMPTY, 1))
          .isEqualTo(new Page(List.of(new Entry(A, 2, Bytes.utf8("A"))), true));
      assertThat(client.scan(B, A, 100))
          .isEqualTo(new Page(List.of(new Entry(B, 3, Bytes.utf8("BB"))), false));
      client.delete(B, 3);
      conflicts(0, 0, () -> client.delete(B, 3));
    }
    assertThat(heard).isEqualTo(example.stream().map(e -> e.enclave().hex()).toList());
  }

  private static void conflicts(int index, long current, ThrowingCallable write) {
    StorageException e = catchThrowableOfType(StorageException.class, write);
    assertThat(e).isNotNull();
    assertThat(e.failure()).isEqualTo(new StorageFailure.Conflict(index, current));
  }
}
