// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Entry;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Volumes of one owner on a store in memory.
abstract class VolumesOnAStore {
  static final String ID = "conv_" + "7".repeat(32);

  final SecureRandom random = new SecureRandom();
  final MemoryStorage storage = new MemoryStorage();
  final SealedVolumes volumes = on(storage, 1);
  final Owner owner = owner(volumes, 5);

  SealedVolumes on(MemoryStorage store, int deployment) {
    byte[] secret = new byte[32];
    secret[0] = (byte) deployment;
    return new SealedVolumes(
        store, Secret.owning(secret), () -> Instant.parse("2026-11-22T08:00:00Z"), random);
  }

  static Owner owner(SealedVolumes volumes, int key) {
    byte[] bytes = new byte[32];
    bytes[31] = (byte) key;
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    try {
      return volumes.owner(Map.of(Owner.HEADER, List.of(text)));
    } catch (HistoryRefusedException e) {
      throw new AssertionError(e);
    }
  }

  static Heads heads(String said) throws HistoryRefusedException {
    return Heads.of(Map.of(Heads.HEADER, List.of(said)));
  }

  static NewEntry entry(String id, String content) {
    return new NewEntry(id, Bytes.utf8(content), List.of("note"));
  }

  /// What a client would remember of the conversation alone.
  static String head(Heads said) {
    return said.said()
        .orElseThrow()
        .lines()
        .findFirst()
        .orElseThrow()
        .replaceAll(".*(conv_)", "$1");
  }

  String create(NewEntry... add) throws Exception {
    Heads heads = Heads.none();
    Volume _ =
        volumes.create(
            owner, heads, Shelf.CONVERSATIONS, ID, Map.of("metadata", "{}"), List.of(add));
    return head(heads);
  }

  String append(SealedVolumes on, NewEntry... add) throws Exception {
    Heads heads = Heads.none();
    Volume _ = on.change(owner, heads, ID, now -> new Edit(now.about(), List.of(add), Set.of()));
    return head(heads);
  }

  String without(String entry) throws Exception {
    Heads heads = Heads.none();
    Volume _ =
        volumes.change(owner, heads, ID, now -> new Edit(now.about(), List.of(), Set.of(entry)));
    return head(heads);
  }

  List<String> contents(SealedVolumes on, Owner by, Heads heads) throws HistoryRefusedException {
    return on.read(
        by,
        heads,
        ID,
        contents -> {
          List<String> all = new ArrayList<>();
          for (VolumeEntry entry : contents.volume().entries()) {
            all.add(String.valueOf(contents.of(entry).asUtf8()));
          }
          return all;
        });
  }

  static void refused(String code, ThrowingCallable act) {
    assertThatExceptionOfType(HistoryRefusedException.class)
        .isThrownBy(act)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  List<Entry> rows() {
    return storage.scan(Bytes.EMPTY, Bytes.EMPTY, 1_000_000).entries();
  }
}
