// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import static dev.strongroom.enclave.runtime.storage.Storage.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.SealedStorage.Names;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the host sees of sealed values, and what becomes of those that it tampers with.
class SealedStorageTest {
  private static final Name SEVEN = Name.of("wallets", "7");
  private static final Name EIGHT = Name.of("wallets", "8");

  private final MapStorage host = new MapStorage();

  private SealedStorage storage(int root, String purpose, int keyVersion, Names names) {
    byte[] secret = new byte[RootSecret.LENGTH];
    Arrays.fill(secret, (byte) root);
    RootSecret rootSecret = new RootSecret(Secret.owning(secret));
    return new SealedStorage(host, rootSecret, purpose, keyVersion, names, new SecureRandom());
  }

  private SealedStorage storage(Names names) {
    return storage(1, "vault", 1, names);
  }

  private static Secret secret(String text) {
    return Secret.owning(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Unsealed opened) {
    try (opened) {
      return opened.value().use(bytes -> String.valueOf(Bytes.copyOf(bytes).asUtf8()));
    }
  }

  private static Optional<String> read(SealedStorage storage, Name name) throws StorageException {
    return storage.get(name).map(SealedStorageTest::text);
  }

  private static StorageFailure failure(ThrowingCallable call) {
    StorageException e = catchThrowableOfType(StorageException.class, call);
    assertThat(e).isNotNull();
    return e.failure();
  }

  private static void notAuthentic(ThrowingCallable call) {
    assertThat(failure(call).code()).isEqualTo("not-authentic");
  }

  @ParameterizedTest
  @EnumSource
  void readsWhatItWroteAndAnotherBootDoesToo(Names names) throws Exception {
    long version = storage(names).put(SEVEN, ABSENT, secret("a private key"));
    try (SealedStorage later = storage(names);
        Unsealed opened = later.get(SEVEN).orElseThrow()) {
      assertThat(opened.name()).isEqualTo(SEVEN);
      assertThat(opened.version()).isEqualTo(version);
      assertThat(text(opened)).isEqualTo("a private key");
      assertThat(later.get(EIGHT)).isEmpty();
      long next = later.put(SEVEN, version, secret(""));
      assertThat(read(later, SEVEN)).contains("");
      later.delete(SEVEN, next);
      assertThat(later.get(SEVEN)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void writesAreCompareAndSets(Names names) throws Exception {
    SealedStorage storage = storage(names);
    long version = storage.put(SEVEN, ABSENT, secret("first"));
    StorageFailure conflict = new StorageFailure.Conflict(0, version);
    assertThat(failure(() -> storage.put(SEVEN, ABSENT, secret("x")))).isEqualTo(conflict);
    assertThat(failure(() -> storage.delete(SEVEN, version + 1))).isEqualTo(conflict);
    assertThat(
            failure(() ->
                storage.putAll(
                    List.of(
                        new SealedPut(EIGHT, ABSENT, secret("x")),
                        new SealedPut(SEVEN, ABSENT, secret("x"))))))
        .isEqualTo(new StorageFailure.Conflict(1, version));
    assertThat(storage.get(EIGHT)).isEmpty();
    assertThat(
            storage.putAll(
                List.of(
                    new SealedPut(EIGHT, ABSENT, secret("together")),
                    new SealedPut(SEVEN, version, secret("second")))))
        .hasSize(2);
    assertThat(read(storage, SEVEN)).contains("second");
    assertThat(read(storage, EIGHT)).contains("together");
  }

  @ParameterizedTest
  @EnumSource
  void everyChangedByteIsRefused(Names names) throws Exception {
    SealedStorage storage = storage(names);
    storage.put(SEVEN, ABSENT, secret("a private key"));
    Bytes key = host.entries.firstKey();
    Stored good = host.entries.get(key);
    for (int i = 0; i < good.value().length(); i++) {
      byte[] changed = good.value().toByteArray();
      changed[i] ^= 1;
      host.entries.put(key, new Stored(good.version(), Bytes.copyOf(changed)));
      notAuthentic(() -> storage.get(SEVEN));
      notAuthentic(() -> storage.scan(Optional.empty(), Optional.empty(), 10));
    }
    host.entries.put(key, new Stored(good.version(), Bytes.EMPTY));
    notAuthentic(() -> storage.get(SEVEN));
    host.entries.put(key, good);
    assertThat(read(storage, SEVEN)).contains("a private key");
  }

  @ParameterizedTest
  @EnumSource
  void aValueMovedToAnotherNameIsRefused(Names names) throws Exception {
    SealedStorage storage = storage(names);
    storage.put(SEVEN, ABSENT, secret("mine"));
    Bytes seven = host.entries.firstKey();
    storage.put(EIGHT, ABSENT, secret("yours"));
    Stored moved = host.entries.get(seven);
    host.entries.replaceAll((key, stored) -> moved);
    assertThat(read(storage, SEVEN)).contains("mine");
    notAuthentic(() -> storage.get(EIGHT));
    notAuthentic(() -> storage.scan(Optional.of(Name.of("wallets")), Optional.empty(), 10));
  }

  @ParameterizedTest
  @EnumSource
  void aValueOfAnotherPurposeOrDeploymentIsRefused(Names names) throws Exception {
    SealedStorage storage = storage(names);
    storage.put(SEVEN, ABSENT, secret("mine"));
    Bytes mine = host.entries.firstKey();
    for (SealedStorage other :
        List.of(
            storage(1, "notary", 1, names),
            storage(2, "vault", 1, names),
            storage(1, "vault", 1, names == Names.PLAIN ? Names.HIDDEN : Names.PLAIN))) {
      Stored stored = host.entries.get(mine);
      host.entries.clear();
      other.put(SEVEN, ABSENT, secret("theirs"));
      Bytes theirs = host.entries.firstKey();
      Stored foreign = host.entries.get(theirs);
      host.entries.put(mine, foreign);
      notAuthentic(() -> storage.get(SEVEN));
      host.entries.put(theirs, stored);
      notAuthentic(() -> other.get(SEVEN));
      host.entries.put(mine, stored);
    }
    assertThat(read(storage, SEVEN)).contains("mine");
  }

  @Test
  void olderKeyVersionsStillOpenAndLaterDoNot() throws Exception {
    storage(1, "vault", 1, Names.HIDDEN).put(SEVEN, ABSENT, secret("old"));
    SealedStorage second = storage(1, "vault", 2, Names.HIDDEN);
    assertThat(read(second, SEVEN)).contains("old");
    second.put(EIGHT, ABSENT, secret("new"));
    notAuthentic(() -> storage(1, "vault", 1, Names.HIDDEN).get(EIGHT));
  }

  @Test
  void anOldValueOfTheSameNameIsNotNoticed() throws Exception {
    // The limit that the documents state: whoever relies on more asks witnesses.
    SealedStorage storage = storage(Names.HIDDEN);
    long version = storage.put(SEVEN, ABSENT, secret("old"));
    Bytes key = host.entries.firstKey();
    Stored old = host.entries.get(key);
    storage.put(SEVEN, version, secret("new"));
    host.entries.put(key, old);
    assertThat(read(storage, SEVEN)).contains("old");
  }

  @ParameterizedTest
  @EnumSource
  void scansAFolderPageByPage(Names names) throws Exception {
    SealedStorage storage = storage(names);
    Name folder = Name.of("tiles", "0");
    Set<Name> inside = new HashSet<>(List.of(folder));
    for (String part : List.of("b", "a", "ab", "b/c", "ü", "~")) {
      inside.add(folder.child(part));
    }
    inside.add(folder.child("b").child("deep"));
    List<Name> outside =
        List.of(Name.of("tiles"), Name.of("tiles", "01"), Name.of("tiles/0", "a"), Name.of("0"));
    for (Name name : inside) {
      storage.put(name, ABSENT, secret(String.join("|", name.parts())));
    }
    for (Name name : outside) {
      storage.put(name, ABSENT, secret("outside"));
    }
    storage(1, "notary", 1, names).put(folder.child("a"), ABSENT, secret("of another purpose"));

    List<Name> found = scanned(storage, Optional.of(folder), 3);
    assertThat(found).containsExactlyInAnyOrderElementsOf(inside);
    if (names == Names.PLAIN) {
      assertThat(found.stream().map(Name::encoded).toList()).isSorted();
    }
    assertThat(scanned(storage, Optional.empty(), 100))
        .hasSize(inside.size() + outside.size())
        .containsAll(inside)
        .containsAll(outside);
    assertThat(scanned(storage, Optional.of(Name.of("nothing")), 3)).isEmpty();
  }

  private static List<Name> scanned(SealedStorage storage, Optional<Name> folder, int limit)
      throws StorageException {
    List<Name> names = new ArrayList<>();
    Optional<Bytes> from = Optional.empty();
    do {
      try (UnsealedPage page = storage.scan(folder, from, limit)) {
        assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
        page.entries().forEach(entry -> names.add(entry.name()));
        from = page.next();
      }
    } while (from.isPresent());
    return names;
  }

  @Test
  void hiddenNamesShowTheirFoldersAndNothingElse() throws Exception {
    SealedStorage storage = storage(Names.HIDDEN);
    storage.put(SEVEN, ABSENT, secret("a private key"));
    storage.put(EIGHT, ABSENT, secret("a private key"));
    List<Bytes> keys = List.copyOf(host.entries.keySet());
    assertThat(keys).allMatch(key -> key.length() == 3 * 16);
    assertThat(keys.get(0).slice(0, 32)).isEqualTo(keys.get(1).slice(0, 32));
    host.entries.forEach((key, stored) -> {
      for (String word : List.of("wallets", "vault", "private")) {
        assertThat(key.hex() + stored.value().hex()).doesNotContain(Bytes.utf8(word).hex());
      }
    });
    // Another deployment's pseudonyms say nothing of ours.
    storage(2, "vault", 1, Names.HIDDEN).put(SEVEN, ABSENT, secret("x"));
    storage(1, "notary", 1, Names.HIDDEN).put(SEVEN, ABSENT, secret("x"));
    assertThat(host.entries.keySet().stream().map(key -> key.slice(0, 16)).distinct()).hasSize(3);
  }

  @Test
  void whatDoesntFitIsRefusedByName() {
    SealedStorage plain = storage(Names.PLAIN);
    Name longName = Name.of("x".repeat(StorageLimits.MAX_KEY));
    assertThat(failure(() -> plain.put(longName, ABSENT, secret(""))))
        .isInstanceOf(StorageFailure.TooLarge.class);
    Secret large = Secret.owning(new byte[StorageLimits.MAX_VALUE]);
    assertThat(failure(() -> plain.put(SEVEN, ABSENT, large)))
        .isInstanceOf(StorageFailure.TooLarge.class);
  }
}
