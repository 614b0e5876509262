// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk without room. Only root may mount a small one: for others, the test says so and is
/// skipped.
class FullDiskTest {
  private static final TestLog LOG = TestLog.of("log.example");

  @TempDir private Path folder = Path.of("");
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted =
        "root".equals(System.getProperty("user.name"))
            && run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString()) == 0;
    if (!mounted) {
      String message = "NOT TESTED: a full disk, since this user can't mount a small one";
      System.err.println(message);
      Assumptions.abort(message);
    }
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", folder.toString())).isZero();
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  @Test
  void stopsSigningAndGoesOnWhenThereIsRoomAgain() throws Exception {
    long last = 0;
    try (TestWitness witness = TestWitness.open(folder, "w", new TestClock(), LOG)) {
      witness.cosigns(LOG.request(0, 1));
      Path ballast = folder.resolve("ballast");
      fill(ballast);
      // What the write-ahead log has room for already.
      WitnessReply reply;
      do {
        last++;
        assertThat(last).isLessThan(2000);
        reply = witness.ask(LOG.request(last, last + 1));
      } while (reply instanceof WitnessReply.Cosigned);
      assertThat(reply)
          .isEqualTo(
              new WitnessReply.Refused(Refusal.STORE, "the witness's state can't be written"));
      assertThat(witness.incidents.getFirst().detail()).contains("full");
      Files.delete(ballast);
      assertThat(witness.ask(LOG.forked(0).request(last, last)))
          .isEqualTo(new WitnessReply.Conflict(last));
      witness.cosigns(LOG.request(last, last + 1));
    }
    try (TestWitness witness = TestWitness.open(folder, "w", new TestClock(), LOG)) {
      assertThat(witness.witness.logs().getFirst().size()).isEqualTo(last + 1);
    }
  }

  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] page = new byte[4096];
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }
}
