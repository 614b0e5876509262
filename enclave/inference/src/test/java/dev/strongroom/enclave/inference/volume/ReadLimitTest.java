// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Reads that would need too much memory at once.
class ReadLimitTest extends VolumesOnAStore {
  private static final int MOST = 16 << 10;

  private final SealedVolumes narrow =
      new SealedVolumes(
          storage,
          Secret.owning(secret()),
          () -> Instant.parse("2026-11-22T08:00:00Z"),
          random,
          new ReadLimit(MOST));

  private static byte[] secret() {
    byte[] secret = new byte[32];
    secret[0] = 1;
    return secret;
  }

  private Bytes first() throws HistoryRefusedException {
    return narrow.read(
        owner, Heads.none(), ID, contents -> contents.of(contents.volume().entries().getFirst()));
  }

  @Test
  void areRefusedUntilOthersHaveEnded() throws Exception {
    create(entry("a", "x".repeat(MOST / 2)), entry("b", "y".repeat(MOST)));
    int reads = storage.reads();
    refused(
        "history-busy",
        () ->
            narrow.read(
                owner,
                Heads.none(),
                ID,
                contents -> {
                  contents.expect(contents.volume().entries());
                  return "";
                }));
    // Nothing but the head was read for that.
    assertThat(storage.reads()).isEqualTo(reads + 1);
    assertThat(
            narrow.<Integer>read(
                owner,
                Heads.none(),
                ID,
                contents -> {
                  VolumeEntry a = contents.volume().entries().getFirst();
                  contents.expect(List.of(a));
                  // What was expected is taken once.
                  int length = contents.of(a).length();
                  assertThat(first().length()).isEqualTo(length);
                  refused("history-busy", () -> contents.of(contents.volume().entries().get(1)));
                  assertThat(contents.of(a).length()).isEqualTo(length);
                  refused("history-busy", this::first);
                  // Who reads no contents needs no room.
                  return narrow
                      .read(owner, Heads.none(), ID, SealedVolumes.Contents::volume)
                      .entries()
                      .size();
                }))
        .isEqualTo(2);
    assertThat(first().length()).isEqualTo(MOST / 2);
    assertThat(contents(volumes, owner, Heads.none())).hasSize(2);
  }

  @Test
  void giveTheirRoomBackWhenTheyFail() throws Exception {
    create(entry("a", "x".repeat(MOST)));
    for (int i = 0; i < 3; i++) {
      refused(
          "not-found",
          () ->
              narrow.read(
                  owner,
                  Heads.none(),
                  ID,
                  contents -> {
                    contents.of(contents.volume().entries().getFirst());
                    throw HistoryRefusedException.notFound();
                  }));
    }
    assertThat(first().length()).isEqualTo(MOST);
  }
}
