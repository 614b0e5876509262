// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.content;

import dev.strongroom.enclave.runtime.content.ContentException.Problem;
import dev.strongroom.enclave.runtime.wire.Link;
import dev.strongroom.enclave.runtime.wire.LinkDeadline;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;

/// Content that is coming in, over one link or several.
final class ContentTransfer {
  /// What has to come within one deadline.
  static final int CHUNK = 1 << 20;

  private static final byte[] QUESTION = "SRCQ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ANSWER = "SRCA".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final int QUESTION_LENGTH = 4 + 4 + 32 + 8 + 8;
  private static final int ANSWER_LENGTH = 4 + 4 + 8;

  private final ContentName name;
  private final OutputStream out;
  private final MessageDigest digest;
  private final byte[] buffer = new byte[1 << 16];
  private long come;

  /// @param out gets what comes
  /// @param digest fed with what comes
  ContentTransfer(ContentName name, OutputStream out, MessageDigest digest) {
    this.name = name;
    this.out = out;
    this.digest = digest;
  }

  boolean complete() {
    return come == name.length();
  }

  boolean nothingYet() {
    return come == 0;
  }

  /// Takes what one link brings.
  ///
  /// @throws IOException if it broke off: another one may go on
  void over(Link link, Duration within) throws IOException, ContentException {
    link.output().write(question());
    link.endOutput();
    head(in(link, within, () -> link.input().readNBytes(ANSWER_LENGTH)));
    while (!complete()) {
      long until = Math.min(name.length(), come + CHUNK);
      in(
          link,
          within,
          () -> {
            take(link, until);
            return buffer;
          });
    }
  }

  private byte[] question() {
    return ByteBuffer.allocate(QUESTION_LENGTH)
        .put(QUESTION)
        .put(VERSION)
        .put(new byte[3])
        .put(name.sha256().toByteArray())
        .putLong(name.length())
        .putLong(come)
        .array();
  }

  private void head(byte[] head) throws IOException, ContentException {
    if (head.length < ANSWER_LENGTH) {
      throw new EOFException();
    }
    ByteBuffer answer = ByteBuffer.wrap(head);
    byte[] magic = new byte[4];
    answer.get(magic);
    int version = answer.get();
    int status = answer.get();
    int reserved = answer.getShort();
    if (!Arrays.equals(magic, ANSWER) || version != VERSION || reserved != 0) {
      throw new ContentException(Problem.MALFORMED, "not an answer of version 1");
    }
    switch (status) {
      case 0 -> {}
      case 1 -> throw new ContentException(Problem.ABSENT, "the host hasn't got it");
      case 2 -> throw new ContentException(Problem.UNAVAILABLE, "the host can't bring it now");
      default -> throw new ContentException(Problem.MALFORMED, "an unknown status");
    }
    if (answer.getLong() != name.length() - come) {
      throw new ContentException(Problem.DIFFERS, "what would come has another length");
    }
  }

  private void take(Link link, long until) throws IOException, ContentException {
    while (come < until) {
      int count = link.input().read(buffer, 0, (int) Math.min(buffer.length, until - come));
      if (count < 0) {
        throw new EOFException();
      }
      digest.update(buffer, 0, count);
      try {
        out.write(buffer, 0, count);
      } catch (IOException e) {
        throw new ContentException(Problem.NO_ROOM, "can't be written");
      }
      come += count;
    }
  }

  private interface Reading {
    byte[] read() throws IOException, ContentException;
  }

  private static byte[] in(Link link, Duration within, Reading reading)
      throws IOException, ContentException {
    LinkDeadline deadline = LinkDeadline.after(within, link);
    try {
      byte[] read = reading.read();
      if (deadline.met()) {
        return read;
      }
    } catch (IOException e) {
      if (deadline.met()) {
        throw e;
      }
    } catch (ContentException e) {
      boolean _ = deadline.met();
      throw e;
    }
    throw new ContentException(
        Problem.LATE, "less than expected within " + within.toMillis() + " ms");
  }
}
