// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/// The body of an encrypted response. What is written is sent when a chunk is full or [#flush] is
/// called. Only [#finish] makes the response complete: closing doesn't, so that a service that
/// fails can't leave half a response that looks whole. Not thread-safe.
public final class SealedResponse extends OutputStream {
  private final ChunkSealer sealer;
  private final OutputStream out;
  private final byte[] pending = new byte[MessageFormat.MAX_CHUNK];
  private int count;
  private boolean finished;

  SealedResponse(ChunkSealer sealer, OutputStream out) {
    this.sealer = sealer;
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (finished) {
      throw new IOException("the response is finished");
    }
    for (int from = offset, end = offset + length; from < end; ) {
      if (count == pending.length) {
        send(Mark.MORE);
      }
      int some = Math.min(end - from, pending.length - count);
      System.arraycopy(bytes, from, pending, count, some);
      count += some;
      from += some;
    }
  }

  /// Sends what was written so far.
  @Override
  public void flush() throws IOException {
    if (count > 0) {
      send(Mark.MORE);
    }
    out.flush();
  }

  /// Sends what was written so far; the response stays incomplete.
  @Override
  public void close() throws IOException {
    flush();
  }

  /// Sends the rest and the final mark.
  ///
  /// @throws IllegalStateException if it was finished before
  public void finish() throws IOException {
    if (finished) {
      throw new IllegalStateException("a response is finished once");
    }
    finished = true;
    send(Mark.FINAL);
    out.flush();
  }

  private void send(Mark mark) throws IOException {
    out.write(sealer.chunk(mark, pending, 0, count));
    count = 0;
  }
}
