// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.store.Put;
import java.util.ArrayList;
import java.util.List;

/// Reads a frame as a request.
final class RequestReader {
  private static final int GET = 1;
  private static final int PUT = 2;
  private static final int PUT_ALL = 3;
  private static final int DELETE = 4;
  private static final int SCAN = 5;

  private final Bytes frame;
  private int position;

  /// @param frame at least [Frames#SHORTEST] bytes
  RequestReader(Bytes frame) {
    this.frame = frame;
  }

  /// The id, which stands first.
  long id() {
    position = 0;
    long id = 0;
    for (int i = 0; i < 8; i++) {
      id = id << 8 | frame.at(position++);
    }
    return id;
  }

  /// The request, which follows.
  Request request() throws MalformedRequestException {
    Request request =
        switch ((int) number(1)) {
          case GET -> new Request.Get(bytes(2));
          case PUT -> new Request.PutOne(put());
          case PUT_ALL -> new Request.PutAll(puts());
          case DELETE -> new Request.Delete(bytes(2), number(8));
          case SCAN -> new Request.Scan(bytes(2), bytes(2), (int) number(2));
          default -> throw new MalformedRequestException("unknown operation");
        };
    if (position != frame.length()) {
      throw new MalformedRequestException("bytes after the request");
    }
    return request;
  }

  private Put put() throws MalformedRequestException {
    Bytes key = bytes(2);
    long expected = number(8);
    return new Put(key, expected, bytes(4));
  }

  private List<Put> puts() throws MalformedRequestException {
    int count = (int) number(2);
    // No room is made by the count: the frame's own length bounds how many can follow.
    List<Put> puts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      puts.add(put());
    }
    return puts;
  }

  private Bytes bytes(int width) throws MalformedRequestException {
    long length = number(width);
    if (length > frame.length() - position) {
      throw new MalformedRequestException("field longer than the frame");
    }
    int from = position;
    position += (int) length;
    return frame.slice(from, position);
  }

  /// A number of `width` bytes; one of eight may come out negative.
  private long number(int width) throws MalformedRequestException {
    if (width > frame.length() - position) {
      throw new MalformedRequestException("frame ends inside a field");
    }
    long number = 0;
    for (int i = 0; i < width; i++) {
      number = number << 8 | frame.at(position++);
    }
    return number;
  }
}
