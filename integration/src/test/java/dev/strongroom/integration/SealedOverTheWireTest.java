// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Name;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.SealedStorage.Names;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageClient;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import dev.strongroom.enclave.runtime.storage.UnsealedPage;
import dev.strongroom.host.store.Entry;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.wire.UnixListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Sealed values in a real store, whose operator looks into it and tampers with it.
@Timeout(30)
class SealedOverTheWireTest {
  private static final String PRIVATE = "correct horse battery staple";
  private static final Name SEVEN = Name.of("wallets", "seven");
  private static final Name EIGHT = Name.of("wallets", "eight");

  @TempDir private Path folder;
  private KeyValueStore operators;
  private UnixListener listener;
  private StorageClient client;
  private RootSecret root;
  private SealedStorage storage;

  @BeforeEach
  void open() throws Exception {
    operators = SqliteStore.open(folder.resolve("store.db"));
    listener = OverTheWire.serve(folder, operators);
    client = OverTheWire.client(folder);
    root = new RootSecret(Secret.owning(new byte[RootSecret.LENGTH]));
    storage = new SealedStorage(client, root, "vault", 1, Names.HIDDEN, new SecureRandom());
    storage.put(SEVEN, Storage.ABSENT, secret(PRIVATE));
    storage.put(EIGHT, Storage.ABSENT, secret("another"));
  }

  @AfterEach
  void close() throws Exception {
    storage.close();
    root.close();
    client.close();
    listener.close();
    operators.close();
  }

  @Test
  void anotherBootReadsThem() throws Exception {
    try (StorageClient again = OverTheWire.client(folder);
        SealedStorage later =
            new SealedStorage(again, root, "vault", 1, Names.HIDDEN, new SecureRandom());
        Unsealed opened = later.get(SEVEN).orElseThrow();
        UnsealedPage page = later.scan(Optional.of(Name.of("wallets")), Optional.empty(), 10)) {
      assertThat(text(opened)).isEqualTo(PRIVATE);
      assertThat(page.entries()).extracting(Unsealed::name).containsExactlyInAnyOrder(SEVEN, EIGHT);
    }
  }

  @Test
  void nothingOnTheDiskShowsWhatIsInside() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> store = files.filter(Files::isRegularFile).toList();
      assertThat(store).hasSizeGreaterThan(1);
      for (Path file : store) {
        String content = Bytes.copyOf(Files.readAllBytes(file)).hex();
        for (String text : List.of(PRIVATE, "wallets", "seven", "vault")) {
          assertThat(content).as(file.toString()).doesNotContain(Bytes.utf8(text).hex());
        }
      }
    }
  }

  @Test
  void aChangedValueAndAMovedOneAreRefused() throws Exception {
    List<Entry> entries = operators.scan(Bytes.EMPTY, Bytes.EMPTY, 10).entries();
    for (Entry entry : entries) {
      Entry other = entries.get(1 - entries.indexOf(entry));
      byte[] changed = entry.value().toByteArray();
      changed[changed.length - 1] ^= 1;
      long version = operators.put(entry.key(), entry.version(), Bytes.copyOf(changed));
      notAuthentic(() -> storage.scan(Optional.empty(), Optional.empty(), 10));

      version = operators.put(entry.key(), version, other.value());
      notAuthentic(() -> storage.scan(Optional.empty(), Optional.empty(), 10));

      operators.put(entry.key(), version, entry.value());
      storage.scan(Optional.empty(), Optional.empty(), 10).close();
    }
  }

  private static void notAuthentic(ThrowingCallable call) {
    StorageException e = catchThrowableOfType(StorageException.class, call);
    assertThat(e).isNotNull();
    assertThat(e.failure().code()).isEqualTo("not-authentic");
  }

  private static Secret secret(String text) {
    return Secret.owning(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Unsealed opened) {
    return opened.value().use(bytes -> String.valueOf(Bytes.copyOf(bytes).asUtf8()));
  }
}
