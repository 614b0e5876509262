// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.content;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.content.ContentException.Problem;
import dev.strongroom.enclave.runtime.storage.Dialer;
import dev.strongroom.enclave.runtime.wire.Link;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;

/// Fetches content from port 7004 of the host (`docs/content-protocol.md`). The host is trusted
/// with nothing: what has another length or digest isn't given out, and whatever the host does,
/// [#fetch] ends. Thread-safe.
public final class ContentClient {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /// How often a host may break off.
  private static final int ATTEMPTS = 16;

  private final Dialer dialer;
  private final Duration answerWithin;
  private final Duration pause;

  /// @param dialer reaches the host's content: `() -> wire.dial(Wire.CONTENT)`
  public ContentClient(Dialer dialer) {
    this(dialer, ANSWER_WITHIN, PAUSE);
  }

  /// @param answerWithin for an answer's head, and for each [ContentTransfer#CHUNK] bytes of it
  /// @param pause before another attempt
  ContentClient(Dialer dialer, Duration answerWithin, Duration pause) {
    this.dialer = dialer;
    this.answerWithin = answerWithin;
    this.pause = pause;
  }

  /// Fetches content into a new file.
  ///
  /// @param folder where; in an enclave its memory
  /// @return the caller's to close
  /// @throws ContentException if it isn't to be had; then no file was left
  public FetchedContent fetch(ContentName name, Path folder)
      throws ContentException, InterruptedException {
    Path file = newFile(folder);
    boolean fetched = false;
    try (OutputStream out = Files.newOutputStream(file)) {
      MessageDigest digest = newSha256();
      bring(new ContentTransfer(name, out, digest));
      if (!Bytes.copyOf(digest.digest()).equals(name.sha256())) {
        throw new ContentException(Problem.DIFFERS, "what came has another SHA-256");
      }
      fetched = true;
    } catch (IOException e) {
      throw new ContentException(Problem.NO_ROOM, "can't be written");
    } finally {
      if (!fetched) {
        delete(file);
      }
    }
    return new FetchedContent(name, file);
  }

  /// Over as many links as it takes; each goes on where the one before ended.
  private void bring(ContentTransfer transfer) throws ContentException, InterruptedException {
    for (int attempt = 1; !transfer.complete(); attempt++) {
      try (Link link = dialer.dial()) {
        transfer.over(link, answerWithin);
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (attempt == ATTEMPTS || transfer.nothingYet()) {
          throw new ContentException(
              Problem.UNREACHABLE, "the host offers none, or broke off " + attempt + " times");
        }
        Thread.sleep(pause);
      }
    }
  }

  /// Its owner's alone: that is how temporary files are made.
  private static Path newFile(Path folder) throws ContentException {
    try {
      return Files.createTempFile(folder, "content", "");
    } catch (IOException e) {
      throw new ContentException(Problem.NO_ROOM, "no file can be made");
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // What was wrong before is what matters.
    }
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
