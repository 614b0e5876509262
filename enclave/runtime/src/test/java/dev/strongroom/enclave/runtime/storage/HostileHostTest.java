// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever the host sends, a call ends in time with an answer of the right shape or a named
/// failure.
@Timeout(30)
class HostileHostTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Bytes KEY = Bytes.utf8("k");

  /// A call that the host answers.
  interface Call {
    Object on(StorageClient client) throws StorageException;
  }

  /// An answer that no honest host gives.
  ///
  /// @param answer from the status on
  record Attack(String name, Call call, String answer) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Call GET = client -> client.get(KEY);
  private static final Call PUT = client -> client.put(KEY, 5, KEY);
  private static final Call PUT_ALL =
      client -> client.putAll(List.of(new Put(KEY, 5, KEY), new Put(Bytes.utf8("l"), 0, KEY)));
  private static final Call DELETE =
      client -> {
        client.delete(KEY, 5);
        return "deleted";
      };
  private static final Call SCAN = client -> client.scan(Bytes.utf8("k"), Bytes.utf8("k2"), 2);

  private static final String V6 = "0000000000000006";
  private static final String ENTRY = "0002 6b33" + V6 + "00000001 78";
  private static final String NEXT = "0002 6b34" + V6 + "00000001 78";

  static Stream<Attack> attacks() {
    String tooLong = "00100001" + "00".repeat((1 << 20) + 1);
    return Stream.of(
        new Attack("get/flag-2", GET, "00 02"),
        new Attack("get/nothing", GET, "00"),
        new Attack("get/absent-with-more", GET, "00 00 00"),
        new Attack("get/version-0", GET, "00 01 0000000000000000 00000000"),
        new Attack("get/version-beyond-63-bits", GET, "00 01 8000000000000000 00000000"),
        new Attack("get/value-too-long", GET, "00 01" + V6 + tooLong),
        new Attack("get/value-shorter-than-said", GET, "00 01" + V6 + "00000002 00"),
        new Attack("get/value-length-absurd", GET, "00 01" + V6 + "ffffffff 00"),
        new Attack("get/bytes-left-over", GET, "00 01" + V6 + "00000001 00 00"),
        new Attack("get/conflict", GET, "01 0000" + V6),
        new Attack("get/disk-full", GET, "05"),
        new Attack("get/unknown-status", GET, "06"),
        new Attack("get/status-255", GET, "ff"),
        new Attack("get/error-with-body", GET, "04 00"),
        new Attack("put/nothing", PUT, "00"),
        new Attack("put/version-doesnt-grow", PUT, "00 0000000000000005"),
        new Attack("put/version-0", PUT, "00 0000000000000000"),
        new Attack("put/version-beyond-63-bits", PUT, "00 ffffffffffffffff"),
        new Attack("put/bytes-left-over", PUT, "00" + V6 + "00"),
        new Attack("put/conflict-with-the-expected", PUT, "01 0000 0000000000000005"),
        new Attack("put/conflict-of-another-put", PUT, "01 0001" + V6),
        new Attack("put/conflict-cut-short", PUT, "01 0000"),
        new Attack("put/conflict-beyond-63-bits", PUT, "01 0000 8000000000000000"),
        new Attack("put-all/fewer-versions", PUT_ALL, "00 0001" + V6),
        new Attack("put-all/more-versions", PUT_ALL, "00 0003" + V6 + V6 + V6),
        new Attack("put-all/cut-short", PUT_ALL, "00 0002" + V6),
        new Attack("put-all/same-version-twice", PUT_ALL, "00 0002" + V6 + V6),
        new Attack("put-all/one-doesnt-grow", PUT_ALL, "00 0002 0000000000000005" + V6),
        new Attack("put-all/conflict-beyond-the-last", PUT_ALL, "01 0002" + V6),
        new Attack("put-all/conflict-with-the-expected", PUT_ALL, "01 0001 0000000000000000"),
        new Attack("delete/with-body", DELETE, "00 00"),
        new Attack("delete/conflict-with-the-expected", DELETE, "01 0000 0000000000000005"),
        new Attack("scan/nothing", SCAN, "00"),
        new Attack("scan/flag-2", SCAN, "00 02 0000"),
        new Attack("scan/more-of-nothing", SCAN, "00 01 0000"),
        new Attack("scan/more-than-asked-for", SCAN, "00 00 0003" + ENTRY + NEXT + NEXT),
        new Attack("scan/fewer-than-said", SCAN, "00 00 0002" + ENTRY),
        new Attack("scan/more-than-said", SCAN, "00 00 0001" + ENTRY + NEXT),
        new Attack("scan/descending", SCAN, "00 00 0002" + NEXT + ENTRY),
        new Attack("scan/twice-the-same", SCAN, "00 00 0002" + ENTRY + ENTRY),
        new Attack("scan/where-it-started", SCAN, "00 00 0001 0002 6b32" + V6 + "00000000"),
        new Attack("scan/another-prefix", SCAN, "00 00 0001 0002 6c33" + V6 + "00000000"),
        new Attack("scan/empty-key", SCAN, "00 00 0001 0000" + V6 + "00000000"),
        new Attack(
            "scan/key-too-long", SCAN, "00 00 0001 0201 6b33" + "00".repeat(511) + V6 + "00000000"),
        new Attack("scan/value-too-long", SCAN, "00 00 0001 0002 6b33" + V6 + tooLong),
        new Attack("scan/version-0", SCAN, "00 00 0001 0002 6b33" + "00".repeat(12)),
        new Attack("scan/conflict", SCAN, "01 0000" + V6));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void answersThatNoHonestHostGivesEndTheConnection(Attack attack, @TempDir Path directory)
      throws Exception {
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  talk.greet();
                  talk.answer(talk.request(), attack.answer());
                  // Stays until the client hangs up.
                  talk.in().read();
                });
        StorageClient client = new StorageClient(host.dialer(), TIMEOUT)) {
      malformed(() -> attack.call().on(client));
    }
  }

  @Test
  void framesThatNoHonestHostSendsEndTheConnection(@TempDir Path directory) throws Exception {
    List<String> frames =
        List.of(
            "00000008 0000000000000001 00", // too short for a status
            "00000000 0000000000000001 00",
            "00400001 0000000000000001 00", // too long for anything
            "ffffffff 0000000000000001 00",
            "00200000 0000000000000001 00", // too long for this
            "0000000a 0000000000000002 00 00", // answers nothing that was asked
            "0000000a ffffffffffffffff 00 00",
            "00000009 0000000000000000 00", // an end that isn't one
            "0000000a 0000000000000001 00 00 0000000a 0000000000000001 00 00"); // twice
    try (ScriptedHost host =
            new ScriptedHost(
                directory,
                (talk, connection) -> {
                  talk.greet();
                  talk.request();
                  talk.send(frames.get(connection - 1));
                  talk.in().read();
                });
        StorageClient client = new StorageClient(host.dialer(), TIMEOUT)) {
      for (String frame : frames.subList(0, frames.size() - 1)) {
        malformed(() -> client.get(KEY));
        assertThat(frame).isNotEmpty();
      }
      // The first of two answers is good, and what follows ends the connection: the client redials.
      assertThat(client.get(KEY)).isEmpty();
    }
  }

  @Test
  void helloesThatNoHonestHostSendsAreRefused(@TempDir Path directory) throws Exception {
    List<String> hellos =
        List.of(
            "53524b5601000000", // an enclave
            "53524b5702000000", // a version that wasn't offered
            "53524b5701030000", // yes and no
            "53524b5701000001",
            "53524b5700000000", // no reason
            "53524b5700070000");
    try (ScriptedHost host =
            new ScriptedHost(
                directory, (talk, connection) -> talk.send(hellos.get(connection - 1)));
        StorageClient client = new StorageClient(host.dialer(), TIMEOUT)) {
      for (String hello : hellos) {
        StorageException e =
            catchThrowableOfType(StorageException.class, () -> client.put(KEY, 0, KEY));
        assertThat(e).as(hello).isNotNull();
        assertThat(e.failure()).isInstanceOf(StorageFailure.NotConnected.class);
        assertThat(e).hasMessageMatching(".*(hello|version).*");
      }
    }
  }

  private static void malformed(ThrowingCallable call) {
    StorageException e = catchThrowableOfType(StorageException.class, call);
    assertThat(e).isNotNull();
    assertThat(e.failure()).isInstanceOf(StorageFailure.MalformedAnswer.class);
    assertThat(e.failure().outcomeUnknown()).isTrue();
  }
}
