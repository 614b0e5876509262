// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.content;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.wire.Link;
import dev.strongroom.host.wire.LinkServer;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Answers on port 7004 of the wire (`docs/content-protocol.md`): the enclave names content by
/// SHA-256 and length, and gets it from where it wants it. Thread-safe.
public final class ContentServer implements LinkServer {
  private static final Logger LOG = System.getLogger(ContentServer.class.getName());
  private static final byte[] QUESTION = "SRCQ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ANSWER = "SRCA".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final int QUESTION_LENGTH = 4 + 4 + 32 + 8 + 8;
  private static final int ANSWER_LENGTH = 4 + 4 + 8;
  private static final int AT_A_TIME = 8;
  private static final int BUFFER = 1 << 18;

  private static final int HERE = 0;
  private static final int ABSENT = 1;
  private static final int UNAVAILABLE = 2;

  private final Map<Bytes, OfferedContent> offered;
  private final Semaphore free = new Semaphore(AT_A_TIME);

  /// @param contents what the enclave may have
  public ContentServer(List<OfferedContent> contents) {
    this.offered =
        contents.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    OfferedContent::sha256, Function.identity(), (first, _) -> first));
  }

  @Override
  public void serve(Link link) throws IOException {
    byte[] question = link.input().readNBytes(QUESTION_LENGTH);
    if (question.length < QUESTION_LENGTH
        || !Arrays.equals(question, 0, 4, QUESTION, 0, 4)
        || question[4] != VERSION) {
      // Nobody who asks like this reads an answer.
      return;
    }
    if (!free.tryAcquire()) {
      head(link, UNAVAILABLE, 0);
      return;
    }
    try {
      answer(link, ByteBuffer.wrap(question));
    } finally {
      free.release();
    }
  }

  private void answer(Link link, ByteBuffer question) throws IOException {
    byte[] sha256 = new byte[32];
    question.get(8, sha256);
    long length = question.getLong(40);
    long from = question.getLong(48);
    OfferedContent content = offered.get(Bytes.copyOf(sha256));
    if (content == null || content.length() != length || from < 0 || from > length) {
      head(link, ABSENT, 0);
      return;
    }
    FileChannel file = open(content.file());
    if (file == null) {
      head(link, UNAVAILABLE, 0);
      return;
    }
    try (file) {
      head(link, HERE, length - from);
      copy(file.position(from), length - from, link.output());
      link.endOutput();
    }
  }

  private static @Nullable FileChannel open(Path file) {
    try {
      return FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "unreadable content for the enclave: {0}", file);
      return null;
    }
  }

  /// A file that has become shorter ends the link early.
  private static void copy(FileChannel file, long count, OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    long left = count;
    while (left > 0) {
      buffer.clear().limit((int) Math.min(left, BUFFER));
      int read = file.read(buffer);
      if (read < 0) {
        return;
      }
      out.write(buffer.array(), 0, read);
      left -= read;
    }
  }

  private static void head(Link link, int status, long length) throws IOException {
    link.output()
        .write(
            ByteBuffer.allocate(ANSWER_LENGTH)
                .put(ANSWER)
                .put(VERSION)
                .put((byte) status)
                .putShort((short) 0)
                .putLong(length)
                .array());
    if (status != HERE) {
      link.endOutput();
    }
  }
}
